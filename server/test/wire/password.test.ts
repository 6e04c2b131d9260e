import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { PASSWORD, person, WireDevice } from '../../../conformance/device.ts'
import { RESET_PASSWORD } from '../build.ts'
import { newServer } from './server.ts'

const run = promisify(execFile)

test('whoever runs the server gives somebody a new password, while it does not run', async () => {
  const server = newServer()
  const reset = (handle: string) =>
    run(process.execPath, [RESET_PASSWORD, handle], { env: { ...process.env, DATA_DIR: server.dataDir } })
  const signIn = async (handle: string, password: string) =>
    (await new WireDevice(server).post('/api/session', { handle, password })).status
  try {
    await server.start()
    const { handle } = await person(server)
    await expect(reset(handle)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Another server is running'),
    })
    await server.signal('SIGKILL')
    await expect(reset('nobody-here')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('nobody-here'),
    })
    const { stdout } = await reset(`@${handle}`)
    const [, password = ''] = /: (\S+)\n/.exec(stdout) ?? []
    await server.start()
    expect(await signIn(handle, PASSWORD)).toBe(401)
    expect(await signIn(handle, password)).toBe(200)
  } finally {
    await server.end()
  }
})
