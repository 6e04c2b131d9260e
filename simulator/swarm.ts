/** What a world is like: each fault is off in half of the worlds, so that the others are seen without it too. */
import type { Choices } from './choices.ts'

/** What strikes by the clock is told as so many times a world and device (or server), the rest as probabilities. */
export interface Swarm {
  users: number
  devicesEach: number
  /** things that people do */
  deeds: number
  /** ms between two of them, at most */
  pauseMs: number
  latencyMs: number
  diskMs: number
  ops: number
  pushSize: number
  batchEntries: number
  batchBytes: number
  logEntries: number
  snapshotEvents: number
  snapshotConversations: number
  cuts: number
  swallows: number
  outages: number
  blocked: number
  crashes: number
  deviceRollbacks: number
  steals: number
  diskTroubles: number
  serverCrashes: number
  serverRollbacks: number
  lostWakeups: number
  slowDowns: number
  poison: number
  stranger: boolean
}

export function swarmFrom(choices: Choices): Swarm {
  const maybe = (low: number, high: number) => (choices.chance(0.5) ? 0 : low * (high / low) ** choices.fraction())
  return {
    users: choices.between(2, 4),
    devicesEach: choices.between(1, 2),
    deeds: choices.between(20, 120),
    pauseMs: choices.pick([50, 1_000, 10_000]),
    latencyMs: choices.pick([5, 50, 800]),
    diskMs: choices.pick([0, 2, 40]),
    ops: choices.pick([1, 3, 10, 100]),
    pushSize: choices.pick([1_600, 8_000, 256 * 1024]),
    batchEntries: choices.pick([1, 3, 20, 500]),
    batchBytes: choices.pick([300, 4_000, 256 * 1024]),
    logEntries: choices.pick([8, 40, 100_000]),
    snapshotEvents: choices.pick([2, 5, 30]),
    snapshotConversations: choices.pick([1, 2, 50]),
    cuts: maybe(0.5, 20),
    swallows: maybe(0.3, 4),
    outages: maybe(0.3, 4),
    blocked: maybe(0.2, 1),
    crashes: maybe(0.3, 5),
    deviceRollbacks: maybe(0.2, 2),
    steals: maybe(0.2, 3),
    diskTroubles: maybe(0.3, 3),
    serverCrashes: maybe(0.0005, 0.02),
    serverRollbacks: maybe(0.3, 4),
    lostWakeups: choices.chance(0.5) ? 0 : 0.3,
    slowDowns: choices.chance(0.5) ? 0 : 0.1,
    poison: choices.chance(0.7) ? 0 : 0.05,
    stranger: choices.chance(0.7),
  }
}
