/** One world: people with devices, servers, a network, and everything that can go wrong, from one seed. */
import { type Choices, Fate } from './choices.ts'
import { doSomething, type Society } from './deeds.ts'
import { Device } from './device.ts'
import { mustHaveConverged, unrest } from './invariants.ts'
import { Oracle } from './oracle.ts'
import { Server } from './server.ts'
import type { Setting } from './setting.ts'
import { Story } from './story.ts'
import { CALM, type Swarm, swarmFrom } from './swarm.ts'
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
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

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
  const setting: Setting = { fate, time, swarm, tally, story, fail, oracle: new Oracle(fail, tally), holidayEnds: 0 }
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

/** Everything that goes wrong by the clock; what goes wrong by the message is in `server`, `network` and `device`. */
function unleash(setting: Setting, server: Server, devices: Device[]): () => Device[] {
  const { fate, time, swarm, tally, story } = setting
  let isOver = false
  const lasts = (swarm.deeds * swarm.pauseMs) / 2 + 5_000
  const nowAndThen = (name: string, times: number, happen: (choices: Choices) => void) => {
    if (times === 0) return
    const choices = fate.choices(name)
    const again = () =>
      time.after((-Math.log(1 - choices.fraction()) * lasts) / times, () => {
        if (isOver) return
        // Nothing goes wrong where nobody is.
        if (time.now() < setting.holidayEnds) return void time.after(setting.holidayEnds - time.now(), again)
        if (fate.happens(name)) {
          story?.tell('world', name)
          happen(choices)
        }
        again()
      })
    again()
  }
  const clones: Device[] = []
  for (const [index, device] of devices.entries()) {
    const { network, disk, name } = device
    const strikes = (what: string, times: number, happen: (choices: Choices) => void) =>
      nowAndThen(`${what}.${name}`, times, (choices) => device.isRetired || happen(choices))
    strikes('cut', swarm.cuts, () => {
      tally.cut += 1
      network.cut()
    })
    strikes('swallow', swarm.swallows, (choices) => {
      tally['half open'] += 1
      network.swallow(
        choices.pick([
          { up: true, down: true },
          { up: true, down: false },
          { up: false, down: true },
        ]),
      )
      time.after(choices.between(1_000, 60_000), () => network.swallow(undefined))
    })
    strikes('outage', swarm.outages, (choices) => {
      network.isUp = false
      network.cut()
      time.after(choices.between(1_000, 120_000), () => {
        network.isUp = true
      })
    })
    strikes('blocked', swarm.blocked, (choices) => {
      network.isBlocked = true
      network.cut()
      time.after(choices.between(30_000, 300_000), () => {
        network.isBlocked = false
      })
    })
    strikes('crash', swarm.crashes, () => device.crash())
    strikes('freeze', swarm.freezes, () => device.freeze())
    strikes('steal', swarm.steals, () => device.open())
    strikes('copy', swarm.deviceRollbacks * 2 + swarm.slips * 2, () => device.keepCopy())
    strikes('rollback', swarm.deviceRollbacks, () => device.rollBack('closed'))
    strikes('slip', swarm.slips, () => device.rollBack('open'))
    strikes('wipe', swarm.wipes, () => device.wipe())
    strikes('absence', swarm.absences, (choices) => device.leave(choices.between(60_000, 600_000)))
    strikes('clock', swarm.deviceClocks, (choices) => {
      tally['clock jumped'] += 1
      device.jump(choices.pick([-DAY_MS, -60_000, HOUR_MS, 2 * DAY_MS]))
    })
    strikes('trouble', swarm.diskTroubles, (choices) => {
      tally['disk full or unavailable'] += 1
      disk.fail({ failed: choices.pick(['full', 'unavailable'] as const) })
      time.after(choices.between(100, 20_000), () => disk.fail(undefined))
    })
    strikes('update', network.isOutdated || network.isBlind ? 1 : 0, () => update(device))
    strikes('clone', swarm.clones, (choices) => {
      if (clones.length > 1) return
      const twin = new Device(`${name}'`, device.account, server, 128 + index + clones.length)
      twin.become(device)
      clones.push(twin)
      devices.push(twin)
      time.after(choices.between(0, 5_000), () => twin.open())
    })
    strikes('revoke', swarm.revocations, () => {
      tally['device revoked'] += 1
      server.ask('revoke', { ...network.asker, id: device.account.device.id })
      for (const other of devices) if (other.account === device.account) other.isRetired = true
    })
  }
  // For so long that what was settled is swept, or the log held for nobody any more.
  nowAndThen('holiday', swarm.holidays, (choices) => {
    if (setting.holidayEnds > 0) return
    const ms = choices.pick([8, 40]) * DAY_MS
    setting.holidayEnds = time.now() + ms
    server.forgetBackups()
    for (const device of devices) {
      if (device.isRetired) device.close()
      else device.leave(ms + choices.between(0, 60_000))
    }
  })
  nowAndThen('backup', swarm.serverRollbacks > 0 ? swarm.backups : 0, () => server.backUp())
  nowAndThen('server-rollback', swarm.serverRollbacks, (choices) => {
    const isWaited = devices.some((device) => device.disk.rows('outbox').some(({ state }) => state === 'waiting'))
    if (isWaited) tally['server rollback with ops waiting'] += 1
    server.rollBack()
    if (swarm.scattered === 0) return
    for (const device of devices) if (!device.isRetired) device.leave(choices.between(1_000, 90_000))
  })
  nowAndThen('server-clock', swarm.serverClocks, (choices) => {
    tally['clock jumped'] += 1
    server.clock += choices.pick([-60_000, -1_000, 60_000, DAY_MS])
  })
  nowAndThen('strictness', swarm.strictness, () => server.becomeStrict())
  nowAndThen('sweep', swarm.sweeps, () => server.sweep())
  return function heal() {
    isOver = true
    story?.tell('world', 'heals')
    Object.assign(swarm, CALM)
    const choices = fate.choices('healing')
    const isGone = (device: Device) => {
      const isCloned = clones.includes(device) || clones.some((twin) => twin.account === device.account)
      if (device.isRetired || (!isCloned && !choices.chance(swarm.deaths))) return device.isRetired
      return !isCloned
    }
    const gone = new Set(devices.filter(isGone))
    for (const twin of clones) {
      const pair = devices.filter((device) => device.account === twin.account && !gone.has(device))
      for (const device of pair.filter((_, n) => n !== 0)) gone.add(device)
    }
    for (const device of gone) {
      if (!device.isRetired) tally['device never came back'] += 1
      device.retire()
    }
    const left = devices.filter((device) => !gone.has(device))
    for (const device of left) {
      const { network, disk } = device
      network.isUp = true
      network.isBlocked = false
      network.swallow(undefined)
      disk.fail(undefined)
      device.return()
      device.thaw()
      // A disk that went back under an open page shows with what comes next, which is nothing any more.
      const learns = network.isBlind && choices.chance(0.5)
      if (network.isOutdated || device.hasSlipped || learns) update(device)
    }
    return left
  }
}

/** The page is loaded anew, and with it the build that the server offers now. */
function update(device: Device): void {
  device.network.isOutdated = false
  device.network.isBlind = false
  device.close()
  device.learnKinds()
  device.open()
}
