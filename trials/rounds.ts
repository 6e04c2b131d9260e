/** One fault each, in the middle of everybody talking. What comes of them is for the history to say. */
import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { promisify } from 'node:util'
import { COPIES } from '../server/test/build.ts'
import type { Blow, Fault } from './fault-proxy.ts'
import type { Stage } from './stage.ts'

const FAULTS: readonly Fault[] = ['swallow', 'swallow-answers', 'cut', 'refuse-upgrades', 'delay']
const BLOWS: readonly Blow[] = ['cut-mid-frame', 'garbage-to-client', 'garbage-to-server']

export type Round = (stage: Stage) => Promise<void>

const someMoment = (most: number): number => 1 + Math.floor(Math.random() * most)

/** At a random piece of traffic of a conversation that has just begun. */
async function inTheMiddle(stage: Stage): Promise<void> {
  await stage.talk(2)
  await stage.passes(someMoment(40))
}

const onTheWire =
  (fault: Fault): Round =>
  async (stage) => {
    await inTheMiddle(stage)
    const tried = Promise.all(stage.proxies.map((proxy) => proxy.isTried()))
    for (const proxy of stage.proxies) proxy.set(fault)
    await stage.talk(1)
    // Whoever is cut off, by whatever means, comes again.
    if (fault === 'delay') await stage.passes(10)
    else await tried
    for (const proxy of stage.proxies) proxy.set('none')
    stage.wake()
  }

const atOnce =
  (blow: Blow): Round =>
  async (stage) => {
    await inTheMiddle(stage)
    const tried = Promise.all(stage.proxies.map((proxy) => proxy.isTried()))
    for (const proxy of stage.proxies) proxy.strike(blow)
    await stage.talk(1)
    await tried
    stage.wake()
  }

/** Every page is gone in the middle of what it did, and opened again on what its disk holds. */
const pagesDie: Round = async (stage) => {
  await inTheMiddle(stage)
  for (const device of stage.devices) device.close()
  await stage.talk(1)
  for (const device of stage.devices) await device.open()
}

/** Every fault of the network there is, and of pages. */
export const WIRE_ROUNDS: Readonly<Record<string, Round>> = {
  ...Object.fromEntries(FAULTS.map((fault) => [fault, onTheWire(fault)])),
  ...Object.fromEntries(BLOWS.map((blow) => [blow, atOnce(blow)])),
  'pages die': pagesDie,
}

/** No drain, no goodbye; what the kernel has taken is kept. */
export const killServer: Round = async (stage) => {
  await inTheMiddle(stage)
  await stage.server.signal('SIGKILL')
  await stage.talk(1)
  await stage.server.start()
  stage.back()
}

/** It stands still for as long as it takes everybody to notice, and goes on in the middle of what it did. */
export const freezeServer: Round = async (stage) => {
  await inTheMiddle(stage)
  const tried = Promise.all(stage.proxies.map((proxy) => proxy.isTried()))
  process.kill(stage.server.pid, 'SIGSTOP')
  await stage.talk(1)
  await tried
  process.kill(stage.server.pid, 'SIGCONT')
  stage.wake()
}

/** A backup is made in the middle of talk; all that was said since is then lost with the server's data, which is put back to it. */
export const putBack: Round = async (stage) => {
  await inTheMiddle(stage)
  const { dataDir } = stage.server
  const file = `${dataDir}.copy`
  const copies = (deed: string) =>
    promisify(execFile)(process.execPath, [COPIES, deed, file], { env: { ...process.env, DATA_DIR: dataDir } })
  try {
    const saved = stage.history.counts.saved
    await copies('backup')
    await stage.talk(10)
    await stage.rests()
    stage.forgotten += stage.history.counts.saved - saved
    await stage.server.signal('SIGKILL')
    await copies('restore')
    stage.history.rolledBack()
    await stage.server.start()
    stage.back()
  } finally {
    rmSync(file, { force: true })
  }
}

export interface Result {
  rounds: number
  seconds: number
  saved: number
  acked: number
  heard: number
  faults: string[]
}

/** Plays the rounds, lets everybody come to rest, and says what does not hold. */
export async function play(
  stage: Stage,
  rounds: readonly Round[],
  tell: (n: number) => void = () => {},
): Promise<Result> {
  const began = performance.now()
  for (const [n, round] of rounds.entries()) {
    await round(stage)
    tell(n + 1)
  }
  await stage.rests()
  const faults = await stage.faults()
  return { rounds: rounds.length, seconds: (performance.now() - began) / 1000, ...stage.history.counts, faults }
}
