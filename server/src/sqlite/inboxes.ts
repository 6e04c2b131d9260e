/**
 * The users' inboxes. The newest entries of those that are in use are held in memory too, so that a session that reads
 * on from where it was is answered without the database; whatever is not a plain continuation goes to the rows.
 */
import type { Database } from 'better-sqlite3'
import type { EncodedEntry } from '#core/encoded.ts'
import { entryBytes, jsonBytes } from '#core/entry-bytes.ts'
import type { Arrival, Delivery } from '#core/ports.ts'
import { BEGINNING, type Cursor } from '#protocol/cursor.ts'
import type { Entry, Event, PlacedEvent } from '#protocol/event.ts'
import type { Handle } from '#protocol/ids.ts'
import { BATCH } from '#protocol/limits.ts'
import type { Accounts } from './accounts.ts'
import { MESSAGE } from './codes.ts'
import type { Conversations } from './conversations.ts'
import { limitedTo } from './database.ts'
import { EVENT_COLUMNS, type EventColumns, eventFrom, eventJson, messageJson } from './event-columns.ts'
import { Generations } from './generations.ts'
import type { Log } from './log.ts'
import type { PendingRows } from './pending-rows.ts'

/** What a delivery brings, the same to each of its inboxes. */
export interface Letter {
  readonly event: Event
  readonly bytes: number
  /** the event as JSON, once somebody wanted it */
  json: string | undefined
}

export interface TailEntry {
  readonly seq: number
  readonly id: string
  readonly letter: Letter
  superseded: boolean
}

interface Inbox {
  readonly user: Handle
  readonly key: number
  head: Cursor
  /** the head before this transaction, if it grew in it */
  grownSince: Cursor | undefined
  /** the newest entries, without a gap */
  tail: TailEntry[]
  /** The entry before the tail: one that is there, or the beginning. */
  before: Cursor
  /** seq of the newest note of a key, as far as it was looked up */
  latest: Map<string, number>
  /** The newest seq that a reader went on from or acked. */
  readUpTo: number
}

/** What a transaction appended after `after`. */
export interface InboxGrowth {
  user: Handle
  after: Cursor
  entries: TailEntry[]
  bytes: number
}

/** What all tails together may hold of text and overhead, in bytes. */
const TAILS_BYTES = 48 * 1024 * 1024
/** Few, so that they are mostly garbage again while they are young. */
const TAIL_ENTRIES = 64
/** An inbox that was read or acked up to so many entries ago has a reader, as far as one can tell. */
const READ_LATELY = 1024
/** Rows fetched at a time, so that large texts are not read only to be left out. */
const FETCH = 125

/** The events of a row `i`: a loop over rowids, so that they come in their order without being sorted. */
const OF_RUN = 'e.event BETWEEN i.event AND i.event + i.count - 1'
/** From the row on that holds what comes after. */
const FROM_RUN = `i.user = $user
             AND i.seq >= coalesce((SELECT max(seq) FROM inbox WHERE user = $user AND seq <= $after + 1), 0)`

type Row = [seq: number, entry: number, note: string | null, bare: number | null, ...EventColumns]

export class Inboxes {
  readonly #accounts: Accounts
  readonly #conversations: Conversations
  readonly #log: Log
  readonly #inboxes = new Generations<Handle, Inbox>(20_000)
  readonly #latestMoved = new Map<Inbox, Set<string>>()
  /** Those that grew in this transaction. */
  #grown: Inbox[] = []
  #tailsBytes = 0
  #entry = 0
  #entryId = ''
  /** The delivery that was appended last, most go to several inboxes in a row, and what it brings. */
  #lastDelivery: Delivery | undefined
  #lastLetter: Letter | undefined
  readonly #pending: PendingRows
  readonly #sql

  constructor(db: Database, accounts: Accounts, conversations: Conversations, log: Log, pending: PendingRows) {
    this.#accounts = accounts
    this.#conversations = conversations
    this.#log = log
    this.#pending = pending
    this.#sql = {
      head: db
        .prepare<[number], [number, number]>(
          'SELECT seq + count - 1, entry FROM inbox WHERE user = ? ORDER BY seq DESC LIMIT 1',
        )
        .raw(),
      latest: db.prepare<[number, string], number>('SELECT seq FROM latest WHERE user = ? AND key = ?').pluck(),
      putLatest: db.prepare(
        'INSERT INTO latest (user, key, seq) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq',
      ),
      entryAt: db
        .prepare<[number, number, number], number>(
          `SELECT entry FROM (SELECT entry, seq + count AS next FROM inbox WHERE user = ? AND seq <= ? ORDER BY seq DESC LIMIT 1)
           WHERE next > ?`,
        )
        .pluck(),
      after: db
        .prepare<{ user: number; after: number; limit: number }, Row>(
          `SELECT i.seq + coalesce(e.event - i.event, 0) AS place, i.entry, i.note, i.bare, ${EVENT_COLUMNS}
           FROM inbox i LEFT JOIN events e ON ${OF_RUN}
           WHERE ${FROM_RUN} AND place > $after AND (i.event IS NOT NULL OR i.note IS NOT NULL)
           ORDER BY i.seq ${limitedTo('$limit')}`,
        )
        .raw(),
      arrivals: db
        .prepare<{ user: number; after: number; upTo: number }, [number, number]>(
          `SELECT e.conversation, max(e.position) FROM inbox i JOIN events e ON ${OF_RUN}
           WHERE ${FROM_RUN} AND i.seq <= $upTo AND i.seq + e.event - i.event BETWEEN $after + 1 AND $upTo
             AND e.kind = ${MESSAGE} AND e.author <> $user
           GROUP BY e.conversation`,
        )
        .raw(),
    }
  }

  #inbox(user: Handle): Inbox {
    const known = this.#inboxes.get(user)
    if (known !== undefined) return known
    const key = this.#accounts.keyOf(user)
    const found = this.#sql.head.get(key)
    const head = found === undefined ? BEGINNING : { seq: found[0], id: entryIdOf(found[1]) }
    const inbox: Inbox = {
      user,
      key,
      head,
      grownSince: undefined,
      tail: [],
      before: head,
      latest: new Map(),
      readUpTo: Number.NEGATIVE_INFINITY,
    }
    this.#inboxes.set(user, inbox)
    return inbox
  }

  inboxHead(user: Handle): Cursor {
    return this.#inbox(user).head
  }

  appendInbox(user: Handle, delivery: Delivery): void {
    const inbox = this.#inbox(user)
    const seq = inbox.head.seq + 1
    const letter = this.#letterOf(delivery)
    if ('event' in delivery) {
      const { event, bare } = delivery
      this.#pending.entry(this.#entry, inbox.key, seq, this.#log.keyOf(event), null, bare === true ? 1 : null)
    } else {
      this.#pending.entry(this.#entry, inbox.key, seq, null, jsonOf(letter), null)
      if (delivery.supersedes !== undefined) this.#supersede(inbox, delivery.supersedes, seq)
    }
    this.#grow(inbox, seq, letter)
  }

  #letterOf(delivery: Delivery): Letter {
    if (this.#lastLetter !== undefined && this.#lastDelivery === delivery) return this.#lastLetter
    const event =
      'note' in delivery ? delivery.note : delivery.bare === true ? withoutText(delivery.event) : delivery.event
    this.#lastDelivery = delivery
    this.#lastLetter = { event, bytes: entryBytes(event), json: undefined }
    return this.#lastLetter
  }

  #grow(inbox: Inbox, seq: number, letter: Letter): void {
    if (inbox.grownSince === undefined) {
      inbox.grownSince = inbox.head
      this.#grown.push(inbox)
    }
    inbox.head = { seq, id: this.#entryId }
    inbox.tail.push({ seq, id: this.#entryId, letter, superseded: false })
    this.#tailsBytes += letter.bytes
    if (inbox.tail.length > 2 * TAIL_ENTRIES) this.#cutTail(inbox, TAIL_ENTRIES)
  }

  #supersede(inbox: Inbox, key: string, seq: number): void {
    const old = inbox.latest.get(key) ?? this.#sql.latest.get(inbox.key, key)
    if (old !== undefined) {
      this.#pending.supersede(inbox.key, old)
      const inTail = inbox.tail[old - inbox.before.seq - 1]
      if (inTail !== undefined) inTail.superseded = true
    }
    inbox.latest.set(key, seq)
    const moved = this.#latestMoved.get(inbox)
    if (moved === undefined) this.#latestMoved.set(inbox, new Set([key]))
    else moved.add(key)
  }

  entryIdAt(user: Handle, seq: number): string | undefined {
    const inbox = this.#inbox(user)
    if (seq > inbox.readUpTo) inbox.readUpTo = seq
    const { before, tail } = inbox
    if (seq === before.seq) return before.id ?? undefined
    if (seq > before.seq) return tail[seq - before.seq - 1]?.id
    this.#pending.settle()
    const entry = this.#sql.entryAt.get(inbox.key, seq, seq)
    return entry === undefined ? undefined : entryIdOf(entry)
  }

  /** Of inboxes that seem to have a reader, where all of it fits one batch and is at hand. */
  growths(): InboxGrowth[] {
    const growths: InboxGrowth[] = []
    for (const inbox of this.#grown) {
      const { user, grownSince: after } = inbox
      if (after === undefined) continue
      if (after.seq - inbox.readUpTo > READ_LATELY || after.seq < inbox.before.seq) continue
      const { entries, bytes } = fromTail(inbox, after.seq, BATCH)
      if (entries.at(-1)?.seq === inbox.head.seq) growths.push({ user, after, entries, bytes })
    }
    return growths
  }

  inboxAfter(user: Handle, after: number, max: { entries: number; bytes: number }): Entry[] {
    const inbox = this.#inbox(user)
    if (after < inbox.before.seq) return this.#fromRows(inbox, after, max, this.#entryFrom)
    return fromTail(inbox, after, max).entries.map(({ seq, id, letter }) => ({ seq, id, event: letter.event }))
  }

  encodedAfter(user: Handle, after: number, max: { entries: number; bytes: number }): EncodedEntry[] {
    const inbox = this.#inbox(user)
    if (after < inbox.before.seq) return this.#fromRows(inbox, after, max, this.#encodedFrom)
    return fromTail(inbox, after, max).entries.map(({ seq, id, letter }) => ({ seq, id, json: jsonOf(letter) }))
  }

  #fromRows<E extends { seq: number }>(
    inbox: Inbox,
    after: number,
    max: { entries: number; bytes: number },
    read: (row: Row) => { entry: E; bytes: number },
  ): E[] {
    this.#pending.settle()
    const entries: E[] = []
    let bytes = 0
    let from = after
    while (entries.length < max.entries) {
      const limit = Math.min(FETCH, max.entries - entries.length)
      const rows = this.#sql.after.all({ user: inbox.key, after: from, limit })
      for (const row of rows) {
        const { entry, bytes: size } = read(row)
        bytes += size
        if (bytes > max.bytes && entries.length > 0) return entries
        entries.push(entry)
        from = entry.seq
      }
      if (rows.length < limit) break
    }
    return entries
  }

  readonly #entryFrom = ([seq, entry, note, bare, ...columns]: Row): { entry: Entry; bytes: number } => {
    const stored = note === null ? eventFrom(columns, this.#accounts, this.#conversations) : (JSON.parse(note) as Event)
    const event = bare === 1 ? withoutText(stored as PlacedEvent) : stored
    return { entry: { seq, id: entryIdOf(entry), event }, bytes: entryBytes(event) }
  }

  /** The same without ever making an event of it. */
  readonly #encodedFrom = (row: Row): { entry: EncodedEntry; bytes: number } => {
    const [seq, entry, note, bare] = row
    const json = note ?? eventJson(row, { from: 4, bare: bare === 1 }, this.#accounts, this.#conversations)
    return { entry: { seq, id: entryIdOf(entry), json }, bytes: jsonBytes(json) }
  }

  arrivals(user: Handle, after: number, upTo: number): Arrival[] {
    const inbox = this.#inbox(user)
    if (after < inbox.before.seq) {
      this.#pending.settle()
      return this.#sql.arrivals
        .all({ user: inbox.key, after, upTo })
        .map(([conversation, position]) => ({ conversation: this.#conversations.idOf(conversation), position }))
    }
    const arrivals: Arrival[] = []
    const end = Math.min(upTo - inbox.before.seq, inbox.tail.length)
    for (let i = after - inbox.before.seq; i < end; i++) {
      const { event } = (inbox.tail[i] as TailEntry).letter
      if (event.kind !== 'message' || event.by === user) continue
      const { conversation, position } = event
      const known = arrivals.find((arrival) => arrival.conversation === conversation)
      if (known === undefined) arrivals.push({ conversation, position })
      else if (known.position < position) known.position = position
    }
    return arrivals
  }

  trimInbox(user: Handle, below: number): void {
    const inbox = this.#inbox(user)
    this.#pending.trim(inbox.key, Math.min(below, inbox.head.seq))
    // The entry at `below` is still there, and so can stand before what is left.
    this.#cutTail(inbox, below - inbox.before.seq)
  }

  /** What the tails hold of texts may be erased now: they are read from the rows again. */
  dropTails(): void {
    for (const inbox of this.#inboxes.values()) this.#dropTail(inbox)
  }

  #dropTail(inbox: Inbox): void {
    this.#cutTail(inbox, inbox.tail.length)
  }

  #cutTail(inbox: Inbox, entries: number): void {
    if (entries <= 0) return
    const gone = inbox.tail.splice(0, entries)
    for (const { letter } of gone) this.#tailsBytes -= letter.bytes
    const last = gone.at(-1)
    if (last !== undefined) inbox.before = { seq: last.seq, id: last.id }
  }

  /** Something may be forgotten next: what is known of it must be in the tables before. */
  get isFull(): boolean {
    return this.#inboxes.isFull
  }

  flushMarks(): void {
    for (const [inbox, keys] of this.#latestMoved) {
      for (const key of keys) this.#sql.putLatest.run(inbox.key, key, inbox.latest.get(key))
    }
    this.#latestMoved.clear()
  }

  /** @param entry what the entries of this commit have for an id */
  begin(entry: number, entryId: string): void {
    for (const inbox of this.#grown) inbox.grownSince = undefined
    this.#grown = []
    this.#lastDelivery = undefined
    this.#lastLetter = undefined
    this.#entry = entry
    this.#entryId = entryId
    if (this.#tailsBytes > TAILS_BYTES) {
      this.dropTails()
      this.#tailsBytes = 0
    }
    this.#inboxes.turn()
  }

  forget(): void {
    this.#grown = []
    this.#latestMoved.clear()
    this.#inboxes.clear()
    this.#tailsBytes = 0
  }
}

/** How the number that entries are kept with is told. */
export const entryIdOf = (entry: number): string => entry.toString(36)

function withoutText(event: PlacedEvent): PlacedEvent {
  if (!('text' in event)) return event
  const { text: _, ...bare } = event
  return bare as PlacedEvent
}

export const encode = (event: Event): string => (event.kind === 'message' ? messageJson(event) : JSON.stringify(event))

/** The event as JSON, made once. */
const jsonOf = (letter: Letter): string => {
  letter.json ??= encode(letter.event)
  return letter.json
}

function fromTail(
  { tail, before }: Inbox,
  after: number,
  max: { entries: number; bytes: number },
): { entries: TailEntry[]; bytes: number } {
  const entries: TailEntry[] = []
  let bytes = 0
  for (let i = after - before.seq; i < tail.length && entries.length < max.entries; i++) {
    const entry = tail[i] as TailEntry
    if (entry.superseded) continue
    if (bytes + entry.letter.bytes > max.bytes && entries.length > 0) break
    bytes += entry.letter.bytes
    entries.push(entry)
  }
  return { entries, bytes }
}
