/** One world: people with devices, a server, a network, and everything that can go wrong, from one seed. */
import { type Choices, choicesFrom } from './choices.ts'
import { doSomething, type Society } from './deeds.ts'
import { Device } from './device.ts'
import { mustBeAllowed, mustHaveConverged, unrest } from './invariants.ts'
import { Server } from './server.ts'
import { type Swarm, swarmFrom } from './swarm.ts'
import type { Tally } from './tally.ts'
import { type Timeline, timeline } from './timeline.ts'
import { trace, traceBy } from './trace.ts'

export interface Outcome {
  seed: number
  steps: number
  /** ms of virtual time */
  lasted: number
  failure?: string
  tally: Tally
}

const HANDLES = ['ada', 'bob', 'cyd', 'dan']
const STRANGER = 'eve'
/** The longest rest that an engine may take: the exchange before WebSocket is tried again, and then some. */
const HEALING_MS = 30 * 60_000
const LOOK_MS = 2_000
const MOST_STEPS = 200_000

export async function runWorld(seed: number): Promise<Outcome> {
  const choices = choicesFrom(seed)
  const time = timeline()
  const swarm = swarmFrom(choices)
  const server = new Server(time, choices, swarm)
  traceBy(time.now)
  trace('world', 'has', swarm)
  let failure: string | undefined
  const fail = (error: unknown) => {
    failure ??= error instanceof Error ? (error.stack ?? error.message) : String(error)
  }
  process.on('unhandledRejection', fail)
  try {
    await live({ choices, time, swarm, server, hasFailed: () => failure !== undefined })
  } catch (error) {
    fail(error)
  } finally {
    process.off('unhandledRejection', fail)
  }
  const failed = failure === undefined ? {} : { failure }
  return { seed, steps: time.steps(), lasted: time.now(), tally: server.tally, ...failed }
}

interface World {
  choices: Choices
  time: Timeline
  swarm: Swarm
  server: Server
  hasFailed: () => boolean
}

async function live(world: World): Promise<void> {
  const { choices, time, swarm, server } = world
  const handles = HANDLES.slice(0, swarm.users)
  const all = swarm.stranger ? [...handles, STRANGER] : handles
  const devices = all.flatMap((handle) =>
    server
      .signUp(handle, handle === STRANGER ? 1 : swarm.devicesEach)
      .map(
        (account, n) =>
          new Device(`${handle}${n + 1}`, account, server, time, choices, (device, what) =>
            mustBeAllowed(server, device.self, what),
          ),
      ),
  )
  const { poison, pushSize } = swarm
  const stranger = swarm.stranger ? STRANGER : undefined
  const society: Society = { choices, handles, stranger, overheard: [], poison, pushSize }
  for (const device of devices) time.after(choices.between(0, 2_000), () => void device.open())

  // Safety: people do things while everything breaks.
  const faults = unleash({ server, devices, world })
  const end = { isReached: false }
  scheduleDeeds({ devices, society, world, done: () => (end.isReached = true) })
  await runUntil(world, () => end.isReached)

  // Liveness: nothing breaks any more, and nobody does anything: all must come to rest.
  faults.end()
  const deadline = time.now() + HEALING_MS
  let trouble: string | undefined = 'begins'
  const look = () => {
    trouble = unrest(server, devices)
    if (trouble !== undefined) time.after(LOOK_MS, look)
  }
  time.after(LOOK_MS, look)
  await runUntil(world, () => trouble === undefined || time.now() > deadline)
  if (trouble !== undefined) throw new Error(`no rest: ${trouble}`)
  mustHaveConverged(server, devices)
}

async function runUntil({ time, hasFailed }: World, isDone: () => boolean): Promise<void> {
  while (!isDone() && !hasFailed()) {
    if (time.steps() > MOST_STEPS) throw new Error('never at rest')
    if (!(await time.advance())) return
  }
}

function scheduleDeeds({
  devices,
  society,
  world: { choices, time, swarm },
  done,
}: {
  devices: Device[]
  society: Society
  world: World
  done: () => void
}): void {
  let left = swarm.deeds
  const next = () => {
    if (left === 0) return done()
    left -= 1
    void doSomething(choices.pick(devices), society)
    time.after(choices.fraction() * swarm.pauseMs, next)
  }
  time.after(choices.between(0, 5_000), next)
}

/** Everything that goes wrong by the clock; what goes wrong by the message is in `server` and `network`. */
function unleash({ server, devices, world }: { server: Server; devices: Device[]; world: World }): { end(): void } {
  const { choices, time, swarm } = world
  let isOver = false
  const lasts = (swarm.deeds * swarm.pauseMs) / 2
  const nowAndThen = (times: number, happen: () => void) => {
    if (times === 0) return
    const again = () =>
      time.after((-Math.log(1 - choices.fraction()) * lasts) / times, () => {
        if (isOver) return
        happen()
        again()
      })
    again()
  }
  for (const device of devices) {
    const { network, disk } = device
    nowAndThen(swarm.cuts, () => network.cut())
    nowAndThen(swarm.swallows, () => {
      network.swallow(true)
      time.after(choices.between(1_000, 60_000), () => network.swallow(false))
    })
    nowAndThen(swarm.outages, () => {
      network.isUp = false
      network.cut()
      time.after(choices.between(1_000, 120_000), () => {
        network.isUp = true
      })
    })
    nowAndThen(swarm.blocked, () => {
      network.isBlocked = true
      network.cut()
      time.after(choices.between(30_000, 900_000), () => {
        network.isBlocked = false
      })
    })
    nowAndThen(swarm.crashes, () => device.crash())
    nowAndThen(swarm.steals, () => void device.open())
    nowAndThen(swarm.deviceRollbacks * 2, () => device.keepCopy())
    nowAndThen(swarm.deviceRollbacks, () => device.rollBack())
    nowAndThen(swarm.diskTroubles, () => {
      disk.fail({ failed: choices.pick(['full', 'unavailable'] as const) })
      time.after(choices.between(100, 20_000), () => disk.fail(undefined))
    })
  }
  nowAndThen(swarm.serverRollbacks * 2, () => server.backUp())
  nowAndThen(swarm.serverRollbacks, () => server.rollBack())
  return {
    end() {
      isOver = true
      Object.assign(swarm, CALM)
      for (const { network, disk } of devices) {
        network.isUp = true
        network.isBlocked = false
        network.swallow(false)
        disk.fail(undefined)
      }
    },
  }
}

const CALM: Partial<Swarm> = { cuts: 0, serverCrashes: 0, lostWakeups: 0, slowDowns: 0, poison: 0 }
