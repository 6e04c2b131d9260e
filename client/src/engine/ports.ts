/**
 * What the engine needs of the world. Adapters live elsewhere; each port has one contract suite for all of them.
 *
 * Everything asynchronous answers by a promise that the driver turns into an input of `step`; nothing here may call
 * back into the engine synchronously.
 */
import type { Cursor } from '#protocol/cursor.ts'
import type { Account, ExchangeAnswer, HistoryPage, SnapshotPage, User } from '#protocol/http.ts'
import type { ConversationId, Handle, OpId } from '#protocol/ids.ts'
import type { Op } from '#protocol/op.ts'
import type { Reason } from '#protocol/rejection.ts'
import type { EntriesBatch, InboxMode, Presence, PushAck, Refusal, Typing, Welcome } from '#protocol/session.ts'
import type { ConversationRow, DeviceRow, DraftRow, OutboxRow } from './model.ts'

/** What a write of the engine may come back with instead of having happened. */
export type WriteFailure =
  /** another tab leads now (its term is newer): step down */
  | { failed: 'fenced' }
  /** the disk or the quota is full: nothing was written, nothing is lost */
  | { failed: 'full' }
  /** the database cannot be used now (closed, hung, gone): try again after it was reopened */
  | { failed: 'unavailable' }

export type Written<T = object> = T | WriteFailure
export const hasFailed = (answer: object): answer is WriteFailure => 'failed' in answer

/**
 * What the person does with the device's database, in any tab and at any time. One method is one transaction, durable
 * (strict) when its promise resolves.
 */
export interface Hands {
  /**
   * Op(s) into the outbox, each with the ids of those it is for where they are known; the draft gone and a rejected op put
   * away, in one transaction. Gives the rows back.
   * A `read` takes the place of a `waiting` read of the same conversation (that row goes), and is left out where a
   * `waiting` or `handed` one, or the conversation's own mark, is as far already.
   */
  enqueue(
    ops: readonly Op[],
    alongside?: {
      clearDraft?: ConversationId
      dismiss?: OpId
      /** of the group that is joined */
      title?: string
    },
  ): Promise<Written<{ rows: OutboxRow[] }>>
  /** Changes or takes out an op that was never handed over (the draft gone with it); `handed` if it was. */
  amend(
    id: OpId,
    change: { text: string } | { takeOut: true },
    alongside?: { clearDraft?: ConversationId },
  ): Promise<Written<{ done: true } | { handed: true } | { gone: true }>>
  /** Puts a rejection away. */
  dismiss(id: OpId): Promise<Written>
  /** Messages out of sight on this device alone, whatever is told of them later; or back in it. */
  hide(messages: readonly OpId[], on: boolean): Promise<Written>
  /** The server told of somebody to whom nothing was said yet. */
  meet(user: User): Promise<Written>
  saveDraft(draft: DraftRow): Promise<Written>
  deleteDraft(conversation: ConversationId): Promise<Written>
  outboxRow(id: OpId): Promise<Written<{ row: OutboxRow | undefined }>>

  /** The outbox grew, in this tab or another. */
  onOutbox(listener: () => void): () => void
}

/**
 * All of the device's database: with what the engine does, whose methods carry the leader's `term`, compared inside the
 * transaction.
 */
export interface Store extends Hands {
  /** What the engine starts from. */
  load(): Promise<Written<{ device: DeviceRow }>>
  /** Becomes the leader: raises the term and gives it back. */
  lead(): Promise<Written<{ term: number; device: DeviceRow }>>

  /**
   * Ops to send, in order: those after `after` (an op id of this outbox), or all that are kept where it is `null`.
   * Rejected ones are left out, but for those marked `again`. At most `max.ops` and about `max.bytes` of JSON, at least one.
   */
  opsAfter(after: OpId | null, max: { ops: number; bytes: number }): Promise<Written<{ ops: OutboxRow[] }>>
  /** Committed but not settled ones (no `read`s), in order, after the order given: what is sent again after a resync. */
  unsettled(afterOrder: number, max: { ops: number; bytes: number }): Promise<Written<{ ops: OutboxRow[] }>>
  /** Rows marked `again` and not settled since, in order, after the order given: sent again when what they depend on may be back. */
  againOps(afterOrder: number, max: { ops: number; bytes: number }): Promise<Written<{ ops: OutboxRow[] }>>
  /** Own read marks that the server lacks and no op in the outbox carries: after a resync a new `read` is made of each. */
  lostMarks(): Promise<Written<{ marks: { conversation: ConversationId; position: number }[] }>>
  /** Whether the outbox (settled ones included) holds this op. */
  knows(id: OpId): Promise<Written<{ known: boolean }>>
  /**
   * Before the first byte leaves: `waiting` becomes `handed`, and `tries` counts. What was changed meanwhile is in the
   * answer as it is now, what was taken out is not: send the answer.
   */
  markHanded(term: number, ids: readonly OpId[], now: number): Promise<Written<{ ops: OutboxRow[] }>>
  /**
   * The server's outbox cursor: everything up to it is committed (from `welcome`, an exchange, a push's ack).
   * `named`: it came by a `welcome` or exchange, so earlier settled ops need not be kept for a rollback any more.
   */
  commitOps(term: number, outbox: OpId | null, named: boolean, now: number): Promise<Written>
  /**
   * Acked when sent again after a resync: settled. Rows marked `again` are left as they are (their ack proves nothing:
   * a rejection may have come before it).
   */
  settleResent(term: number, ids: readonly OpId[], now: number): Promise<Written>
  /** Refused alone by this device's or the server's envelope rules: shown as rejected with its text, and passed over. */
  rejectLocally(term: number, id: OpId, reason: Reason, now: number): Promise<Written>
  /** Deletes settled ops past their seven days. */
  sweepOutbox(term: number, now: number): Promise<Written>

  /** Rows, summaries, settled ops and the cursor in one transaction. `stale`: the batch's `after` is not the cursor. */
  applyEntries(term: number, batch: EntriesBatch, now: number): Promise<Written<{ cursor: Cursor } | { stale: true }>>
  beginResync(term: number, now: number): Promise<Written>
  /** Merges one page by event id. With the last page the cursor becomes the snapshot's, `resync` is over and `resend` set. */
  applySnapshot(term: number, page: SnapshotPage, now: number): Promise<Written<{ cursor: Cursor; next?: string }>>
  /** Events of one conversation from the history, `before` exclusive as asked; `[]` says that nothing older may be seen. */
  applyHistory(
    term: number,
    fetched: { conversation: ConversationId; before: number; page: HistoryPage },
    now: number,
  ): Promise<Written>
  /**
   * Gaps inside what is held and may be seen, those of the liveliest conversations first: what to fetch. What is
   * merely older than all that is held is no gap.
   */
  gaps(limit: number): Promise<Written<{ gaps: { conversation: ConversationId; before: number }[] }>>
  /** Handles met in events whose name is not known. */
  strangers(limit: number): Promise<Written<{ handles: Handle[] }>>
  applyUsers(term: number, users: User[], asked: Handle[]): Promise<Written>
  /** Caught up with `head` at this time; what the server told of itself. */
  noteServer(
    term: number,
    /** a field that is there but `undefined` is taken away */
    facts: Partial<Pick<DeviceRow, 'account' | 'synced' | 'limits' | 'clockAhead' | 'paused' | 'resend'>>,
  ): Promise<Written>
  conversation(id: ConversationId): Promise<Written<{ row: ConversationRow | undefined }>>
}

/** What a connection tells, in order. After `closed` nothing more comes. */
export type ConnectionNews =
  | { kind: 'welcome'; welcome: Welcome }
  | { kind: 'entries'; batch: EntriesBatch; ack: number }
  | { kind: 'pushed'; push: number; answer: PushAck }
  | { kind: 'resumed'; inbox: InboxMode }
  | { kind: 'typing'; notice: Typing & { by: Handle } }
  | { kind: 'presence'; presence: Presence }
  | { kind: 'replaced' }
  /** `refused`: the handshake's answer. `upgrade-failed`: no WebSocket came to be though the connection did not break. */
  | { kind: 'closed'; refused?: Refusal; upgradeFailed?: true }

/** One WebSocket, opened once and never reopened. Nothing is buffered while it is not open. */
export interface Connection {
  push(push: number, ops: readonly Op[], after: OpId | null): void
  ackEntries(ack: number, cursor: Cursor): void
  resume(cursor: Cursor): void
  typing(notice: Typing): void
  /** Never waits; late news of a closed connection do not come. */
  close(): void
}

/** What a call over HTTP may come back with. */
export type CallFailure =
  /** no answer, or not from our server (a captive portal) */
  | { failed: 'unreachable' }
  | { failed: 'refused'; status: number; code: string; retryAfterMs?: number; outbox?: OpId | null }

export type Called<T> = T | CallFailure

export interface Transport {
  /** Who this browser is signed in as now (its cookie is shared by all tabs): asked before ops go up by exchange. */
  account(): Promise<Called<Account>>
  connect(handshake: { cursor: Cursor | null }, listener: (news: ConnectionNews) => void): Connection
  exchange(request: { cursor: Cursor | null; ops: readonly Op[]; after: OpId | null }): Promise<Called<ExchangeAnswer>>
  snapshot(page?: string): Promise<Called<SnapshotPage>>
  history(conversation: ConversationId, before: number, limit: number): Promise<Called<HistoryPage>>
  users(handles: readonly Handle[]): Promise<Called<{ users: User[] }>>
}

export interface Clock {
  /** ms since 1970; may jump */
  now(): number
  /** ms, never goes back */
  monotonic(): number
  /** One-shot. */
  after(ms: number, then: () => void): () => void
}

export interface Random {
  /** in [0, 1) */
  fraction(): number
  /** a UUIDv7 */
  uuid(): string
}

/** Hints that now is a good time to try: online, visible, focus, pageshow, a push. Never a gate. */
export interface Hints {
  onWake(listener: () => void): () => void
  visible(): boolean
  online(): boolean
}
