/** What was asked for (ops, kept for good) and what became of it (events, each at its place). */
import type { Database } from 'better-sqlite3'
import type { MessageRow, OpRow } from '#core/ports.ts'
import type { PlacedEvent } from '#protocol/event.ts'
import type { ConversationId, Handle, OpId } from '#protocol/ids.ts'
import type { Accounts } from './accounts.ts'
import { eventKinds, MESSAGE, reasons } from './codes.ts'
import type { Conversations } from './conversations.ts'
import { limitedTo } from './database.ts'
import { EVENT_COLUMNS, type EventColumns, eventFrom, restOf, withoutFiles } from './event-columns.ts'
import { Generations } from './generations.ts'
import type { PendingRows } from './pending-rows.ts'
import { RecentOps } from './recent-ops.ts'
import { uuidBytes } from './uuid.ts'

/** Who wrote the newest events of a conversation; `undefined` for what is no message. */
interface Authors {
  /** the position before the first of `by` */
  before: number
  by: (Handle | undefined)[]
}

const AUTHORS_KEPT = 256

export class Log {
  /** Text was erased since `begin`. */
  erased = false
  readonly #accounts: Accounts
  readonly #conversations: Conversations
  /** rowids of the events of this transaction */
  readonly #placed = new Map<OpId, number>()
  /** ops of this transaction, written at its end: most learn only then which event they became */
  readonly #ops = new Map<OpId, OpRow>()
  readonly #pending: PendingRows
  #nextEvent = 0
  #lastPlaced: { event: PlacedEvent; key: number } | undefined
  readonly #authors = new Generations<ConversationId, Authors>(20_000)
  #recent: RecentOps | undefined
  readonly #sql

  constructor(db: Database, accounts: Accounts, conversations: Conversations, pending: PendingRows) {
    this.#accounts = accounts
    this.#conversations = conversations
    this.#pending = pending
    this.#sql = {
      newestOp: db.prepare<[], string>('SELECT lower(hex(id)) FROM ops ORDER BY id DESC LIMIT 1').pluck(),
      newestEvent: db.prepare<[], number | null>('SELECT max(event) FROM events').pluck(),
      op: db
        .prepare<[Buffer], [Handle, string, number, string | null, number | null]>(
          `SELECT u.handle, d.id, o.turn, o.fingerprint, o.rejected
           FROM ops o JOIN users u ON u.user = o.user JOIN devices d ON d.device = o.device WHERE o.id = ?`,
        )
        .raw(),
      putOp: db.prepare(
        `INSERT INTO ops (id, user, device, turn, fingerprint, rejected, event) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET user = excluded.user, device = excluded.device, turn = excluded.turn,
           fingerprint = excluded.fingerprint, rejected = excluded.rejected, event = coalesce(excluded.event, event)`,
      ),
      handed: db.prepare<[number, Buffer], number>('SELECT turn FROM handed WHERE device = ? AND op = ?').pluck(),
      putHanded: db.prepare('INSERT OR REPLACE INTO handed (device, op, turn) VALUES (?, ?, ?)'),
      eventOfOp: db.prepare<[Buffer], number | null>('SELECT event FROM ops WHERE id = ?').pluck(),
      eventAt: db
        .prepare<[number, number], number>('SELECT event FROM events WHERE conversation = ? AND position = ?')
        .pluck(),
      message: db
        .prepare<[number], [number, number, number, number]>(
          `SELECT conversation, position, author, removed FROM events WHERE event = ? AND kind = ${MESSAGE}`,
        )
        .raw(),
      rest: db.prepare<[number], string | null>('SELECT rest FROM events WHERE event = ?').pluck(),
      eraseMessage: db.prepare('UPDATE events SET text = NULL, rest = ?, removed = 1 WHERE event = ?'),
      eraseEdit: db.prepare('UPDATE events SET text = NULL WHERE event = ?'),
      forgetFingerprint: db.prepare(
        'UPDATE ops SET fingerprint = NULL WHERE id = (SELECT id FROM events WHERE event = ?)',
      ),
      edits: db.prepare<[number], number>('SELECT event FROM edits WHERE target = ?').pluck(),
      addEdit: db.prepare('INSERT INTO edits (target, event) VALUES (?, ?)'),
      range: db
        .prepare<[number, number, number, number], EventColumns>(
          `SELECT ${EVENT_COLUMNS} FROM events e
           WHERE e.conversation = ? AND e.position BETWEEN ? AND ? ORDER BY e.position DESC ${limitedTo('?')}`,
        )
        .raw(),
      authors: db
        .prepare<[number, number, number], number>(
          `SELECT DISTINCT author FROM events
           WHERE conversation = ? AND position > ? AND position <= ? AND kind = ${MESSAGE}`,
        )
        .pluck(),
      reaction: db
        .prepare<[number, number, string], number>(
          'SELECT 1 FROM reactions WHERE target = ? AND user = ? AND emoji = ?',
        )
        .pluck(),
      react: db.prepare('INSERT OR IGNORE INTO reactions (target, user, emoji) VALUES (?, ?, ?)'),
      unreact: db.prepare('DELETE FROM reactions WHERE target = ? AND user = ? AND emoji = ?'),
    }
  }

  op(id: OpId): OpRow | undefined {
    const unwritten = this.#ops.get(id)
    if (unwritten !== undefined) return unwritten
    if (this.#recent?.isNew(id)) return undefined
    this.#pending.settle()
    const found = this.#sql.op.get(uuidBytes(id))
    if (found === undefined) return undefined
    const [user, device, turn, fingerprint, rejected] = found
    return { id, user, device, turn, fingerprint, ...(rejected !== null && { rejected: reasons.decode(rejected) }) }
  }

  /** Once all rows are in their tables. */
  readHeads(): void {
    this.#nextEvent = (this.#sql.newestEvent.get() ?? 0) + 1
    this.#recent ??= new RecentOps(this.#sql.newestOp.get())
  }

  putOp(op: OpRow): void {
    this.#ops.set(op.id, op)
  }

  handedAt(device: string, op: OpId): number | undefined {
    return this.#sql.handed.get(this.#accounts.deviceKey(device), uuidBytes(op))
  }

  putHanded(device: string, op: OpId, turn: number): void {
    this.#sql.putHanded.run(this.#accounts.deviceKey(device), uuidBytes(op), turn)
  }

  appendEvent(event: PlacedEvent): void {
    const key = this.#nextEvent++
    this.#pending.event(
      key,
      this.#conversations.keyOf(event.conversation),
      event.position,
      event.id,
      eventKinds.encode(event.kind),
      this.#accounts.keyOf(event.by),
      event.at,
      event.received,
      ('text' in event ? event.text : undefined) ?? null,
      restOf(event),
    )
    this.#conversations.grewTo(event.conversation, event.position)
    this.#placed.set(event.id, key)
    this.#lastPlaced = { event, key }
    if (event.kind === 'edit') {
      this.#pending.settle()
      this.#sql.addEdit.run(this.#mustFind(event.target), key)
    }
    this.#noteAuthor(event)
  }

  /** The rowid of an event that has a place. */
  keyOf(event: PlacedEvent): number {
    if (this.#lastPlaced?.event === event) return this.#lastPlaced.key
    const key = this.#placed.get(event.id) ?? this.#eventAt(event)
    if (key === undefined) throw new Error('no such event')
    return key
  }

  #eventAt({ conversation, position }: PlacedEvent): number | undefined {
    this.#pending.settle()
    return this.#sql.eventAt.get(this.#conversations.keyOf(conversation), position)
  }

  #find(op: OpId): number | undefined {
    const placed = this.#placed.get(op)
    if (placed !== undefined) return placed
    this.#pending.settle()
    return this.#sql.eventOfOp.get(uuidBytes(op)) ?? undefined
  }

  #mustFind(op: OpId): number {
    const key = this.#find(op)
    if (key === undefined) throw new Error('no such message')
    return key
  }

  message(id: OpId): MessageRow | undefined {
    this.#pending.settle()
    const key = this.#find(id)
    const found = key === undefined ? undefined : this.#sql.message.get(key)
    if (found === undefined) return undefined
    const [conversation, position, author, removed] = found
    return {
      id,
      conversation: this.#conversations.idOf(conversation),
      position,
      by: this.#accounts.handleOf(author),
      removed: removed === 1,
    }
  }

  erase(message: OpId): void {
    this.flush()
    this.#pending.settle()
    const key = this.#mustFind(message)
    this.#sql.eraseMessage.run(withoutFiles(this.#sql.rest.get(key) ?? null), key)
    this.#sql.forgetFingerprint.run(key)
    for (const edit of this.#sql.edits.all(key)) {
      this.#sql.eraseEdit.run(edit)
      this.#sql.forgetFingerprint.run(edit)
    }
    this.erased = true
  }

  events(
    conversation: ConversationId,
    { from, to, limit }: { from: number; to: number; limit: number },
  ): PlacedEvent[] {
    if (this.#conversations.conversation(conversation) === undefined) return []
    this.#pending.settle()
    return this.#sql.range
      .all(this.#conversations.keyOf(conversation), from, to, limit)
      .map((columns) => eventFrom(columns, this.#accounts, this.#conversations))
  }

  authors(conversation: ConversationId, after: number, upTo: number): Handle[] {
    const recent = this.#authors.get(conversation)
    if (recent !== undefined && after >= recent.before) {
      const newest = recent.by.slice(after - recent.before, upTo - recent.before)
      return [...new Set(newest)].filter((by) => by !== undefined)
    }
    if (this.#conversations.conversation(conversation) === undefined) return []
    this.#pending.settle()
    return this.#sql.authors
      .all(this.#conversations.keyOf(conversation), after, upTo)
      .map((author) => this.#accounts.handleOf(author))
  }

  #noteAuthor(event: PlacedEvent): void {
    const by = event.kind === 'message' ? event.by : undefined
    const recent = this.#authors.get(event.conversation)
    if (recent === undefined || recent.before + recent.by.length + 1 !== event.position) {
      this.#authors.set(event.conversation, { before: event.position - 1, by: [by] })
      return
    }
    recent.by.push(by)
    if (recent.by.length > 2 * AUTHORS_KEPT) {
      recent.by.splice(0, AUTHORS_KEPT)
      recent.before += AUTHORS_KEPT
    }
  }

  reaction(target: OpId, by: Handle, emoji: string): boolean {
    const key = this.#find(target)
    return key !== undefined && this.#sql.reaction.get(key, this.#accounts.keyOf(by), emoji) !== undefined
  }

  putReaction(target: OpId, by: Handle, emoji: string, on: boolean): void {
    this.#pending.settle()
    const statement = on ? this.#sql.react : this.#sql.unreact
    statement.run(this.#mustFind(target), this.#accounts.keyOf(by), emoji)
  }

  flush(): void {
    for (const op of this.#ops.values()) {
      const user = this.#accounts.keyOf(op.user)
      const device = this.#accounts.deviceKey(op.device)
      const rejected = op.rejected === undefined ? null : reasons.encode(op.rejected)
      const event = this.#placed.get(op.id) ?? null
      if (this.#recent?.add(op.id)) {
        this.#pending.op(op.id, user, device, op.turn, op.fingerprint, rejected, event)
      } else {
        this.#pending.settle()
        this.#sql.putOp.run(uuidBytes(op.id), user, device, op.turn, op.fingerprint, rejected, event)
      }
    }
    this.#ops.clear()
  }

  begin(): void {
    this.erased = false
    this.#placed.clear()
    this.#lastPlaced = undefined
    this.#ops.clear()
    this.#authors.turn()
  }

  forget(): void {
    this.begin()
    // Ids of what was rolled back stay in it: they only cost a look.
    this.#authors.clear()
  }
}
