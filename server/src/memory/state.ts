/** All that the server knows, in maps. Rows are never changed in place: a copy of the containers is a copy of it all. */
import type { ConversationRow, Delivery, DeviceRow, InviteRow, MemberRow, OpRow, UserRow } from '#core/ports.ts'
import type { PlacedEvent } from '#protocol/event.ts'
import type { Prefs } from '#protocol/http.ts'
import type { ConversationId, Handle, OpId } from '#protocol/ids.ts'

/** Where an event is, so that what is read later is the event as it is then. */
export interface EventRef {
  conversation: ConversationId
  position: number
}

export type InboxRow = { seq: number; id: string } & (
  | { ref: EventRef; bare?: true }
  | { note: Extract<Delivery, { note: unknown }>['note']; supersedes?: string }
)

export interface Inbox {
  /** ascending by seq */
  rows: InboxRow[]
  /** the newest seq for each key that supersedes */
  latest: Map<string, number>
}

export interface State {
  users: Map<Handle, UserRow>
  passwords: Map<Handle, string>
  devices: Map<string, DeviceRow>
  /** device ids by the hash of their session's token */
  tokens: Map<string, string>
  devicesOf: Map<Handle, readonly string[]>
  ops: Map<OpId, OpRow>
  /** turns, by device and op */
  handed: Map<string, Map<OpId, number>>
  conversations: Map<ConversationId, ConversationRow>
  /** current and former */
  members: Map<ConversationId, Map<Handle, MemberRow>>
  conversationsOf: Map<Handle, ConversationId[]>
  prefs: Map<Handle, Map<ConversationId, Prefs>>
  /** index: position - 1 */
  events: Map<ConversationId, PlacedEvent[]>
  messages: Map<OpId, EventRef>
  /** by the message that they edit */
  edits: Map<OpId, EventRef[]>
  /** who set which, by target: `handle emoji` */
  reactions: Map<OpId, Map<string, true>>
  blocks: Map<Handle, Map<Handle, true>>
  invites: Map<ConversationId, InviteRow>
  inviteByToken: Map<string, ConversationId>
  inboxes: Map<Handle, Inbox>
}

export const emptyState = (): State => ({
  users: new Map(),
  passwords: new Map(),
  devices: new Map(),
  tokens: new Map(),
  devicesOf: new Map(),
  ops: new Map(),
  handed: new Map(),
  conversations: new Map(),
  members: new Map(),
  conversationsOf: new Map(),
  prefs: new Map(),
  events: new Map(),
  messages: new Map(),
  edits: new Map(),
  reactions: new Map(),
  blocks: new Map(),
  invites: new Map(),
  inviteByToken: new Map(),
  inboxes: new Map(),
})

/** A copy that further writes to the original leave alone. */
export function copyOf(state: State): State {
  const copy = emptyState()
  for (const name of Object.keys(copy) as (keyof State)[]) copyInto(copy[name], state[name])
  return copy
}

/** Maps and lists inside are copied too; rows are shared. */
function copyInto(copy: Map<string, unknown>, map: ReadonlyMap<string, unknown>): void {
  for (const [key, held] of map) {
    if (held instanceof Map) {
      const inner = new Map<string, unknown>()
      copyInto(inner, held)
      copy.set(key, inner)
    } else if (Array.isArray(held)) copy.set(key, held.slice())
    else copy.set(key, isInbox(held) ? { rows: held.rows.slice(), latest: new Map(held.latest) } : held)
  }
}

const isInbox = (held: unknown): held is Inbox => typeof held === 'object' && held !== null && 'latest' in held
