/** The same over HTTP. JSON; an error is `{ error: { code, message } }` with a fitting status. */
import * as z from 'zod/mini'
import type { Cursor } from './cursor.ts'
import type { Entry, PlacedEvent, Role } from './event.ts'
import { type ConversationId, Handle, type OpId } from './ids.ts'
import type { InboxMode } from './session.ts'

export interface User {
  /** made by the server; tells two holders of a handle apart after a rollback */
  id: string
  handle: Handle
  name: string
  about?: string
}

export interface Device {
  id: string
  /** made from the browser's own */
  name: string
  /** ms since 1970 */
  created: number
  /** ms since 1970 */
  seen: number
}

export interface Account {
  user: User
  device: Device
}

export type ErrorCode =
  | 'unauthenticated'
  | 'wrong-password'
  | 'not-found'
  | 'invalid'
  | 'too-large'
  | 'slow-down'
  | 'taken'
  | 'forbidden-origin'
  | 'upgrade-required'
  | 'moved'
  | 'unavailable'

export interface ErrorBody {
  error: { code: ErrorCode; message: string; retryAfter?: number }
  outbox?: OpId | null
}

/** Who comes to the door: what the first screen needs to know. */
export interface Visit {
  /** whose session the cookie is, if any */
  account?: Account
  /** nobody has an account here yet */
  first?: true
  /** the name of whoever made the invite that this visitor came by, where it holds */
  inviter?: string
}

export const NewAccount = z.object({
  handle: Handle,
  name: z.string(),
  password: z.string(),
  invite: z.optional(z.string()),
})
export const Credentials = z.object({ handle: z.string(), password: z.string() })
export const PasswordChange = z.object({ current: z.string(), password: z.string() })

export const ExchangeRequest = z.object({
  protocol: z.optional(z.number().check(z.int(), z.gt(0))),
  /** parsed by `parseCursor`: a malformed one is `resync`, not an error */
  cursor: z.optional(z.unknown()),
  ops: z.array(z.unknown()),
  after: z.optional(z.nullable(z.string())),
})

/** The whole protocol in one idempotent call. The `cursor` of the next call acknowledges these entries. */
export interface ExchangeAnswer {
  outbox: OpId | null
  inbox: InboxMode
  after: Cursor | null
  entries: Entry[]
  more: boolean
  head: number
}

/** Positions that the user may see; `null`: still open. What lies outside is not lacking. */
export type Span = [from: number, to: number | null]

export interface Member {
  user: Handle
  role: Role
  /** positions */
  joined: number
  read: number
  delivered: number
}

/** Private to the user. `muted`: ms until when, or 0. */
export interface Prefs {
  muted?: number
  pinned?: boolean
  archived?: boolean
  unread?: boolean
}

export interface SnapshotConversation {
  id: ConversationId
  /** groups only */
  title?: string
  members: Member[]
  head: number
  /** the user's own mark */
  read: number
  spans: Span[]
  /** the position at which a former member left; title, members and head stay as they were there */
  left?: number
  prefs: Prefs
  /** the newest 30 or more that the user may see, ascending */
  events: PlacedEvent[]
}

export interface SnapshotPage {
  /** the same on all pages */
  cursor: Cursor
  user: User
  users: User[]
  blocked: Handle[]
  conversations: SnapshotConversation[]
  /** conversations on all pages, for showing how far it is: more may be begun meanwhile */
  total?: number
  next?: string
}

export interface HistoryPage {
  /** newest first */
  events: PlacedEvent[]
}

export interface Invite {
  token: string
  url: string
}

export interface InviteView {
  conversation: ConversationId
  title: string
  by: string
  /** a count */
  members: number
}
