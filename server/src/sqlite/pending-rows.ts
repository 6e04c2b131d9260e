/**
 * What every message writes lies far apart: a page for each conversation, and one for each inbox. So a commit writes it
 * as one record, in order of time, and it goes into its tables later, with that of many other commits. Whoever reads
 * those tables settles first. What a crash or a rollback left is settled before anything else is done.
 */
import type { Database } from 'better-sqlite3'
import { Rows, type Value } from './rows.ts'
import { uuidBytes } from './uuid.ts'

/** Values row after row, as in the tables, but that UUIDs are text. The names are on disk. */
interface Record {
  /** event, conversation, position, id, kind, author, at, received, text, rest */
  events: Value[]
  /** id, user, device, turn, fingerprint, rejected, event */
  ops: Value[]
  /** of all entries */
  entry: number
  /** user, seq, event, note, bare */
  inbox: Value[]
  /** user, seq */
  superseded: number[]
  /** device, outbox, turn */
  outboxes: Value[]
}

const EVENT = 10
const OP = 7
const ENTRY = 5
const SEQ = 1
const EVENT_OF = 2
const NOTE = 3
const BARE = 4
const ENTRY_ID = 5
/** Of the table: an entry, the id of its commit, and how many there are. */
const COUNT = 6
const RUN = 7

const LIMITS = {
  /** Rows that may wait: what is trimmed meanwhile never goes into its table. */
  rows: 16_384,
  /** about, of text */
  bytes: 4 * 1024 * 1024,
  /** Rows that are settled together. */
  together: 2048,
  /** A transaction of so many has company enough on each page, and settles at once. */
  events: 64,
}

interface Kept {
  readonly key: number
  readonly record: Record
  readonly rows: number
  readonly bytes: number
}

export class PendingRows {
  #kept: Kept[] = []
  #rows = 0
  #bytes = 0
  /** Of the current transaction. */
  #added = nothing()
  /** By user: all below is to go. `upTo` is the newest record that may hold some of it. */
  readonly #trims = new Map<number, { below: number; upTo: number }>()
  #nextKey = 1
  /** Records may be on disk that are not known here. */
  #isStale = true
  /** In the transaction that trims, before it: what the rows that go would have told is to be written by then. */
  beforeTrim = () => {}
  readonly #events: Rows
  readonly #ops: Rows
  readonly #inbox: Rows
  readonly #sql

  constructor(
    db: Database,
    private readonly limits = LIMITS,
  ) {
    this.#events = new Rows(
      db,
      'INSERT INTO events (event, conversation, position, id, kind, author, at, received, text, rest)',
      EVENT,
      3,
    )
    this.#ops = new Rows(db, 'INSERT INTO ops (id, user, device, turn, fingerprint, rejected, event)', OP, 0)
    this.#inbox = new Rows(db, 'INSERT INTO inbox (user, seq, event, note, bare, entry, count)', RUN)
    this.#sql = {
      supersede: db.prepare('UPDATE inbox SET note = NULL WHERE user = ? AND seq = ?'),
      // It may have been written since, together with the rest of its row.
      outbox: db.prepare('UPDATE devices SET outbox = ?, turn = ? WHERE device = ? AND turn < ?'),
      trim: db.prepare('DELETE FROM inbox WHERE user = ? AND seq < ? AND seq + count <= ?'),
      trimRun: db.prepare<{ user: number; below: number }>(
        `UPDATE inbox SET seq = $below, event = event + ($below - seq), count = count - ($below - seq)
         WHERE user = $user AND seq < $below`,
      ),
      keep: db.prepare('INSERT INTO pending (record, rows) VALUES (?, ?)'),
      kept: db.prepare<[], [key: number, rows: string]>('SELECT record, rows FROM pending ORDER BY record').raw(),
      drop: db.prepare('DELETE FROM pending WHERE record <= ?'),
    }
  }

  /** What is on disk is not known: what `catchUp` is for. */
  get isStale(): boolean {
    return this.#isStale
  }

  event(...row: Value[]): void {
    this.#added.events.push(...row)
  }

  op(...row: Value[]): void {
    this.#added.ops.push(...row)
  }

  entry(entry: number, ...row: Value[]): void {
    this.#added.entry = entry
    this.#added.inbox.push(...row)
  }

  supersede(user: number, seq: number): void {
    this.#added.superseded.push(user, seq)
  }

  outbox(device: number, outbox: string, turn: number): void {
    this.#added.outboxes.push(device, outbox, turn)
  }

  trim(user: number, below: number): void {
    const before = this.#trims.get(user)?.below ?? 0
    this.#trims.set(user, { below: Math.max(before, below), upTo: this.#nextKey })
  }

  /** In a transaction, before anything else where it is stale: settles what is there. */
  catchUp(): void {
    for (const [key, rows] of this.#sql.kept.all()) {
      this.#nextKey = key
      this.#push(JSON.parse(rows) as Record, rows.length)
    }
    this.settle()
  }

  /** For whoever reads the tables: all that waits goes into them, with this transaction. */
  settle(): void {
    if (rowsOf(this.#added) > 0) this.#push(this.#added, 0)
    if (this.#kept.length > 0 || this.#trims.size > 0) this.#settle(this.#kept.length)
  }

  /** At the end of a transaction. */
  keep(): void {
    if (this.#added.events.length >= this.limits.events * EVENT) this.settle()
    if (rowsOf(this.#added) > 0) {
      const rows = JSON.stringify(this.#added)
      this.#sql.keep.run(this.#nextKey, rows)
      this.#push(this.#added, rows.length)
    }
    if (this.#rows > this.limits.rows || this.#bytes > this.limits.bytes) this.#settle(this.#oldest())
  }

  #push(record: Record, bytes: number): void {
    const rows = rowsOf(record)
    this.#kept.push({ key: this.#nextKey++, record, rows, bytes })
    this.#rows += rows
    this.#bytes += bytes
    this.#added = nothing()
  }

  /** How many records are to be settled together. */
  #oldest(): number {
    let count = 0
    for (let rows = 0; rows < this.limits.together && count < this.#kept.length; count++) {
      rows += this.#kept[count]?.rows ?? 0
    }
    return count
  }

  #settle(count: number): void {
    const isAll = count === this.#kept.length
    const kept = this.#kept.splice(0, count)
    const newest = kept.at(-1)?.key ?? 0
    const records = kept.map(({ record }) => record)
    for (const { rows, bytes } of kept) {
      this.#rows -= rows
      this.#bytes -= bytes
    }
    this.#events.insert(joined(records.map(({ events }) => events)))
    this.#ops.insert(joined(records.map(({ ops }) => ops)))
    this.#settleInboxes(records)
    for (const { outboxes } of records) {
      for (let i = 0; i < outboxes.length; i += 3) {
        const turn = outboxes[i + 2] as number
        this.#sql.outbox.run(uuidBytes(outboxes[i + 1] as string), turn, outboxes[i] as number, turn)
      }
    }
    if (this.#trims.size > 0) this.beforeTrim()
    for (const [user, { below, upTo }] of this.#trims) {
      this.#sql.trim.run(user, below, below)
      this.#sql.trimRun.run({ user, below })
      if (isAll || upTo <= newest) this.#trims.delete(user)
    }
    this.#sql.drop.run(newest)
  }

  /** Those of one inbox one after the other: they go to the same page. What is trimmed already stays out. */
  #settleInboxes(records: readonly Record[]): void {
    const inboxes = new Map<number, Value[]>()
    for (const { entry, inbox, superseded } of records) {
      for (let i = 0; i < inbox.length; i += ENTRY) {
        const user = inbox[i] as number
        let rows = inboxes.get(user)
        if (rows === undefined) {
          rows = []
          inboxes.set(user, rows)
        }
        const below = this.#trims.get(user)?.below ?? 0
        if ((inbox[i + SEQ] as number) >= below) append(rows, inbox, i, entry)
      }
      for (let i = 0; i < superseded.length; i += 2) {
        const [user, seq] = [superseded[i] as number, superseded[i + 1] as number]
        if (!supersedeIn(inboxes.get(user) ?? [], seq)) this.#sql.supersede.run(user, seq)
      }
    }
    for (const rows of inboxes.values()) this.#inbox.insert(rows)
  }

  /** The transaction is durable. */
  committed(): void {
    this.#isStale = false
  }

  forget(): void {
    this.#kept = []
    this.#rows = 0
    this.#bytes = 0
    this.#added = nothing()
    this.#trims.clear()
    this.#isStale = true
  }
}

/** For whoever counts rows of a database that is not theirs to write. */
export function countPending(db: Database): { events: number; ops: number } {
  const values = db
    .prepare<[string], number>('SELECT coalesce(sum(json_array_length(rows, ?)), 0) FROM pending')
    .pluck()
  return { events: (values.get('$.events') ?? 0) / EVENT, ops: (values.get('$.ops') ?? 0) / OP }
}

const nothing = (): Record => ({ events: [], ops: [], entry: 0, inbox: [], superseded: [], outboxes: [] })

const rowsOf = ({ events, ops, inbox, superseded, outboxes }: Record): number =>
  events.length / EVENT + ops.length / OP + inbox.length / ENTRY + superseded.length / 2 + outboxes.length / 3

/** Several times as fast as `flat`. */
const joined = (lists: readonly Value[][]): readonly Value[] =>
  lists.length === 1 ? (lists[0] as Value[]) : ([] as Value[]).concat(...lists)

/** One more entry, behind the last one of its inbox: a row of the table, or one more in the last of them. */
function append(rows: Value[], inbox: readonly Value[], i: number, entry: number): void {
  const last = rows.length - RUN
  const count = last < 0 ? 0 : (rows[last + COUNT] as number)
  const event = inbox[i + EVENT_OF] as number | null
  const goesOn =
    count > 0 &&
    event !== null &&
    event === ((rows[last + EVENT_OF] as number | null) ?? Number.NaN) + count &&
    inbox[i + BARE] === rows[last + BARE] &&
    entry === rows[last + ENTRY_ID]
  if (goesOn) {
    rows[last + COUNT] = count + 1
    return
  }
  for (let column = i; column < i + ENTRY; column++) rows.push(inbox[column] as Value)
  rows.push(entry, 1)
}

/** Whether the entry, which is a row of its own, is among those. It is near the end mostly. */
function supersedeIn(rows: Value[], seq: number): boolean {
  let row = rows.length - RUN
  while (row >= 0 && (rows[row + SEQ] as number) > seq) row -= RUN
  if (row < 0 || rows[row + SEQ] !== seq) return false
  rows[row + NOTE] = null
  return true
}
