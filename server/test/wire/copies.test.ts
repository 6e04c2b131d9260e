import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { dm, message, person } from '../../../conformance/device.ts'
import { COPIES } from '../build.ts'
import { newServer, type WireServer } from './server.ts'

const run = promisify(execFile)
let server: WireServer
let folder: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tidemark-copies-'))
  server = newServer({ RATE_OPS_BURST: '1000000' })
  await server.start()
})
afterEach(async () => {
  await server.end()
  rmSync(folder, { recursive: true, force: true })
})

const copies = (deed: string, file: string) =>
  run(process.execPath, [COPIES, deed, file], { env: { ...process.env, DATA_DIR: server.dataDir } })

test('[S5] a backup under load holds every message that was acked before it, and goes back alone', async () => {
  const [ada, bob] = [await person(server), await person(server)]
  const before = await ada.commit(...Array.from({ length: 100 }, (_, i) => message(dm(ada, bob), `${i}`)))
  let over = false
  const load = (async () => {
    while (!over) await ada.commit(...Array.from({ length: 10 }, (_, i) => message(dm(ada, bob), `meanwhile ${i}`)))
  })()
  const file = join(folder, 'copy')
  const made = await copies('backup', file)
  over = true
  await load
  expect(made.stdout).toMatch(/^Made copy: 2 users, 1 conversations, \d+ events\n$/)
  await expect(copies('backup', file)).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('already') })
  await expect(copies('restore', file)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Another server is running'),
  })

  await server.signal('SIGKILL')
  expect((await copies('restore', file)).stdout).toContain('What was there before is in ')
  await server.start()
  await bob.connect()
  const history = new Set<string>()
  for (const { events } of (await bob.snapshot()).flatMap(({ conversations }) => conversations)) {
    for (const { id } of events) history.add(id)
  }
  for (let position = 201; position > 1; position -= 200) {
    const { body } = await bob.get<{ events: { id: string }[] }>(
      `/api/conversations/${dm(ada, bob)}/events?before=${position}&limit=200`,
    )
    for (const { id } of body.events) history.add(id)
  }
  expect(before.filter(({ id }) => !history.has(id))).toEqual([])
})
