/** An account, its words, and a server's inbox, for tests of stores and of what stands on them. */
import type { Cursor } from '#protocol/cursor.ts'
import type { Entry, Event, PlacedEvent, UnknownEvent } from '#protocol/event.ts'
import type { Account, SnapshotConversation, SnapshotPage } from '#protocol/http.ts'
import type { ConversationId, Handle } from '#protocol/ids.ts'
import type { Op, OpOf } from '#protocol/op.ts'
import type { OutboxRow } from '../model.ts'
import { hasFailed, type WriteFailure } from '../ports.ts'

export const ADA: Account = {
  user: { id: 'user-ada', handle: 'ada', name: 'Ada' },
  device: { id: 'device-1', name: 'Firefox', created: 1, seen: 1 },
}
export const DM = 'dm:ada:bob'
export const MAX = { ops: 100, bytes: 256 * 1024 }

/** The nth id. Later ones sort behind earlier ones. */
export const id = (n: number): string => `0190a000-0000-7000-8000-${String(n).padStart(12, '0')}`

export const said = (n: number, text: string, conversation: ConversationId = DM): OpOf<'message'> => ({
  kind: 'message',
  id: id(n),
  at: n,
  conversation,
  text,
})

/** The op as an event. */
export const told = (op: Op, by: Handle, position: number): PlacedEvent =>
  ({ ...op, by, received: op.at + 1, position }) as unknown as PlacedEvent

/** What a store must have answered. */
export function ok<T extends object>(answer: T): Exclude<T, WriteFailure> {
  if (hasFailed(answer)) throw new Error(`the store failed: ${answer.failed}`)
  return answer as Exclude<T, WriteFailure>
}

/** An inbox as a server would send it. */
export class Inbox {
  cursor: Cursor = { seq: 0, id: null }

  batch(...events: (Event | UnknownEvent)[]) {
    const after = this.cursor
    const entries: Entry[] = events.map((event, index) => {
      const seq = after.seq + index + 1
      return { seq, id: `commit-${seq}`, event: event as Event }
    })
    const last = entries.at(-1)
    if (last) this.cursor = { seq: last.seq, id: last.id }
    return { after, entries }
  }
}

export const page = (
  cursor: Cursor,
  conversations: SnapshotConversation[],
  more: Partial<SnapshotPage> = {},
): SnapshotPage => ({
  cursor,
  user: ADA.user,
  users: [ADA.user, { id: 'user-bob', handle: 'bob', name: 'Bob' }],
  blocked: [],
  conversations,
  ...more,
})

export const member = (user: Handle, marks: { read?: number; delivered?: number; joined?: number } = {}) => ({
  user,
  role: 'member' as const,
  joined: 0,
  read: 0,
  delivered: 0,
  ...marks,
})

export const direct = (events: PlacedEvent[], more: Partial<SnapshotConversation> = {}): SnapshotConversation => ({
  id: DM,
  members: [member('ada'), member('bob')],
  head: events.at(-1)?.position ?? 0,
  read: 0,
  spans: [[1, null]],
  prefs: {},
  events,
  ...more,
})

export const texts = (rows: readonly OutboxRow[]): string[] => rows.map((row) => (row.op as OpOf<'message'>).text)
