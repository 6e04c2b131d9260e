/**
 * What the rules need of a store: one transaction, read and written row by row, synchronously.
 *
 * The rules (`handle`) run inside a transaction that the adapter opened over everything that arrived while the last
 * one was syncing (group commit). Nothing is answered before the transaction is durable. Rows go by their public
 * keys (handles, ids); an adapter may keep lean integer keys inside.
 */
import type { Cursor } from '#protocol/cursor.ts'
import type { Entry, Event, PlacedEvent, Role } from '#protocol/event.ts'
import type { Prefs, Span } from '#protocol/http.ts'
import type { ConversationId, Handle, OpId } from '#protocol/ids.ts'
import type { Op } from '#protocol/op.ts'
import type { Reason } from '#protocol/rejection.ts'
import type { EncodedEntry } from './encoded.ts'

export interface UserRow {
  id: string
  handle: Handle
  name: string
  about?: string
  /** ms */
  created: number
}

export interface DeviceRow {
  id: string
  user: Handle
  name: string
  created: number
  seen: number
  /** the newest op of this device that is committed */
  outbox: OpId | null
  /** how many ops this device has handed in for the first time; the turn of `outbox` */
  turn: number
  /** the device's recorded inbox cursor; `null`: it never had one, and holds nothing back */
  cursor: Cursor | null
  /** `cursor` is that of a snapshot which the device was given and has not yet said to hold */
  fetching?: true
}

/** One row for every op that was ever acked, kept for good. */
export interface OpRow {
  id: OpId
  user: Handle
  /** the device that first handed it in, and at which of its turns */
  device: string
  turn: number
  /** keyed hash of the op's content, empty where its event is that; `null` once its text was removed: then any content is acked */
  fingerprint: string | null
  /** why it was refused; absent where it was applied, with or without an event */
  rejected?: Reason
}

export interface ConversationRow {
  id: ConversationId
  kind: 'dm' | 'group'
  title?: string
  /** position of the newest event */
  head: number
}

/** A member or former member. A direct conversation has rows once it has a message. */
export interface MemberRow {
  user: Handle
  role: Role
  /** position at which the current membership began */
  joined: number
  /** order of joining within the conversation, for 'longest-standing'; ties in one event go by its `members[]` */
  rank: number
  read: number
  delivered: number
  spans: Span[]
  /** set while a former member: where they left, and what they still see of it */
  left?: { position: number; title: string; members: MemberView[] }
}

export interface MemberView {
  user: Handle
  role: Role
  joined: number
  read: number
  delivered: number
}

/** What the rules must know of a message. */
export interface MessageRow {
  id: OpId
  conversation: ConversationId
  position: number
  by: Handle
  removed: boolean
}

export interface InviteRow {
  conversation: ConversationId
  by: Handle
  /** hash of the token, which is never stored */
  tokenHash: string
}

/** What goes into one inbox: an event by reference, or one that lives in inboxes alone. */
export type Delivery =
  /** `bare`: its target lies outside what this member may read, so it reaches them without `text` */
  | { event: PlacedEvent; bare?: true }
  /** `supersedes`: entries of this inbox with the same key are left out when it is read, but stay findable */
  | { note: Event; supersedes?: string }

export interface Arrival {
  conversation: ConversationId
  /** the newest position among the messages of others */
  position: number
}

export interface Tx {
  /** Random id of this commit: the `id` of every entry that it writes. */
  readonly entryId: string

  user(handle: Handle): UserRow | undefined
  /** Writes a new user, or another name and about. */
  putUser(user: UserRow): void
  /** Handles in order of code units, after `after` (from the first without it), at most `limit`. */
  handlesAfter(after: Handle | undefined, limit: number): Handle[]
  passwordHash(handle: Handle): string | undefined
  putPasswordHash(handle: Handle, hash: string): void

  device(id: string): DeviceRow | undefined
  deviceByToken(tokenHash: string): DeviceRow | undefined
  devicesOf(user: Handle): DeviceRow[]
  /** `tokenHash` is given when the device is made, and kept after that. */
  putDevice(device: DeviceRow, tokenHash?: string): void
  deleteDevice(id: string): void

  op(id: OpId): OpRow | undefined
  putOp(op: OpRow): void
  /** The turn at which a device first handed in an op that another device (or user) had brought before it. */
  handedAt(device: string, op: OpId): number | undefined
  putHanded(device: string, op: OpId, turn: number): void

  conversation(id: ConversationId): ConversationRow | undefined
  putConversation(conversation: ConversationRow): void
  member(conversation: ConversationId, user: Handle): MemberRow | undefined
  /** Current members, by rank. */
  members(conversation: ConversationId): readonly MemberRow[]
  putMember(conversation: ConversationId, member: MemberRow): void
  /** Those that have rows, current and former, in an order that does not change (oldest row first). */
  conversationsOf(user: Handle): ConversationId[]
  /** Everyone who shares a conversation with this user now, without the user. */
  contactsOf(user: Handle): Handle[]
  prefs(user: Handle, conversation: ConversationId): Prefs
  putPrefs(user: Handle, conversation: ConversationId, prefs: Prefs): void
  /** Conversations (also without rows yet) for which the user has prefs. */
  prefsOf(user: Handle): ConversationId[]

  /** The event has its position already; the conversation's `head` is the caller's to put. */
  appendEvent(event: PlacedEvent): void
  message(id: OpId): MessageRow | undefined
  /** Text and files of the message and text of its edits are gone from the disk too; their ops lose the fingerprint. */
  erase(message: OpId): void
  /** Newest first, positions in [from, to]; as they are now (removed ones without text and with `removed`). */
  events(conversation: ConversationId, range: { from: number; to: number; limit: number }): PlacedEvent[]
  /** Distinct authors of messages with positions in (after, upTo]. */
  authors(conversation: ConversationId, after: number, upTo: number): Handle[]
  reaction(target: OpId, by: Handle, emoji: string): boolean
  putReaction(target: OpId, by: Handle, emoji: string, on: boolean): void

  blocked(by: Handle, user: Handle): boolean
  blockedBy(by: Handle): Handle[]
  putBlock(by: Handle, user: Handle, on: boolean): void

  inviteByToken(tokenHash: string): InviteRow | undefined
  putInvite(invite: InviteRow): void
  deleteInvite(conversation: ConversationId): void

  /** The newest entry; the beginning for an empty inbox. Findable for good. */
  inboxHead(user: Handle): Cursor
  /** The newest entry's seq plus one. */
  appendInbox(user: Handle, delivery: Delivery): void
  /** Id of the entry at `seq`, if it is still there. */
  entryIdAt(user: Handle, seq: number): string | undefined
  /**
   * Entries after `after`, ascending, superseded ones left out: at most `entries` of them and about `bytes` of JSON,
   * but at least one where there is one.
   */
  inboxAfter(user: Handle, after: number, max: { entries: number; bytes: number }): Entry[]
  /** The same as they go to a device. */
  encodedAfter(user: Handle, after: number, max: { entries: number; bytes: number }): EncodedEntry[]
  /** Messages of others among the entries in (after, upTo], the newest position of each conversation. */
  arrivals(user: Handle, after: number, upTo: number): Arrival[]
  /** Deletes entries below `seq` but the head. */
  trimInbox(user: Handle, below: number): void
}

/** What the rules need beside a transaction. */
export interface Env {
  /** ms since 1970 */
  now(): number
  /** a new UUIDv7 */
  mint(): string
  /** a new random UUID, for users and devices */
  randomId(): string
  /** keyed hash of an op's content (its known fields but `again`), equal for equal content whatever the key order */
  fingerprint(op: Op): string
  /** the hash under which an invite's token is kept, as the gateway makes it: SHA-256 of its UTF-8, in base64url */
  tokenHash(token: string): string
  settings: CoreSettings
}

export interface CoreSettings {
  /** bytes */
  textBytes: number
  /** code points */
  titleCodePoints: number
  /** code points */
  aboutCodePoints: number
  /** bytes */
  emojiBytes: number
  members: number
  files: number
  fileBytes: number
  /** entries of a user's pending log */
  logEntries: number
  /** ms; the log of a device unseen for longer is not held */
  deviceUnseenMs: number
  /** the newest events of a conversation that a snapshot carries, at least */
  snapshotEvents: number
  /** conversations on one snapshot page */
  snapshotConversations: number
}
