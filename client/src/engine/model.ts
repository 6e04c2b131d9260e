/** What a device keeps. Every row can be rebuilt from the log and the outbox but drafts and the outbox itself. */
import type { Cursor } from '#protocol/cursor.ts'
import type { Event, Role, UnknownEvent } from '#protocol/event.ts'
import type { Account, Member, Prefs, Span } from '#protocol/http.ts'
import type { ConversationId, Handle, OpId } from '#protocol/ids.ts'
import type { Limits } from '#protocol/limits.ts'
import type { FileRef, Op } from '#protocol/op.ts'
import type { Reason } from '#protocol/rejection.ts'

/**
 * Where an op is on its way.
 * - `waiting`: on this disk, never handed to a transport: may still be changed or taken out
 * - `handed`: marked so on disk before it was first sent: it may have arrived
 * - `committed`: the server's outbox cursor is at or past it
 * - `settled`: its event or its rejection was seen (or its second ack, after a resync); kept seven days at least
 */
export type OpState = 'waiting' | 'handed' | 'committed' | 'settled'

export interface OutboxRow {
  id: OpId
  /** 1, 2, 3 … in the order in which the person did it; orders everything about the outbox */
  order: number
  op: Op
  /** absent for `block` and `profile` */
  conversation?: ConversationId
  state: OpState
  /**
   * Its conversation (empty for none) as long as there is something to show of it: until it is settled, and where it
   * was refused until the person has put that away.
   */
  pending?: ConversationId | ''
  /** the server's reason, or `too-large` and `invalid` found on this device; shown until the person decides */
  rejected?: Reason
  /** the person has seen the rejection and put it away */
  dismissed?: true
  /** pushes that carried it */
  tries: number
  /** ms, when it was last handed to a transport */
  handedAt?: number
  /** the inbox' `seq` that this device held when it learned that the server has it: its event comes behind that */
  committedAt?: number
  /** ms, when it was settled */
  settledAt?: number
  /**
   * Refused after a rollback though its event is held here: it stays as it was, and goes up again once what it
   * depends on is back
   */
  awaits?: Reason
  /**
   * Settled by its second ack alone. A rejection that was told with that ack may be lost to the next resync, so after
   * that it is sent once more
   */
  acked?: true
  /** what it depended on is back: sent again with `again: true` */
  again?: true
  /** of a `join`: the group's title as its invitation told, for as long as the group is not held */
  title?: string
}

/** An event that takes a place in its conversation. */
export interface EventRow {
  /** the event's id, which is the op's: the row's key for ever */
  id: OpId
  conversation: ConversationId
  /**
   * Orders the conversation. The server's position where it has one; for an event that the server no longer knows, a
   * fraction behind its old neighbour.
   */
  place: number
  /** absent: the server (rolled back) does not know it */
  position?: number
  /** without a position: the event that came before it when it had one, whose place it follows */
  after?: OpId
  /** 1: drawn as a line of its own (messages, membership, titles, unknown kinds); 0: changes another (edit, remove, react) */
  drawn: 0 | 1
  /** what an edit, removal or reaction is about */
  target?: OpId
  by: Handle
  /** as it came, whole */
  event: Event | UnknownEvent
  /** a message as it is now: its event folded with all that names it */
  shown?: ShownMessage
  /** the person deleted it for themselves: it stays out of sight, whatever is merged (`drawn` is 0) */
  hidden?: true
  /** the position again, of another's message that was not removed: what unread counts are made of */
  foreign?: number
  /** and once more, where it names this user in a group */
  naming?: number
  /** 1: of a kind that the build which wrote this row did not know */
  unknown?: 1
}

/** An event without a place that nothing here draws yet: of a kind that this build does not know, or of a file. */
export interface AsideRow {
  id: string
  /** its place in the inbox */
  seq: number
  event: Event | UnknownEvent
  /** 1: of a kind that the build which wrote this row did not know */
  unknown?: 1
}

export interface ShownMessage {
  /** absent once removed */
  text?: string
  files?: FileRef[]
  reply?: OpId
  /** ms, when it was last edited */
  edited?: number
  removed?: { by: Handle }
  /** emoji to handles, in the order of reacting */
  reactions: Record<string, Handle[]>
}

/** What of a conversation an op may set. */
export type Subject = 'title' | 'members' | 'prefs'

export interface ConversationRow {
  id: ConversationId
  kind: 'dm' | 'group'
  title?: string
  members: Member[]
  /** the newest position that the server told of */
  head: number
  /** title, members and roles are as of this position: what lies at or below it only adds to the timeline */
  asOf: number
  /** the user's own mark, as the server told it */
  read: number
  /** the user's own mark as made on this device, where it is ahead of `read` */
  marked?: number
  /** something of the user's own has a place here */
  spoke?: true
  /** positions that the user may see */
  spans: Span[]
  left?: number
  prefs: Prefs
  /** told before the `add` or `join` that brings the user in, and used by that */
  roster?: { title: string; members: { user: Handle; role: Role }[] }
  /** by what it was about: `seq` of the newest entry that told of it, but of what was done here, or of the snapshot */
  told?: { [About in Subject]?: number }
  /** intervals of positions that this device holds, ascending, closed */
  held: [from: number, to: number][]
  /** the lowest position ever held: what is lacking above it is a gap, what is lacking below is merely older */
  floor?: number
  /** exclusive upper end of the newest gap, where there is one */
  lacking?: number
  /** the last snapshot that told of this conversation, as `DeviceRow.snapshots` counts them */
  snapshot?: number
  /** messages of others after `read` and `marked`, as far as held here */
  unread: number
  /** those of them that name this user */
  mentions: number
  /** the newest drawn event, for the list */
  last?: { id: OpId; place: number }
  /** how often `last` or what it names was written: as long as this stands, so does what was read of it */
  lastWrites: number
  /**
   * `order` of the newest own op here whose event is held: one before it that is committed and has none changed
   * nothing, and never will have one
   */
  answered?: number
  /** ms: when the newest drawn event came; orders the list */
  activity: number
}

export interface PersonRow {
  handle: Handle
  /** the server's user id, once known */
  id?: string
  /** the handle until the name is known */
  name: string
  about?: string
  blocked?: true
  /** `seq` of the newest entry that told whether they are blocked, but of what was done here */
  told?: number
  /** `order` of the newest own op here that blocked them or not and is told, as in a conversation */
  answered?: number
  /** met in an event, and the server not yet asked for the name */
  stranger?: 1
}

export interface DraftRow {
  conversation: ConversationId
  text: string
  /** ms */
  changed: number
  /** the message being edited, whose text this is */
  editing?: OpId
  selection?: [start: number, end: number]
  /** the message that this answers */
  reply?: OpId
  /** what was being written before the edit began */
  aside?: { text: string; selection?: [start: number, end: number]; reply?: OpId }
}

/** Conversations of a snapshot that are merged, of how many. */
export interface Progress {
  done: number
  total: number
}

/** What this device knows about itself and the server. One row. */
export interface DeviceRow {
  account: Account
  /** the inbox up to here is in this database; `null` before the first snapshot */
  cursor: Cursor | null
  /** the newest op that the server is known to have committed; kept for good */
  outbox: OpId | null
  /** `order` of the newest op that a `welcome` or exchange named: settled ones up to it need not outlive their seven days */
  named: number
  /** `order` of the next op */
  nextOrder: number
  /** fencing: a write of the engine with another term is refused */
  term: number
  /** set when the server said `resync`, until its snapshot was merged whole */
  resync?: { page?: string; cursor?: Cursor; started: number; progress?: Progress }
  /** snapshots that were merged or given up for another: the next has the next number */
  snapshots?: number
  /** ops to send again after a resync, once the outbox is up to date */
  resend?: true
  /** ms: when this device was last known to hold all that the server had */
  synced?: number
  limits: Limits
  /** ms that the server's clock is ahead of this one's */
  clockAhead: number
  /** why the outbox rests, where only the person can help */
  paused?: 'signed-out' | 'upgrade-required'
}

/** State of one's own message as drawn (product: message states). */
export type MessageState = 'queued' | 'sending' | 'sent' | 'delivered' | 'read' | 'failed' | 'paused'

/** A message as it is shown inside another that answers it. */
export type Quote =
  | { state: 'here'; by: Handle; text: string; files: number }
  | { state: 'removed'; by: Handle }
  /** not on this device */
  | { state: 'elsewhere' }

/** One line of a conversation, ready to draw: events folded with what still waits in the outbox. */
export interface TimelineItem {
  id: OpId
  conversation: ConversationId
  /** orders the window: confirmed items by place, then pending ones by outbox order */
  place: number
  by: Handle
  own: boolean
  /** ms, the person's clock, clamped by the server */
  at: number
  pending: boolean
  line:
    | {
        kind: 'message'
        text: string
        reply?: OpId
        /** what `reply` names, where it is known here; absent without `reply` */
        quote?: Quote
        files?: FileRef[]
        edited?: boolean
        editPending?: boolean
        removed?: { by: Handle }
        removePending?: boolean
        /** the edit or removal that waits, and may still be taken back */
        undo?: OpId
        reactions: { emoji: string; by: Handle[]; own: boolean }[]
      }
    | { kind: 'group'; title: string; members: Handle[]; unknown: Handle[] }
    | { kind: 'rename'; title: string }
    | { kind: 'add' | 'drop'; member: Handle }
    | { kind: 'join' }
    | { kind: 'admin'; member: Handle; on: boolean }
    | { kind: 'unknown' }
  /** own items alone */
  state?: MessageState
  reason?: Reason
}

/** One row of the list of conversations, ready to draw. */
export interface ConversationItem {
  id: ConversationId
  kind: 'dm' | 'group' | 'self'
  /** the other's name, the group's title; empty for notes to self */
  title: string
  /** what an avatar's colour is made from: user id or conversation id */
  hueSeed: string
  peer?: Handle
  unread: number
  /** something unread names this user */
  mentioned: boolean
  markedUnread: boolean
  muted: boolean
  pinned: boolean
  archived: boolean
  draft?: string
  /** messages that have not reached the server */
  waiting: number
  /** a message was refused and not yet put away */
  failed: boolean
  last?: TimelineItem
  /** the newest position */
  head: number
  activity: number
  former: boolean
}
