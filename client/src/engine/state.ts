/** What the engine knows, what it hears, and what it wants done. `step` is the only one that goes from one to the other. */
import type { Cursor } from '#protocol/cursor.ts'
import type { HistoryPage, SnapshotPage, User } from '#protocol/http.ts'
import type { ConversationId, Handle, OpId } from '#protocol/ids.ts'
import type { Op } from '#protocol/op.ts'
import type { Reason } from '#protocol/rejection.ts'
import type { EntriesBatch } from '#protocol/session.ts'
import type { DeviceRow, OutboxRow } from './model.ts'
import type { Called, ConnectionNews, Written } from './ports.ts'
import type { EngineSettings } from './settings.ts'

export type PauseReason = NonNullable<DeviceRow['paused']>

/** How the server is talked to. `hand-in`: the outbox alone, by exchange, to a server that speaks another version. */
export type Via = 'socket' | 'exchange' | 'hand-in'

export interface State {
  readonly settings: EngineSettings
  /** number of the newest attempt; news and answers of an older one change nothing */
  gen: number
  link: Link
  /** failed attempts since a connection last held */
  tries: number
  upgradesFailed: number
  /** the exchange serves until then (monotonic); `works`: it did once, so WebSocket is what is blocked */
  fallback: { until: number; works: boolean } | undefined
  /** monotonic: when the newest attempt began, and before when none may */
  attempted: number
  notBefore: number
  /** monotonic: since when there is no connection; absent while there is one */
  downSince: number | undefined
  /** monotonic: since when the platform says that there is no network; told, never believed */
  offlineSince: number | undefined
  /** only the person can help: shown until a server welcomes this device again */
  paused: PauseReason | undefined
  /** pushes in a row whose connection ended without an answer, and the ops that the last of them carried */
  unanswered: number
  inDoubt: readonly OpId[]
  /** so many ops go up one at a time, because one of them may be what no server takes */
  suspects: number
  pushes: number
  storage: 'ok' | 'full' | 'unavailable'
  /** store calls that failed, to be made again while their connection lasts */
  stuck: readonly StoreEffect[]
  beat: { monotonic: number; now: number } | undefined
  /** monotonic */
  swept: number | undefined
}

export type Link =
  | { at: 'resting'; retryAt: number }
  | { at: 'loading'; via: Via }
  | { at: 'opening'; via: Via; device: DeviceRow }
  | Open
  | { at: 'paused'; reason: PauseReason }
  /** another tab leads, or the engine was stopped: for good */
  | { at: 'stopped' }

export interface Open {
  at: 'open'
  via: Via
  device: DeviceRow
  /** the newest entry of the inbox that the server told of: its `seq` */
  head: number
  cursor: Cursor | null
  inbox: Inbox
  /** monotonic: since when there are entries that this device lacks; absent when caught up */
  behindSince: number | undefined
  /** was caught up once */
  synced: boolean
  outbox: Lane
  /** the newest op of this device that the server has committed, by its last answer */
  after: OpId | null
  /** the op to go on from in this device's own order; `null`: from the first that is kept */
  from: OpId | null
  /** the outbox grew since it was last read */
  grew: boolean
  /** a snapshot was merged: what is committed but not settled is sent again */
  resend: boolean
  /** what refused ops depend on may be back */
  againDue: boolean
  /** monotonic: not before */
  againFrom: number
  upkeep: Upkeep
}

export type Inbox =
  /** the first of the queue is being written */
  | { at: 'streaming'; queue: readonly { batch: EntriesBatch; ack: number }[] }
  | { at: 'resyncing'; page?: string }
  /** the snapshot is merged, and the server was asked to go on from it */
  | { at: 'resuming' }

/** What a push is for. */
export type Errand = { for: 'new' } | { for: 'resend' | 'again'; afterOrder: number }

/** The way of an op through one connection: at most one push is ever in flight. */
export type Lane =
  /** the server's cursor is being noted, and looked up in the own order */
  | { at: 'aligning' }
  | { at: 'idle' }
  | { at: 'reading'; errand: Errand }
  | { at: 'marking'; errand: Errand }
  | { at: 'pushing'; errand: Errand; push: number; ops: readonly OutboxRow[] }
  /** an empty push, to see whether anybody is there */
  | { at: 'probing'; push: number }
  | { at: 'noting'; errand: Errand }
  | { at: 'waiting' }

/** Names and older events that are lacking, fetched one at a time beside everything else. */
export type Upkeep =
  | { at: 'idle' }
  /** `people`, `gap`: what was asked for last; `filled`: a gap was */
  | { at: 'busy'; due: boolean; people: string | undefined; gap: string | undefined; filled: boolean }
  | { at: 'resting' }

export interface Max {
  ops: number
  bytes: number
}

/** Calls of the store as the engine makes them; the driver adds the term and the time. */
export interface StoreCalls {
  load: { ask: object; answer: { device: DeviceRow } }
  opsAfter: { ask: { after: OpId | null; max: Max }; answer: { ops: OutboxRow[] } }
  unsettled: { ask: { afterOrder: number; max: Max }; answer: { ops: OutboxRow[] } }
  againOps: { ask: { afterOrder: number; max: Max }; answer: { ops: OutboxRow[] } }
  knows: { ask: { id: OpId }; answer: { known: boolean } }
  markHanded: { ask: { ids: OpId[] }; answer: { ops: OutboxRow[] } }
  commitOps: { ask: { outbox: OpId | null; named: boolean }; answer: object }
  settleResent: { ask: { ids: OpId[] }; answer: object }
  /** each read mark that the server lacks becomes a new `read` */
  renewReads: { ask: object; answer: object }
  rejectLocally: { ask: { id: OpId; reason: Reason }; answer: object }
  sweepOutbox: { ask: object; answer: object }
  applyEntries: { ask: { batch: EntriesBatch }; answer: { cursor: Cursor } | { stale: true } }
  beginResync: { ask: object; answer: object }
  applySnapshot: { ask: { page: SnapshotPage }; answer: { cursor: Cursor; next?: string } }
  applyHistory: { ask: { conversation: ConversationId; before: number; page: HistoryPage }; answer: object }
  gaps: { ask: { limit: number }; answer: { gaps: { conversation: ConversationId; before: number }[] } }
  strangers: { ask: { limit: number }; answer: { handles: Handle[] } }
  applyUsers: { ask: { users: User[]; asked: Handle[] }; answer: object }
  noteServer: {
    ask: { facts: Partial<Pick<DeviceRow, 'account' | 'synced' | 'limits' | 'clockAhead' | 'paused' | 'resend'>> }
    answer: object
  }
}
export type StoreCall = keyof StoreCalls

export interface HttpCalls {
  snapshot: { ask: { page?: string }; answer: SnapshotPage }
  history: { ask: { conversation: ConversationId; before: number }; answer: HistoryPage }
  users: { ask: { handles: Handle[] }; answer: { users: User[] } }
}
export type HttpCall = keyof HttpCalls

/** Not tied to a connection: made once, its answer changes nothing. */
export const UNTIED = 0

export type StoreEffect = {
  [K in StoreCall]: { do: 'store'; call: K; gen: number; ask: StoreCalls[K]['ask'] }
}[StoreCall]
export type HttpEffect = { [K in HttpCall]: { do: 'http'; call: K; gen: number; ask: HttpCalls[K]['ask'] } }[HttpCall]

export type Stored = {
  [K in StoreCall]: {
    on: 'stored'
    call: K
    gen: number
    ask: StoreCalls[K]['ask']
    answer: Written<StoreCalls[K]['answer']>
  }
}[StoreCall]
export type Fetched = {
  [K in HttpCall]: {
    on: 'fetched'
    call: K
    gen: number
    ask: HttpCalls[K]['ask']
    answer: Called<HttpCalls[K]['answer']>
  }
}[HttpCall]

export type Timer =
  | 'retry'
  | 'handshake'
  | 'stable'
  | 'beat'
  | 'websocket'
  | 'push'
  | 'outbox'
  | 'again'
  | 'snapshot'
  | 'upkeep'
  | 'store'
  | 'synced'

export type Effect =
  | StoreEffect
  | HttpEffect
  | { do: 'connect'; gen: number; via: Via; device: DeviceRow }
  | { do: 'close' }
  | { do: 'push'; push: number; ops: readonly Op[]; after: OpId | null }
  | { do: 'ack'; ack: number; cursor: Cursor }
  | { do: 'resume'; cursor: Cursor }
  /** One of a name at most: setting it again replaces it. */
  | { do: 'timer'; name: Timer; ms: number }
  | { do: 'cancel'; name: Timer }

export type Input =
  | { on: 'start' }
  | { on: 'news'; gen: number; news: ConnectionNews }
  | Stored
  | Fetched
  | { on: 'timer'; name: Timer }
  | { on: 'outbox-grew' }
  /** `asked`: by the person; otherwise a hint of the platform */
  | { on: 'wake'; asked: boolean }
  | { on: 'stop' }

/** When an input came, a fraction in [0, 1) for whoever has to choose, and what the platform believes of the network. */
export interface Moment {
  now: number
  monotonic: number
  fraction: number
  online: boolean
}

/** All fields are there from the beginning, so that each step's copy is of the same shape. */
export function initialState(settings: EngineSettings): State {
  return {
    settings,
    gen: UNTIED,
    link: { at: 'resting', retryAt: 0 },
    tries: 0,
    upgradesFailed: 0,
    fallback: undefined,
    attempted: Number.NEGATIVE_INFINITY,
    notBefore: 0,
    downSince: undefined,
    offlineSince: undefined,
    paused: undefined,
    unanswered: 0,
    inDoubt: [],
    suspects: 0,
    pushes: 0,
    storage: 'ok',
    stuck: [],
    beat: undefined,
    swept: undefined,
  }
}

/** Field by field: V8 makes a spread of what was spread before ever slower, and a state is one in each step. */
export const copyOf = (state: State): State => ({
  settings: state.settings,
  gen: state.gen,
  link: state.link,
  tries: state.tries,
  upgradesFailed: state.upgradesFailed,
  fallback: state.fallback,
  attempted: state.attempted,
  notBefore: state.notBefore,
  downSince: state.downSince,
  offlineSince: state.offlineSince,
  paused: state.paused,
  unanswered: state.unanswered,
  inDoubt: state.inDoubt,
  suspects: state.suspects,
  pushes: state.pushes,
  storage: state.storage,
  stuck: state.stuck,
  beat: state.beat,
  swept: state.swept,
})

/**
 * One step under way: a copy of the state whose fields are replaced (never changed inside), and the effects so far.
 * It is how the handlers of `step` speak to each other; nothing of it outlives the step.
 */
export interface Turn {
  readonly state: State
  readonly effects: Effect[]
  readonly at: Moment
}

/** A call whose answer belongs to the connection of now. */
export function store<K extends StoreCall>(turn: Turn, call: K, ask: StoreCalls[K]['ask']): void {
  turn.effects.push({ do: 'store', call, gen: turn.state.gen, ask } as StoreEffect)
}

/** A note that nobody waits for. */
export function note(turn: Turn, facts: StoreCalls['noteServer']['ask']['facts']): void {
  turn.effects.push({ do: 'store', call: 'noteServer', gen: UNTIED, ask: { facts } })
}

export function http<K extends HttpCall>(turn: Turn, call: K, ask: HttpCalls[K]['ask']): void {
  turn.effects.push({ do: 'http', call, gen: turn.state.gen, ask } as HttpEffect)
}

export function timer(turn: Turn, name: Timer, ms: number): void {
  turn.effects.push({ do: 'timer', name, ms: Math.max(0, ms) })
}

export function cancel(turn: Turn, ...names: Timer[]): void {
  for (const name of names) turn.effects.push({ do: 'cancel', name })
}

/** Replaces fields of the open connection; nothing where there is none. */
export function update(turn: Turn, fields: Partial<Open>): void {
  const { link } = turn.state
  if (link.at === 'open') turn.state.link = Object.assign(copyOfOpen(link), fields)
}

/** Field by field, as `copyOf`. */
const copyOfOpen = (open: Open): Open => ({
  at: 'open',
  via: open.via,
  device: open.device,
  head: open.head,
  cursor: open.cursor,
  inbox: open.inbox,
  behindSince: open.behindSince,
  synced: open.synced,
  outbox: open.outbox,
  after: open.after,
  from: open.from,
  grew: open.grew,
  resend: open.resend,
  againDue: open.againDue,
  againFrom: open.againFrom,
  upkeep: open.upkeep,
})

export const openOf = (turn: Turn): Open | undefined => (turn.state.link.at === 'open' ? turn.state.link : undefined)
