/** Every time and count that the engine goes by, so that tests can be quick. Milliseconds unless said otherwise. */
export interface EngineSettings {
  /** from the first byte to `welcome`, the look at the own disk included */
  handshakeMs: number
  /** a push without an answer for this long (and the time that its bytes may take) drops the connection */
  ackMs: number
  /** the slowest link that a push's bytes are allowed for */
  bytesPerMs: number
  /** after a clock jump, or on a hint, an open connection has this long to prove that it lives */
  probeMs: number
  /** how often the clock is looked at, and the jump that means this device slept */
  beatMs: number
  jumpMs: number
  backoffBaseMs: number
  backoffCapMs: number
  /** a connection that held this long ends the backoff */
  stableMs: number
  /** hints never start attempts closer together than this; while paused, than that */
  wakeGapMs: number
  pausedWakeGapMs: number
  /** after `replaced` */
  awayMs: number
  /** failed upgrades until the exchange is tried, and how long it then serves before WebSocket is tried again */
  upgradeFailures: number
  fallbackMs: number
  pollVisibleMs: number
  pollHiddenMs: number
  /** a store that could not write, a call that got no answer, a server that could not write */
  storeRetryMs: number
  callRetryMs: number
  serverRetryMs: number
  /** no waiting longer than this, whatever `retryAfter` says */
  retryAfterCapMs: number
  /** between two tries of ops that a rolled-back server refused */
  againMs: number
  syncedMs: number
  sweepMs: number
  /** events of one history call, handles of one call for names: counts */
  historyPage: number
  peoplePage: number
  status: StatusSettings
}

/** When the state of the connection becomes news (product: connection states). */
export interface StatusSettings {
  /** shown where the server cannot be reached */
  host: string
  reconnectingMs: number
  unreachableMs: number
  /** failed attempts: a count */
  unreachableTries: number
  offlineMs: number
  syncingMs: number
}

export const DEFAULT_SETTINGS: EngineSettings = {
  handshakeMs: 15_000,
  ackMs: 15_000,
  bytesPerMs: 4,
  probeMs: 5_000,
  beatMs: 5_000,
  jumpMs: 20_000,
  backoffBaseMs: 1_000,
  backoffCapMs: 60_000,
  stableMs: 30_000,
  wakeGapMs: 2_000,
  pausedWakeGapMs: 30_000,
  awayMs: 30_000,
  upgradeFailures: 2,
  fallbackMs: 600_000,
  pollVisibleMs: 3_000,
  pollHiddenMs: 30_000,
  storeRetryMs: 5_000,
  callRetryMs: 5_000,
  serverRetryMs: 5_000,
  retryAfterCapMs: 300_000,
  againMs: 5_000,
  syncedMs: 60_000,
  sweepMs: 6 * 3_600_000,
  historyPage: 100,
  peoplePage: 200,
  status: {
    host: 'the server',
    reconnectingMs: 4_000,
    unreachableMs: 20_000,
    unreachableTries: 3,
    offlineMs: 2_000,
    syncingMs: 600,
  },
}
