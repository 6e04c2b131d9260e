/** Rows and events as the rules would write them, of ada, bob and cleo. */
import type { ConversationRow, DeviceRow, MemberRow, OpRow, Tx, UserRow } from '#core/ports.ts'
import type { DeliveredEvent, EditEvent, MessageEvent, PlacedEvent, RejectedEvent } from '#protocol/event.ts'

export const uuid = (n: number): string => `0190f3a1-7c3e-7000-8000-${n.toString(16).padStart(12, '0')}`
export const DM = 'dm:ada:bob'
export const ALL = { entries: 500, bytes: 1_000_000 }

export const user = (handle: string, more: Partial<UserRow> = {}): UserRow => ({
  id: `id-of-${handle}`,
  handle,
  name: handle.toUpperCase(),
  created: 1_700_000_000_000,
  ...more,
})
export const device = (id: string, of: string, more: Partial<DeviceRow> = {}): DeviceRow => ({
  id,
  user: of,
  name: 'Firefox on Linux',
  created: 1_700_000_000_001,
  seen: 1_700_000_000_002,
  outbox: null,
  turn: 0,
  cursor: null,
  ...more,
})
export const op = (n: number, more: Partial<OpRow> = {}): OpRow => ({
  id: uuid(n),
  user: 'ada',
  device: 'ada-1',
  turn: n,
  fingerprint: `print-${n}`,
  ...more,
})
export const dm = (head: number, id = DM): ConversationRow => ({ id, kind: 'dm', head })
export const member = (handle: string, more: Partial<MemberRow> = {}): MemberRow => ({
  user: handle,
  role: 'member',
  joined: 1,
  rank: 1,
  read: 0,
  delivered: 0,
  spans: [[1, null]],
  ...more,
})
export const message = (n: number, more: Partial<MessageEvent> = {}): MessageEvent => ({
  kind: 'message',
  id: uuid(n),
  at: 1_700_000_000_000 + n,
  received: 1_700_000_000_100 + n,
  conversation: DM,
  by: 'ada',
  position: n,
  text: `text ${n}`,
  ...more,
})
export const edit = (n: number, target: number, more: Partial<EditEvent> = {}): EditEvent => ({
  kind: 'edit',
  id: uuid(n),
  at: 1,
  received: 2,
  conversation: DM,
  by: 'ada',
  position: n,
  target: uuid(target),
  text: `edited ${n}`,
  ...more,
})
export const delivered = (n: number, position: number): DeliveredEvent => ({
  kind: 'delivered',
  id: uuid(n),
  at: 5,
  received: 5,
  conversation: DM,
  by: 'bob',
  position,
})
export const rejected = (n: number): RejectedEvent => ({
  kind: 'rejected',
  id: uuid(1000 + n),
  at: 5,
  received: 5,
  op: uuid(n),
  reason: 'invalid',
})

/** An event and the op that it comes of, as the rules write them. */
export function place(tx: Tx, event: PlacedEvent): void {
  tx.putOp({ id: event.id, user: event.by, device: `${event.by}-1`, turn: 1, fingerprint: 'print' })
  tx.appendEvent(event)
}

export function withoutText<T extends { text?: string }>({ text: _, ...rest }: T): Omit<T, 'text'> {
  return rest
}
