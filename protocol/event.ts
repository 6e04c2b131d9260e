/**
 * What happened: an op that was applied, or what the server made. On the wire an event is the op's fields and `by`,
 * `received` and (where it takes a place in its conversation) `position`. Immutable, but that a removal erases text.
 */
import type { Cursor } from './cursor.ts'
import type { ConversationId, Handle, OpId } from './ids.ts'
import type { OpKind, OpOf } from './op.ts'
import type { Reason } from './rejection.ts'

export type Role = 'admin' | 'member'

interface Stamp {
  /** handle of whoever was authenticated */
  by: Handle
  /** ms since 1970, by the server's clock */
  received: number
}

interface Placed extends Stamp {
  /** place in the conversation: 1, 2, 3 … */
  position: number
}

type Content<K extends OpKind> = Omit<OpOf<K>, 'again'>
type Applied<K extends OpKind> = Content<K> & Placed

/** `text` and `files` are absent, and `removed` there, once the message was removed. */
export type MessageEvent = Omit<Applied<'message'>, 'text' | 'peer'> & { text?: string; removed?: true }
/** `text` is absent once the message was removed, or where the target lies outside what the reader may read. */
export type EditEvent = Omit<Applied<'edit'>, 'text'> & { text?: string }
export type RemoveEvent = Applied<'remove'>
export type ReactEvent = Applied<'react'>
/** `unknown`: handles of `members[]` that don't exist and were left out. */
export type GroupEvent = Omit<Applied<'group'>, 'peers'> & { unknown?: Handle[] }
export type RenameEvent = Applied<'rename'>
export type AddEvent = Omit<Applied<'add'>, 'peers'>
/** Never carries the token. */
export type JoinEvent = Omit<Applied<'join'>, 'token'>
export type DropEvent = Applied<'drop'>
export type AdminEvent = Applied<'admin'>

/** `position` is the mark itself. */
export type ReadEvent = Content<'read'> & Stamp
export type PrefsEvent = Content<'prefs'> & Stamp
export type BlockEvent = Omit<Content<'block'>, 'peers'> & Stamp
export type ProfileEvent = Content<'profile'> & Stamp

interface Made {
  /** UUIDv7 made by the server */
  id: OpId
  /** equal to `received` */
  at: number
  received: number
}

/** A device of `by` holds the messages of others durably up to `position`. */
export interface DeliveredEvent extends Made {
  kind: 'delivered'
  conversation: ConversationId
  by: Handle
  position: number
}

/** Only in the inbox of the op's sender. */
export interface RejectedEvent extends Made {
  kind: 'rejected'
  op: OpId
  reason: Reason
}

/** To a user whom `add` or `join` brings in, before that event; `members` without the newcomer. */
export interface RosterEvent extends Made {
  kind: 'roster'
  conversation: ConversationId
  by: Handle
  title: string
  members: { user: Handle; role: Role }[]
}

/** The bytes of a file are complete. */
export interface FileEvent extends Made {
  kind: 'file'
  conversation: ConversationId
  file: OpId
}

export type PlacedEvent =
  | MessageEvent
  | EditEvent
  | RemoveEvent
  | ReactEvent
  | GroupEvent
  | RenameEvent
  | AddEvent
  | JoinEvent
  | DropEvent
  | AdminEvent

export type UnplacedEvent =
  | ReadEvent
  | DeliveredEvent
  | PrefsEvent
  | BlockEvent
  | ProfileEvent
  | RosterEvent
  | RejectedEvent
  | FileEvent

export type Event = PlacedEvent | UnplacedEvent

/** An event of a kind that this build does not know: kept as it came, counted in order. */
export interface UnknownEvent {
  id: string
  kind: string
  conversation?: ConversationId
  by?: Handle
  at?: number
  received?: number
  position?: number
  [field: string]: unknown
}

/** An event's place in one user's inbox. Superseded entries leave holes in what is sent. */
export interface Entry {
  seq: number
  /** random id of the server's commit, not the event's id */
  id: string
  event: Event
}

export const cursorOf = (entry: Entry): Cursor => ({ seq: entry.seq, id: entry.id })

const PLACED: ReadonlySet<string> = new Set<PlacedEvent['kind']>([
  'message',
  'edit',
  'remove',
  'react',
  'group',
  'rename',
  'add',
  'join',
  'drop',
  'admin',
])
const UNPLACED: ReadonlySet<string> = new Set<UnplacedEvent['kind']>([
  'read',
  'delivered',
  'prefs',
  'block',
  'profile',
  'roster',
  'rejected',
  'file',
])

export const isKnownKind = (kind: string): boolean => PLACED.has(kind) || UNPLACED.has(kind)
export const isPlaced = (event: Event): event is PlacedEvent => PLACED.has(event.kind)
