/** One world: people with devices, servers, a network, and everything that can go wrong, from one seed. */
import { type Choices, Fate } from './choices.ts'
import { doSomething, type Society } from './deeds.ts'
import { Device } from './device.ts'
import { unleash } from './faults.ts'
import { mustHaveConverged, unrest } from './invariants.ts'
import { Oracle } from './oracle.ts'
import { Server } from './server.ts'
import type { Setting } from './setting.ts'
import { Story } from './story.ts'
import { type Swarm, swarmFrom } from './swarm.ts'
import { emptyTally, type Tally } from './tally.ts'
import { timeline } from './timeline.ts'

export interface Failure {
  invariant: string
  how: string
}

export interface Outcome {
  seed: number
  steps: number
  /** ms of virtual time */
  lasted: number
  /** of all steps: the same for the same world */
  hash: number
  failure?: Failure
  tally: Tally
  /** names of the deeds and faults that happened */
  happened: readonly string[]
  story: readonly string[]
}

export interface Wishes {
  /** these deeds and faults alone, by name */
  only?: ReadonlySet<string>
  /** instead of what the seed says */
  swarm?: Partial<Swarm>
  /** tell what passes, where a line holds this text; `live`: as it passes */
  about?: string
  live?: boolean
}

const HANDLES = ['ada', 'bob', 'cyd', 'dan']
const STRANGER = 'eve'
/** The longest rest that an engine may take: the exchange before WebSocket is tried again, and then some. */
const HEALING_MS = 30 * 60_000
const MOST_STEPS = 60_000

export function runWorld(seed: number, wishes: Wishes = {}): Outcome {
  const fate = new Fate(seed, wishes.only)
  const time = timeline()
  const swarm = { ...swarmFrom(fate.choices('swarm'), seed), ...wishes.swarm }
  const tally = emptyTally()
  const story = wishes.about === undefined ? undefined : new Story(time.now, wishes.about, wishes.live === true)
  let failure: Failure | undefined
  const fail = (invariant: string, how: string) => {
    failure ??= { invariant, how }
  }
  const setting: Setting = {
    fate,
    time,
    swarm,
    tally,
    story,
    fail,
    oracle: new Oracle(fail, tally),
    holidayEnds: 0,
    talkEnds: 0,
  }
  story?.tell('world', 'has', swarm)
  try {
    live(setting, () => failure !== undefined)
  } catch (error) {
    fail('I8', `threw ${error instanceof Error ? error.stack : error}`)
  }
  return {
    seed,
    steps: time.steps(),
    lasted: time.now(),
    hash: time.hash(),
    tally,
    happened: fate.happened,
    story: story?.lines ?? [],
    ...(failure && { failure }),
  }
}

function live(setting: Setting, hasFailed: () => boolean): void {
  const { time, fate, fail } = setting
  const choices = fate.choices('world')
  const server = new Server(setting)
  let devices = settle(server, choices)
  const runUntil = (isDone: () => boolean): void => {
    while (!isDone() && !hasFailed()) {
      if (time.steps() > MOST_STEPS) return fail('I13', 'never at rest')
      if (!time.advance()) return
    }
  }

  // Safety: people do things while everything breaks.
  const heal = unleash(setting, server, devices)
  const end = { isReached: false }
  scheduleDeeds(setting, devices, () => {
    end.isReached = true
  })
  runUntil(() => end.isReached)

  // Liveness: nothing breaks any more, and nobody does anything: all must come to rest, whoever is gone for good.
  devices = heal()
  const healed = time.now()
  let trouble: string | undefined = 'begins'
  let pause = 500
  const look = () => {
    trouble = unrest(server, devices)
    pause = Math.min(pause * 1.5, 15_000)
    if (trouble !== undefined) time.after(pause, look)
    if (trouble !== undefined && time.now() > healed + HEALING_MS / 2) server.startAnewWherePutBack()
  }
  time.after(pause, look)
  runUntil(() => trouble === undefined || time.now() > healed + HEALING_MS)
  if (hasFailed()) return
  if (trouble !== undefined) return fail('I5', `no rest: ${trouble}`)
  server.sweep()
  mustHaveConverged(server, devices)
}

/** Who is there, on which devices. Nobody knows the stranger. */
function settle(server: Server, choices: Choices): Device[] {
  const { swarm, time } = server.setting
  const handles = HANDLES.slice(0, swarm.users)
  const devices = [...handles, STRANGER].flatMap((handle, user) => {
    const count = handle === STRANGER ? 1 : swarm.devicesEach
    return server
      .signUp(handle, count)
      .map((account, n) => new Device(`${handle}${n + 1}`, account, server, user * 16 + n + 1))
  })
  for (const device of devices) {
    device.network.isBlind = choices.chance(swarm.blind)
    device.network.isOutdated = choices.chance(swarm.outdated)
    time.after(choices.between(0, 2_000), () => device.open())
  }
  return devices
}

function scheduleDeeds(setting: Setting, devices: Device[], done: () => void): void {
  const { fate, time, swarm, story } = setting
  const pace = fate.choices('pace')
  const { poison, pushSize, users } = swarm
  const handles = HANDLES.slice(0, users)
  const overheard: string[] = []
  const invites = new Map<string, string>()
  let nth = 0
  const next = () => {
    if (time.now() < setting.holidayEnds) return void time.after(setting.holidayEnds - time.now(), next)
    if (time.now() < setting.talkEnds && nth >= swarm.deeds) return void time.after(setting.talkEnds - time.now(), next)
    if (nth >= swarm.deeds) return done()
    const device = pace.pick(devices)
    const isThere = !device.isRetired && !device.isAway
    if (isThere && fate.happens('deed')) {
      const choices = fate.choices(`deed ${nth}`)
      const society: Society = { choices, handles, stranger: STRANGER, overheard, invites, poison, pushSize }
      story?.tell(device.name, `does deed ${nth}`)
      void doSomething(device, society, nth)
    }
    nth += 1
    time.after(pace.fraction() * swarm.pauseMs, next)
  }
  time.after(pace.between(0, 5_000), next)
}
