/** The way down: entries are written in one transaction each batch, then acked (S6); a snapshot where the log is gone. */
import type { Cursor } from '#protocol/cursor.ts'
import type { Event, UnknownEvent } from '#protocol/event.ts'
import type { SnapshotPage } from '#protocol/http.ts'
import type { EntriesBatch, InboxMode } from '#protocol/session.ts'
import { lose, pause } from './link.ts'
import { nudge } from './outbox.ts'
import type { Called } from './ports.ts'
import { cancel, http, note, openOf, type Stored, store, type Turn, timer, UNTIED, update } from './state.ts'
import { look } from './upkeep.ts'

export function onInboxMode(turn: Turn, mode: InboxMode): void {
  if (mode === 'resync') {
    update(turn, { inbox: { at: 'resyncing' } })
    return store(turn, 'beginResync', {})
  }
  update(turn, { inbox: { at: 'streaming', queue: [] } })
  settle(turn)
}

export function onResumed(turn: Turn, mode: InboxMode): void {
  if (openOf(turn)?.inbox.at !== 'resuming') return
  cancel(turn, 'handshake')
  onInboxMode(turn, mode)
}

export function onEntries(turn: Turn, batch: EntriesBatch, ack: number): void {
  const open = openOf(turn)
  const last = batch.entries.at(-1)
  // Before the snapshot is merged nothing was asked for: late words of a server that had another cursor in mind.
  if (open?.inbox.at !== 'streaming' || !last) return
  const queue = [...open.inbox.queue, { batch, ack }]
  update(turn, {
    inbox: { at: 'streaming', queue },
    head: Math.max(open.head, last.seq),
    behindSince: open.behindSince ?? turn.at.monotonic,
  })
  if (queue.length === 1) store(turn, 'applyEntries', { batch })
}

type Applied = Stored & { call: 'applyEntries' }

export function onApplied(turn: Turn, answer: Exclude<Applied['answer'], { failed: string }>): void {
  const open = openOf(turn)
  if (open?.inbox.at !== 'streaming') return
  // Somebody else moved the cursor, or the disk went back: the next handshake tells the server where this device is.
  if ('stale' in answer) return lose(turn)
  const [done, ...queue] = open.inbox.queue
  if (!done) return
  turn.effects.push({ do: 'ack', ack: done.ack, cursor: answer.cursor })
  const againDue = open.againDue || done.batch.entries.some(({ event }) => mayBringBack(event))
  update(turn, { inbox: { at: 'streaming', queue }, cursor: answer.cursor, againDue })
  const [next] = queue
  if (next) return store(turn, 'applyEntries', { batch: next.batch })
  settle(turn)
}

/**
 * S14: an op that a rolled-back server refused depends on a group, a membership, a role or a message; and the refusal
 * itself may come when that is back already.
 */
const mayBringBack = ({ kind }: Event | UnknownEvent): boolean => BRINGING_BACK.has(kind)
const BRINGING_BACK: ReadonlySet<string> = new Set(['group', 'roster', 'add', 'join', 'admin', 'message', 'rejected'])

/** Nothing waits to be written: caught up, unless the server told of more. */
function settle(turn: Turn): void {
  const open = openOf(turn)
  if (open?.inbox.at !== 'streaming' || open.via === 'hand-in') return
  if ((open.cursor?.seq ?? 0) < open.head) {
    if (open.behindSince === undefined) update(turn, { behindSince: turn.at.monotonic })
    return
  }
  if (open.behindSince !== undefined) {
    update(turn, { behindSince: undefined })
    onCaughtUp(turn)
  }
  look(turn)
  if (open.resend || open.againDue) nudge(turn)
}

function onCaughtUp(turn: Turn): void {
  const { state, at } = turn
  const open = openOf(turn)
  if (!open || open.synced) return
  update(turn, { synced: true, againDue: true })
  noteSynced(turn)
  if (state.swept !== undefined && at.monotonic - state.swept < state.settings.sweepMs) return
  state.swept = at.monotonic
  turn.effects.push({ do: 'store', call: 'sweepOutbox', gen: UNTIED, ask: {} })
}

/** While nothing is lacking, the disk learns now and then until when that was so. */
export function noteSynced(turn: Turn): void {
  if (openOf(turn)?.behindSince === undefined) note(turn, { synced: turn.at.now })
  timer(turn, 'synced', turn.state.settings.syncedMs)
}

export function onResyncBegun(turn: Turn): void {
  const open = openOf(turn)
  if (open?.inbox.at !== 'resyncing') return
  fetchPage(turn, open.device.resync?.page)
}

function fetchPage(turn: Turn, page: string | undefined): void {
  update(turn, { inbox: { at: 'resyncing', ...(page === undefined ? {} : { page }) } })
  http(turn, 'snapshot', page === undefined ? {} : { page })
}

export function onPageDue(turn: Turn): void {
  const open = openOf(turn)
  if (open?.inbox.at === 'resyncing') fetchPage(turn, open.inbox.page)
}

export function onPage(turn: Turn, answer: Called<SnapshotPage>): void {
  const open = openOf(turn)
  if (open?.inbox.at !== 'resyncing') return
  if (!('failed' in answer)) return store(turn, 'applySnapshot', { page: answer })
  if (answer.failed === 'refused' && answer.status === 401) return pause(turn, 'signed-out')
  // The snapshot that this page belongs to is no longer good: it begins anew.
  if (answer.failed === 'refused' && answer.code === 'invalid') update(turn, { inbox: { at: 'resyncing' } })
  timer(turn, 'snapshot', turn.state.settings.callRetryMs)
}

export function onMerged(turn: Turn, merged: { cursor: Cursor; next?: string }): void {
  const open = openOf(turn)
  if (open?.inbox.at !== 'resyncing') return
  if (merged.next !== undefined) return fetchPage(turn, merged.next)
  update(turn, { inbox: { at: 'resuming' }, cursor: merged.cursor, resend: true, againDue: true })
  turn.effects.push({ do: 'resume', cursor: merged.cursor })
  timer(turn, 'handshake', turn.state.settings.handshakeMs)
}
