/** Everything that goes wrong by the clock; what goes wrong by the message is in `server`, `network` and `device`. */
import type { Choices } from './choices.ts'
import { talk, writeAtLength } from './deeds.ts'
import { Device } from './device.ts'
import type { Server } from './server.ts'
import type { Setting } from './setting.ts'
import { CALM } from './swarm.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Gives back what ends it: whoever is left then is to come to rest. */
export function unleash(setting: Setting, server: Server, devices: Device[]): () => Device[] {
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
    // S26: it hands in, and learns only once it is updated how much the server takes.
    strikes('letter', network.isOutdated && swarm.pushSize < 100_000 ? 1 : 0, (choices) => {
      if (!device.isAway) void writeAtLength(device, choices)
    })
    strikes('update', network.isOutdated || network.isBlind ? 1 : 0, () => update(device))
    strikes('clone', swarm.clones, (choices) => {
      if (clones.length > 1) return
      const twin = new Device(`${name}'`, device.account, server, 128 + 16 * clones.length + index)
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
  const rollBack = (choices: Choices, scatterMs: number) => {
    const isWaited = devices.some((device) => device.disk.rows('outbox').some(({ state }) => state === 'waiting'))
    if (isWaited) tally['server rollback with ops waiting'] += 1
    server.rollBack()
    if (swarm.scattered === 0) return
    for (const device of devices) if (!device.isRetired) device.leave(choices.between(1_000, scatterMs))
  }
  nowAndThen('server-rollback', swarm.serverRollbacks, (choices) => rollBack(choices, 90_000))
  // What some said in turn is lost at once, and handed in again by one after the other.
  nowAndThen('talk', swarm.scattered, (choices) => {
    if (time.now() < setting.talkEnds) return
    const wayMs = swarm.latencyMs + swarm.diskMs
    const said = choices.between(3, 5)
    const pauseMs = 3 * wayMs + 50
    const scatterMs = 5_000 + 20 * wayMs
    setting.talkEnds = time.now() + said * pauseMs + scatterMs
    server.backUp()
    talk(devices, { choices, time, said, pauseMs })
    time.after(said * pauseMs, () => isOver || rollBack(choices, scatterMs))
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
