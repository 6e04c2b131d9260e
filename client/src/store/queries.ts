/**
 * What screens read. Each is bounded, uses an index and nothing but Dexie's own reads, so that a live query sees just
 * the rows that it depends on.
 */

import { blockedAsShown, conversationAsShown, conversationItem } from '#engine/conversation-as-shown.ts'
import { isRequest, ownMark } from '#engine/membership.ts'
import type {
  ConversationItem,
  ConversationRow,
  EventRow,
  OutboxRow,
  PersonRow,
  Quote,
  TimelineItem,
} from '#engine/model.ts'
import { quoteOf, timeline, type Viewer, withQuotes } from '#engine/optimistic.ts'
import type { Member } from '#protocol/http.ts'
import { type ConversationId, directConversation, type Handle, type OpId, peerOf } from '#protocol/ids.ts'
import type { Database } from './database.ts'

/** Pending rows of one conversation in the order in which they were made. */
async function pendingOf(db: Database, id: ConversationId | ''): Promise<OutboxRow[]> {
  const rows = await db.outbox.where('pending').equals(id).toArray()
  return rows.toSorted((a, b) => a.order - b.order)
}

/** The list of conversations: pinned ones first, then by activity. Those with nothing in them are left out. */
export async function listConversations(db: Database, viewer: Viewer & { now: number }): Promise<ConversationItem[]> {
  const [rows, pending, drafts] = await Promise.all([
    db.conversations.toArray(),
    db.outbox.where('pending').aboveOrEqual('').toArray(),
    db.drafts.toArray(),
  ])
  const waiting = grouped(pending.toSorted((a, b) => a.order - b.order))
  const byId = new Map(rows.map((row) => [row.id, row]))
  const texts = new Map(drafts.filter((row) => row.text && !row.editing).map((row) => [row.conversation, row]))
  const ids = new Set([...byId.keys(), ...waiting.keys(), ...texts.keys()])
  ids.delete('')
  const shown = [...ids].filter(
    (id) => byId.get(id)?.last || byId.get(id)?.kind === 'group' || isStarted(waiting.get(id)) || texts.get(id),
  )
  const peers = shown.flatMap((id) => peerOf(id, viewer.self) ?? [])
  const [lastOf, personOf, held] = await Promise.all([lastEvents(db, rows), peopleOf(db, peers), heldOf(db, pending)])
  const items = shown.map((id) =>
    conversationItem(
      {
        id,
        row: byId.get(id),
        last: lastOf.get(id),
        pending: waiting.get(id) ?? [],
        held,
        draft: texts.get(id),
        people: personOf,
        now: viewer.now,
      },
      viewer,
    ),
  )
  return items.toSorted((a, b) => Number(b.pinned) - Number(a.pinned) || b.activity - a.activity)
}

const lastRead = new WeakMap<Database, Map<ConversationId, { writes: number; event: EventRow }>>()

/** The newest drawn event of each conversation. One that was read before and not written since is not read again. */
async function lastEvents(db: Database, rows: readonly ConversationRow[]): Promise<Map<ConversationId, EventRow>> {
  const read = lastRead.get(db)
  const known = rows.map((row) => {
    const before = read?.get(row.id)
    return before?.writes === row.lastWrites && before.event.id === row.last?.id ? before.event : undefined
  })
  const asked = rows.flatMap((row, n) => (row.last && !known[n] ? [row.last.id] : []))
  const found = new Map(
    (await db.events.bulkGet(asked)).flatMap((event) => (event ? [[event.id, event] as const] : [])),
  )
  const next = new Map<ConversationId, { writes: number; event: EventRow }>()
  rows.forEach((row, n) => {
    const event = known[n] ?? (row.last && found.get(row.last.id))
    if (event) next.set(row.id, { writes: row.lastWrites, event })
  })
  lastRead.set(db, next)
  return new Map([...next].map(([id, { event }]) => [id, event]))
}

/** More than so many are read all at once, with whoever else there is. */
const FEW = 100

export async function peopleOf(db: Database, handles: readonly Handle[]): Promise<Map<Handle, PersonRow>> {
  const rows = handles.length > FEW ? await db.people.toArray() : await db.people.bulkGet([...handles])
  return new Map(rows.flatMap((row) => (row ? [[row.handle, row] as const] : [])))
}

/** Those of these ops whose event is here already. One that was never handed over has none. */
async function heldOf(db: Database, pending: readonly OutboxRow[]): Promise<Set<OpId>> {
  const ids = pending.filter(({ state }) => state !== 'waiting').map(({ id }) => id)
  return new Set((await db.events.bulkGet(ids)).flatMap((event) => event?.id ?? []))
}

/** Something was said or made in it. */
const isStarted = (pending: readonly OutboxRow[] | undefined): boolean =>
  pending?.some(
    ({ op, dismissed }) => !dismissed && (op.kind === 'message' || op.kind === 'group' || op.kind === 'join'),
  ) === true

/** By conversation, in the order in which they come; `''` for what belongs to none. */
export function grouped(rows: readonly OutboxRow[]): Map<ConversationId | '', OutboxRow[]> {
  const groups = new Map<ConversationId | '', OutboxRow[]>()
  for (const row of rows) {
    const key = row.conversation ?? ''
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  return groups
}

/** What a conversation's frame shows. */
export interface ConversationHead {
  id: ConversationId
  kind: 'dm' | 'group' | 'self'
  /** the other's name, the group's title; empty for notes to self */
  title: string
  hueSeed: string
  peer?: Handle
  /** of whom this device knows no more than the handle */
  unmet?: true
  members: Member[]
  /** by handle: members and whoever else this device has a name for among them */
  names: Record<Handle, string>
  /** no longer a member */
  former: boolean
  /** who ended that, where it was somebody else: a name */
  removedBy?: string
  blocked: boolean
  /** begun by somebody to whom this user never said anything */
  request: boolean
  /** marked so by hand */
  markedUnread: boolean
  unread: number
  /** newest position that the server told of, and the own mark as this device knows it */
  head: number
  mark: number
  /** made on this device, and the server does not know it yet */
  unsent: boolean
}

/** `undefined`: nobody ever heard of it here (a group that is not held; a direct one exists with anybody). */
export async function conversationHead(
  db: Database,
  viewer: Viewer,
  id: ConversationId,
): Promise<ConversationHead | undefined> {
  const [row, pending, ownPending] = await Promise.all([db.conversations.get(id), pendingOf(db, id), pendingOf(db, '')])
  const peer = peerOf(id, viewer.self)
  if (!row && !isStarted(pending) && peer === undefined) return undefined
  const shown = conversationAsShown({ id, row, pending }, viewer.self)
  const people = await db.people.bulkGet(shown.members.map(({ user }) => user))
  const names: Record<Handle, string> = Object.fromEntries(
    shown.members.map(({ user }, index) => [user, people[index]?.name ?? user]),
  )
  const removedBy = shown.left === undefined ? undefined : await removerOf(db, viewer, { id, left: shown.left })
  const isSelf = id === directConversation(viewer.self, viewer.self)
  const person = people.find((other) => other?.handle === peer)
  return {
    id,
    kind: isSelf ? 'self' : shown.kind,
    title: isSelf ? '' : peer === undefined ? (shown.title ?? '') : (names[peer] ?? peer),
    hueSeed: isSelf || peer === undefined ? id : (person?.id ?? peer),
    ...(peer !== undefined && !isSelf && { peer, ...(!person && { unmet: true }) }),
    members: shown.members,
    names,
    former: shown.left !== undefined,
    ...(removedBy !== undefined && { removedBy }),
    blocked: !isSelf && peer !== undefined && blockedAsShown(peer, person, ownPending),
    request: isRequest(shown) && shown.last !== undefined && !isStarted(pending),
    markedUnread: shown.prefs.unread === true,
    unread: shown.unread,
    head: shown.head,
    mark: ownMark(shown),
    unsent: shown.asOf === 0 && shown.head === 0,
  }
}

/** The name of whoever took this user out of a group. */
async function removerOf(
  db: Database,
  { self }: Viewer,
  { id, left }: { id: ConversationId; left: number },
): Promise<string | undefined> {
  const rows = await db.events.where('[conversation+place]').equals([id, left]).toArray()
  // While leaving waits, what stands there is whatever came last: it may be another who was removed.
  const drop = rows.find(({ event }) => event.kind === 'drop' && event.member === self)
  if (!drop || drop.by === self) return undefined
  return (await db.people.get(drop.by))?.name ?? drop.by
}

/** A run of lines. At most one of `before` and `around`; without them the newest. */
export interface WindowWish {
  /** lines; what is pending comes on top */
  limit: number
  /** a place: what lies before it (exclusive) */
  before?: number
  /** a place: as much before it as behind it */
  around?: number
  /** a place: everything from there (inclusive) to the end; `limit` then counts what comes before it */
  from?: number
}

export interface TimelineWindow {
  /** oldest first; behind the confirmed ones what is pending, where the window reaches the end */
  items: TimelineItem[]
  /** on this device there are older ones, and newer ones */
  olderHere: boolean
  newerHere: boolean
  /** what comes right before the first item is on the server and not here: a gap, or all that is older */
  olderOnServer: boolean
  /** the first item is the first that may be seen */
  fromStart: boolean
  /** the oldest message of others behind the own mark, wherever it is */
  firstUnread?: { id: OpId; place: number }
}

const drawn = (db: Database, id: ConversationId, from: number, to: number, open = { from: false, to: false }) =>
  db.events.where('[conversation+drawn+place]').between([id, 1, from], [id, 1, to], !open.from, !open.to)

export async function timelineWindow(
  db: Database,
  viewer: Viewer,
  id: ConversationId,
  wish: WindowWish,
): Promise<TimelineWindow> {
  const [row, pending, { events, newerHere, olderHere }] = await Promise.all([
    db.conversations.get(id),
    pendingOf(db, id),
    linesOf(db, id, wish),
  ])
  const first = events[0]
  const held = await heldOf(db, pending)
  const lines = timeline({ conversation: row, events, pending, held, atEnd: !newerHere }, viewer)
  const [quotes, unread] = await Promise.all([
    quotesOf(db, viewer, { items: lines, pending }),
    row && row.unread > 0 ? firstUnreadOf(db, row) : undefined,
  ])
  const items = withQuotes(lines, quotes)
  const olderOnServer = row !== undefined && lacksBefore(row, first)
  return {
    items,
    olderHere,
    newerHere,
    olderOnServer,
    fromStart: !olderHere && !olderOnServer,
    ...(unread && { firstUnread: { id: unread.id, place: unread.place } }),
  }
}

/** What these lines answer: mostly lines of the same window, else looked up by their ids. */
async function quotesOf(
  db: Database,
  viewer: Viewer,
  { items, pending }: { items: readonly TimelineItem[]; pending: readonly OutboxRow[] },
): Promise<Map<OpId, Quote>> {
  const targets = [...new Set(items.flatMap(({ line }) => (line.kind === 'message' && line.reply ? [line.reply] : [])))]
  const events = targets.length > 0 ? await db.events.bulkGet(targets) : []
  return new Map(
    targets.map((id, index) => {
      const op = pending.find((row) => row.id === id)
      return [id, quoteOf(id, { event: events[index], op, pending }, viewer)]
    }),
  )
}

/** One message as it would be quoted, and whose it is. */
export async function quoteFor(
  db: Database,
  viewer: Viewer,
  { conversation, message }: { conversation: ConversationId; message: OpId },
): Promise<{ quote: Quote; name?: string }> {
  const [event, op, pending] = await Promise.all([
    db.events.get(message),
    db.outbox.get(message),
    pendingOf(db, conversation),
  ])
  const quote = quoteOf(message, { event, op, pending }, viewer)
  if (quote.state === 'elsewhere') return { quote }
  return { quote, name: (await db.people.get(quote.by))?.name ?? quote.by }
}

/** Where a message stands, if this device holds it as a line of this conversation. */
export async function placeOfMessage(
  db: Database,
  conversation: ConversationId,
  message: OpId,
): Promise<number | undefined> {
  const row = await db.events.get(message)
  return row?.conversation === conversation && row.drawn === 1 ? row.place : undefined
}

async function linesOf(db: Database, id: ConversationId, { limit, before, around, from }: WindowWish) {
  const middle = around ?? from ?? before
  if (middle === undefined) {
    const newest = await drawn(db, id, -Infinity, Infinity)
      .reverse()
      .limit(limit + 1)
      .toArray()
    return { events: newest.slice(0, limit).reverse(), olderHere: newest.length > limit, newerHere: false }
  }
  const half = around === undefined ? limit : Math.ceil(limit / 2)
  const [older, rest] = await Promise.all([
    drawn(db, id, -Infinity, middle, { from: false, to: true })
      .reverse()
      .limit(half + 1)
      .toArray(),
    before !== undefined && around === undefined && from === undefined
      ? drawn(db, id, middle, Infinity).limit(1).toArray()
      : around !== undefined
        ? drawn(db, id, middle, Infinity)
            .limit(half + 1)
            .toArray()
        : drawn(db, id, middle, Infinity).toArray(),
  ])
  const behind = around !== undefined ? rest.slice(0, half) : from !== undefined ? rest : []
  return {
    events: [...older.slice(0, half).reverse(), ...behind],
    olderHere: older.length > half,
    newerHere: rest.length > behind.length,
  }
}

/** Whether what may be seen right before this line is not held. */
function lacksBefore(row: ConversationRow, first: EventRow | undefined): boolean {
  const top = first ? (first.position ?? Math.floor(first.place) + 1) : row.head + 1
  const before = row.spans.reduce((best, [from, to]) => {
    const newest = Math.min(to ?? top - 1, top - 1)
    return newest >= from ? Math.max(best, newest) : best
  }, 0)
  return before > 0 && !row.held.some(([from, to]) => from <= before && before <= to)
}

async function firstUnreadOf(db: Database, row: ConversationRow): Promise<EventRow | undefined> {
  return db.events
    .where('[conversation+foreign]')
    .between([row.id, ownMark(row) + 1], [row.id, Infinity], true, true)
    .first()
}

/** Whom one has blocked, by name, with what waits. */
export async function blockedPeople(db: Database): Promise<PersonRow[]> {
  const [rows, pending] = await Promise.all([db.people.toArray(), pendingOf(db, '')])
  return rows.filter((row) => blockedAsShown(row.handle, row, pending)).toSorted((a, b) => a.name.localeCompare(b.name))
}
