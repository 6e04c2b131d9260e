/** Timings of this device, in ms. Tests, and whoever has a peculiar network, may put others into `localStorage`. */
export interface Timings {
  /** until the server must have answered a new connection, and as many again until its welcome */
  connectTimeout: number
  /** the longest silence of a live connection */
  silence: number
  /** until a single call is given up, and more for each KiB that it carries */
  call: number
  callPerKiB: number
  /** how often a follower asks whether the leader is there, and after how long without an answer it takes over */
  heartbeat: number
  steal: number
  /** for so long somebody counts as typing who does not say so again */
  typing: number
  /** the longest that the database may take before it is reopened */
  storage: number
  /** how long the window must have been hidden before a new version is put on by itself */
  updateHidden: number
  /** how often a new version is looked for */
  updateCheck: number
}

export const DEFAULT_TIMINGS: Timings = {
  connectTimeout: 8_000,
  silence: 25_000,
  call: 20_000,
  // 2 kB a second is the slowest line on which a push still gets through.
  callPerKiB: 500,
  heartbeat: 3_000,
  steal: 15_000,
  typing: 6_000,
  storage: 10_000,
  updateHidden: 5 * 60_000,
  updateCheck: 60 * 60_000,
}

export const TIMINGS_KEY = 'tidemark:timings'

/** The defaults, but for those known names that somebody put a positive number under. */
export function adjusted<T extends object>(defaults: T, storage: Pick<Storage, 'getItem'>): T {
  const wanted = Object.entries(readObject(storage)).filter(
    ([name, value]) =>
      typeof value === 'number' && value > 0 && typeof (defaults as Record<string, unknown>)[name] === 'number',
  )
  return { ...defaults, ...Object.fromEntries(wanted) }
}

function readObject(storage: Pick<Storage, 'getItem'>): object {
  try {
    const value: unknown = JSON.parse(storage.getItem(TIMINGS_KEY) ?? '{}')
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
