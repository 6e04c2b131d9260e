/** What becomes of an op on its way: pure changes of one outbox row. */
import type { Event, UnknownEvent } from '#protocol/event.ts'
import type { ConversationId } from '#protocol/ids.ts'
import { utf8Length } from '#protocol/limits.ts'
import type { Op } from '#protocol/op.ts'
import type { Reason } from '#protocol/rejection.ts'
import type { OutboxRow } from './model.ts'

/** S13: how long a settled op is kept, so that a server restored from a backup gets it again. */
export const KEPT_MS = 7 * 24 * 60 * 60 * 1000

export const conversationOf = (op: Op): ConversationId | undefined =>
  op.kind === 'block' || op.kind === 'profile' ? undefined : op.conversation

const sizes = new WeakMap<Op, number>()

/** Of its JSON, counted once: an op is never changed in place. */
export function opBytes(op: Op): number {
  const known = sizes.get(op)
  if (known !== undefined) return known
  const bytes = utf8Length(JSON.stringify(op))
  sizes.set(op, bytes)
  return bytes
}

export function queued(op: Op, order: number): OutboxRow {
  const conversation = conversationOf(op)
  return indexed({ id: op.id, order, op, ...(conversation && { conversation }), state: 'waiting', tries: 0 })
}

/** With `pending` as the rest of the row says. */
export function indexed(row: OutboxRow): OutboxRow {
  const { pending: _pending, ...rest } = row
  const shows = row.state !== 'settled' || (row.rejected !== undefined && !row.dismissed) || row.awaits !== undefined
  return shows ? { ...rest, pending: row.conversation ?? '' } : rest
}

/** S9: from here on it may have arrived. */
export function handed(row: OutboxRow, now: number): OutboxRow {
  return indexed({ ...row, state: row.state === 'waiting' ? 'handed' : row.state, tries: row.tries + 1, handedAt: now })
}

/**
 * The server's cursor is at or past it. A `read` is settled by that: its event may be superseded by a later one, and
 * after a resync a new one is made.
 */
export function committed(row: OutboxRow, { now, seq }: { now: number; seq: number }): OutboxRow {
  if (row.state === 'settled' || row.state === 'committed') return row
  return row.op.kind === 'read' ? settled(row, now) : indexed({ ...row, state: 'committed', committedAt: seq })
}

/** The server went back to before it. */
export const uncommitted = (row: OutboxRow): OutboxRow =>
  row.state === 'committed' ? indexed({ ...row, state: 'handed' }) : row

/** Its event was seen, or its second ack. */
export function settled(row: OutboxRow, now: number): OutboxRow {
  const { rejected: _rejected, dismissed: _dismissed, awaits: _awaits, again: _again, acked: _acked, ...rest } = row
  return indexed({ ...rest, state: 'settled', settledAt: row.settledAt ?? now })
}

/** S10: acked when it was sent again after a resync. */
export const settledByAck = (row: OutboxRow, now: number): OutboxRow =>
  Object.assign(settled(row, now), { acked: true })

/** Refused for good, and shown so. */
export function rejected(row: OutboxRow, reason: Reason, now: number): OutboxRow {
  const { awaits: _awaits, again: _again, acked: _acked, ...rest } = row
  const settledAt = row.settledAt ?? now
  // nobody sees a mark go back
  const silent = row.op.kind === 'read'
  return indexed({ ...rest, state: 'settled', rejected: reason, settledAt, ...(silent && { dismissed: true }) })
}

/** S14: refused though its event is held: it waits for what it depends on, and does not go up meanwhile. */
export function awaiting(row: OutboxRow, reason: Reason, now: number): OutboxRow {
  const { again: _again, ...rest } = row
  return indexed({ ...rest, state: 'settled', awaits: reason, settledAt: row.settledAt ?? now })
}

/** S14: what it depends on is back: it goes up again. Not handed over as such yet, so a refusal is of an earlier time. */
export function again(row: OutboxRow): OutboxRow {
  const { awaits: _awaits, handedAt: _handedAt, ...rest } = row
  return indexed({ ...rest, state: 'committed', again: true })
}

/** Its event was held, and the server turned out not to know it: it goes up again (S10). */
export function unsettled(row: OutboxRow): OutboxRow {
  if (row.state !== 'settled' || row.rejected !== undefined || row.awaits !== undefined) return row
  const { acked: _acked, ...rest } = row
  return indexed({ ...rest, state: 'committed' })
}

/** What goes up in place of a removed text, should the server have lost the message: its removal follows. */
export const REMOVED_TEXT = '…'

/** S12: without the words that were removed. The server takes any content for a removed text. */
export function withoutText(row: OutboxRow): OutboxRow {
  const { op } = row
  if ((op.kind !== 'message' && op.kind !== 'edit') || op.text === REMOVED_TEXT) return row
  const { files: _files, ...rest } = { files: undefined, ...op }
  return { ...row, op: { ...rest, text: REMOVED_TEXT } }
}

/** Whether this event is what a refused op may have waited for: a message, a membership, a role. */
export function brings(event: Event | UnknownEvent, row: OutboxRow, self: string): boolean {
  const { op } = row
  if ('target' in op && event.id === op.target) return true
  const { kind, conversation } = event as Event & { conversation?: ConversationId }
  if (conversation === undefined || conversation !== row.conversation || event.id === op.id) return false
  if (kind === 'group' || kind === 'roster') return true
  if (kind === 'join') return (event as Event & { kind: 'join' }).by === self
  if (kind === 'add' || kind === 'admin') return (event as Event & { kind: 'add' }).member === self
  return false
}

/** Whether it need not be kept any longer (S13). */
export function isSpent(row: OutboxRow, device: { outbox: string | null; named: number }, now: number): boolean {
  if (row.state !== 'settled' || row.pending !== undefined || row.id === device.outbox) return false
  return row.order <= device.named && row.settledAt !== undefined && row.settledAt + KEPT_MS <= now
}
