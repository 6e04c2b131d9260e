/** What a world is like: each fault is off in half of the worlds, so that the others are seen without it too. */
import type { Choices } from './choices.ts'

/** What strikes by the clock is told as so many times a world and device (or server), the rest as probabilities. */
export interface Swarm {
  users: number
  devicesEach: number
  /** pages of the app that are open at a time on each device */
  tabs: number
  /** server processes over one store */
  gateways: number
  /** things that people do */
  deeds: number
  /** ms between two of them, at most */
  pauseMs: number
  latencyMs: number
  diskMs: number
  /** how often an engine looks at its clock */
  beatMs: number
  ops: number
  pushSize: number
  batchEntries: number
  batchBytes: number
  logEntries: number
  snapshotEvents: number
  snapshotConversations: number
  /** every frame goes through JSON, and every op through the server's parser */
  encodes: boolean

  cuts: number
  swallows: number
  outages: number
  blocked: number
  lags: number
  lostCalls: number
  crashes: number
  freezes: number
  steals: number
  deviceRollbacks: number
  slips: number
  wipes: number
  clones: number
  absences: number
  holidays: number
  /** the server takes smaller pushes from some time on */
  strictness: number
  /** copies of the server's data, for rollbacks */
  backups: number
  diskTroubles: number
  hangs: number
  deviceClocks: number
  outdated: number
  /** devices of a build that does not know some kinds of events */
  blind: number
  revocations: number
  serverCrashes: number
  serverRollbacks: number
  /** once the server was put back, its devices come to it at different times, each to a short snapshot that its disk may hang over; and what some said in turn is lost so */
  scattered: number
  serverClocks: number
  sweeps: number
  lostWakeups: number
  slowDowns: number
  poison: number
  hints: number
  /** devices that never come back once all is well */
  deaths: number
}

export function swarmFrom(choices: Choices, seed: number): Swarm {
  const log = (low: number, high: number) => low * (high / low) ** choices.fraction()
  const maybe = (low: number, high: number) => {
    const rate = log(low, high)
    return choices.chance(0.5) ? rate : 0
  }
  const users = choices.pick([1, 2, 2, 3, 4])
  return {
    users,
    // Small worlds: what goes wrong takes few devices and few deeds, and many worlds are lived for one large one.
    devicesEach: Math.min(choices.pick([1, 1, 2, 2, 3]), Math.max(1, Math.floor(5 / users))),
    tabs: choices.pick([1, 1, 2]),
    gateways: choices.pick([1, 1, 2]),
    deeds: Math.round(log(4, 24)),
    pauseMs: choices.pick([50, 1_000, 10_000]),
    latencyMs: choices.pick([5, 50, 800]),
    diskMs: choices.pick([0, 0, 2, 40]),
    beatMs: choices.pick([5_000, 60_000, 60_000]),
    ops: choices.pick([1, 3, 10, 100]),
    pushSize: choices.pick([1_600, 8_000, 256 * 1024]),
    batchEntries: choices.pick([1, 3, 20, 500]),
    batchBytes: choices.pick([300, 4_000, 256 * 1024]),
    logEntries: choices.pick([8, 40, 100_000]),
    snapshotEvents: choices.pick([2, 5, 30]),
    snapshotConversations: choices.pick([1, 2, 50]),
    encodes: seed % 20 === 0,

    cuts: maybe(0.3, 8),
    swallows: maybe(0.2, 3),
    outages: maybe(0.2, 2),
    blocked: maybe(0.1, 0.7),
    lags: maybe(0.002, 0.05),
    lostCalls: maybe(0.005, 0.1),
    crashes: maybe(0.2, 3),
    freezes: maybe(0.1, 2),
    steals: maybe(0.1, 2),
    deviceRollbacks: maybe(0.1, 1.5),
    slips: maybe(0.05, 0.7),
    wipes: maybe(0.05, 0.5),
    clones: choices.chance(0.8) ? 0 : 0.3,
    absences: maybe(0.05, 0.5),
    diskTroubles: maybe(0.2, 2),
    hangs: maybe(0.004, 0.08),
    deviceClocks: maybe(0.1, 1),
    outdated: choices.chance(0.7) ? 0 : 0.4,
    blind: choices.chance(0.6) ? 0 : 0.6,
    revocations: choices.chance(0.85) ? 0 : 0.2,
    serverCrashes: maybe(0.0005, 0.02),
    serverRollbacks: maybe(1, 8),
    serverClocks: maybe(0.2, 2),
    sweeps: maybe(0.5, 5),
    lostWakeups: choices.chance(0.5) ? 0 : 0.3,
    slowDowns: choices.chance(0.5) ? 0 : 0.1,
    poison: choices.chance(0.7) ? 0 : 0.05,
    hints: choices.chance(0.5) ? 0 : 1,
    deaths: choices.chance(0.7) ? 0 : 0.3,
    // What comes to this list comes last: whatever is drawn before stays as it is for each seed.
    holidays: choices.chance(0.85) ? 0 : 1,
    strictness: choices.chance(0.8) ? 0 : 1,
    backups: log(0.7, 8),
    ...(choices.chance(0.85) ? { scattered: 0 } : { scattered: 1, snapshotEvents: 1 }),
  }
}

/** Once all is well again. */
export const CALM: Partial<Swarm> = {
  lags: 0,
  lostCalls: 0,
  hangs: 0,
  serverCrashes: 0,
  lostWakeups: 0,
  slowDowns: 0,
  poison: 0,
}
