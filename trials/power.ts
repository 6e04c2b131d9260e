/**
 * `npm run test:power -- [--rounds 20] [--only server|browser] [--weakened]`: the power goes, for the server's data and
 * for a whole browser profile. Exit code 0: nothing was lost that was acked, or that a person saw kept; 1: something
 * was; 2: this machine cannot cut the power (it takes root, loop devices and ext4).
 *
 * `--weakened` plays the same with a copy of the server and of the app that do not wait for the disk, and succeeds where
 * that is found out: so that a test that finds nothing is known to look.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from '@playwright/test'
import { AppServer, freePort } from '../e2e/support/app-server.ts'
import { RealBrowser } from '../e2e/support/browser.ts'
import { Person } from '../e2e/support/person.ts'
import { WireUser } from '../e2e/support/wire-user.ts'
import build, { SERVER } from '../server/test/build.ts'
import { WireServer } from '../server/test/server-process.ts'
import { FaultProxy } from './fault-proxy.ts'
import { PowerDisk } from './power-disk.ts'
import { play, type Result, type Round } from './rounds.ts'
import { STAGE_ENV, Stage } from './stage.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    only: { type: 'string' },
    weakened: { type: 'boolean', default: false },
  },
})
const rounds = Number(values.rounds)
const { only } = values
if (!Number.isSafeInteger(rounds) || rounds < 1 || (only !== undefined && only !== 'server' && only !== 'browser')) {
  console.error('usage: npm run test:power -- [--rounds 20] [--only server|browser] [--weakened]')
  process.exit(2)
}

const disk = await PowerDisk.make(600)
if (!disk) {
  console.log('No power can be cut here: it takes root, loop devices, ext4 and perl.')
  process.exit(2)
}
await build()
const scratch = mkdtempSync(join(tmpdir(), 'tidemark-weak-'))
let lost = 0
try {
  if (only !== 'browser') lost += await server(disk)
  if (only !== 'server') lost += await browser(disk)
} finally {
  disk.remove()
  rmSync(scratch, { recursive: true, force: true })
}
if (values.weakened)
  console.log(lost > 0 ? 'The weakened copies were found out.' : 'The weakened copies were NOT found out.')
process.exit(lost > 0 === values.weakened ? 0 : 1)

// ------------------------------------------------------------------ the server

async function server(disk: PowerDisk): Promise<number> {
  const script = values.weakened ? weakServer() : SERVER
  const server = new WireServer(STAGE_ENV, join(disk.mount, 'data'), script)
  await server.start()
  const stage = await Stage.open(server)
  disk.sync()
  try {
    const round = cutPower(disk)
    return report(
      await play(
        stage,
        Array.from({ length: rounds }, () => round),
      ),
    )
  } catch (error) {
    // A database that does not open any more, say.
    if (!values.weakened) throw error
    console.log(`the server's disk: ${error instanceof Error ? error.message : error}`)
    return 1
  } finally {
    await stage.close()
    await server.signal('SIGKILL')
  }
}

/**
 * In the middle of talk: what was not synced is gone, and so is the process. It is stopped before the disk is: a sync
 * that the cut meets may return as if it had succeeded, and nothing is said any more when the power is gone.
 */
function cutPower(disk: PowerDisk): Round {
  return async (stage) => {
    await stage.talk(2)
    await stage.passes(1 + Math.floor(Math.random() * 40))
    process.kill(stage.server.pid, 'SIGSTOP')
    disk.cut()
    await stage.server.signal('SIGKILL')
    await disk.back()
    await stage.talk(1)
    await stage.server.start()
    stage.back()
  }
}

function report({ faults, rounds, seconds, saved, acked }: Result): number {
  console.log(
    `the server's disk: ${rounds} power cuts in ${seconds.toFixed(0)} s; ${saved} messages kept by devices, ${acked} ops acked; ${faults.length} faults`,
  )
  for (const fault of faults.slice(0, 10)) console.log(`  ${fault}`)
  return faults.length
}

/** Acks what the disk may not have. */
function weakServer(): string {
  const folder = join('.build', 'weak')
  cpSync(join(SERVER, '..'), folder, { recursive: true })
  const worker = join(folder, 'worker.js')
  writeFileSync(
    worker,
    replaced(readFileSync(worker, 'utf8'), '["synchronous", "FULL", 2]', '["synchronous", "OFF", 0]'),
  )
  return join(folder, 'main.js')
}

// ------------------------------------------------------------------ the browser

/** Everything is typed without a network, and the power goes right after something was seen kept. */
async function browser(disk: PowerDisk): Promise<number> {
  const port = await freePort()
  const proxy = await FaultProxy.listen(port)
  const url = `http://localhost:${proxy.port}`
  const env = { CLIENT_DIR: values.weakened ? weakClient() : 'dist/client' }
  const server = await AppServer.start({ port, origin: url, env })
  const chromium = await RealBrowser.open({ profile: join(disk.mount, 'profile'), prepare: async () => {} })
  const began = performance.now()
  const kept: string[] = []
  let lost: string[] = []
  let cuts = 0
  try {
    const bob = await WireUser.signUp(server.direct, 'bob')
    let ada = new Person({ handle: 'ada', url, page: await chromium.page() })
    await ada.signUp()
    await ada.startsChatWith('bob')
    const address = ada.page.url()
    // Cookies are written half a minute late, or at the end.
    await chromium.restart()
    disk.sync()
    proxy.set('cut')
    for (let round = 1; round <= rounds; round++) {
      ada = await opens(chromium, address, url)
      lost = lacking(kept, await outbox(ada.page))
      if (lost.length > 0) break
      const count = 1 + Math.floor(Math.random() * 5)
      for (let i = 1; i <= count; i++) {
        const text = `round ${round} line ${i}.`
        await ada.writes(text)
        await ada.sees(text, 'waiting to send')
        kept.push(text)
      }
      disk.cut()
      cuts += 1
      await chromium.kill()
      await disk.back()
      await chromium.start()
    }
    ada = await opens(chromium, address, url)
    lost = lacking(kept, await outbox(ada.page))
    proxy.set('none')
    if (lost.length === 0) lost = await missingAt(bob, kept)
  } finally {
    await chromium.kill()
    await proxy.close()
    await server.dispose()
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(0)
  console.log(
    `the browser's disk: ${cuts} power cuts in ${seconds} s; ${kept.length} messages seen kept; ${lost.length} lost`,
  )
  for (const text of lost.slice(0, 10)) console.log(`  lost: ${text}`)
  return lost.length
}

async function opens(chromium: RealBrowser, address: string, url: string): Promise<Person> {
  const ada = new Person({ handle: 'ada', url, page: await chromium.page() })
  await ada.page.goto(address)
  await ada.box.waitFor()
  return ada
}

function lacking(kept: readonly string[], there: readonly string[]): string[] {
  const has = new Set(there)
  return kept.filter((text) => !has.has(text))
}

/** Texts of what waits on this device to be sent. */
function outbox(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const names = (await indexedDB.databases()).flatMap(({ name }) => (name?.startsWith('tidemark:') ? [name] : []))
    const opening = indexedDB.open(names[0] as string)
    await new Promise((resolve, reject) => {
      opening.onsuccess = resolve
      opening.onerror = reject
    })
    const asking = opening.result.transaction('outbox').objectStore('outbox').getAll()
    await new Promise((resolve) => {
      asking.onsuccess = resolve
    })
    opening.result.close()
    return asking.result.map((row: { op: { text?: string } }) => row.op.text ?? '')
  })
}

/** Once the network is back: each line is there once, in its order. */
async function missingAt(bob: WireUser, kept: readonly string[]): Promise<string[]> {
  const deadline = performance.now() + 60_000
  for (;;) {
    const history = await bob.history('dm:ada:bob')
    const texts = history.flatMap((event) => (event.kind === 'message' ? [event.text ?? ''] : []))
    if (JSON.stringify(texts) === JSON.stringify(kept)) return []
    if (performance.now() > deadline) {
      const missing = lacking(kept, texts)
      return missing.length > 0 ? missing : [`another order: ${JSON.stringify(texts)}`]
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** Shows as kept what the disk may not have. */
function weakClient(): string {
  const folder = join(scratch, 'client')
  cpSync('dist/client', folder, { recursive: true })
  let found = 0
  for (const name of readdirSync(folder, { recursive: true }) as string[]) {
    const path = join(folder, name)
    // What was packed by the build would be served instead.
    if (/\.(gz|br)$/.test(name)) rmSync(path)
    if (!name.endsWith('.js')) continue
    const source = readFileSync(path, 'utf8')
    const weak = source.replaceAll(/(chromeTransactionDurability:\s*)(["'`])strict\2/g, '$1$2relaxed$2')
    if (weak === source) continue
    found += 1
    writeFileSync(path, weak)
  }
  if (found === 0) throw new Error('nothing to weaken was found in the app')
  return folder
}

function replaced(source: string, from: string, to: string): string {
  if (!source.includes(from)) throw new Error(`nothing to weaken was found: ${from}`)
  return source.replace(from, to)
}
