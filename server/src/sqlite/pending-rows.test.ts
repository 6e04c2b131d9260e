import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type OpenDatabase, openDatabase } from './database.ts'
import { countPending, PendingRows } from './pending-rows.ts'
import { mintUuid7 } from './uuid.ts'

let directory: string
let open: OpenDatabase
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tidemark-pending-'))
  open = openDatabase(directory)
  for (const user of USERS) {
    open.db.prepare("INSERT INTO users (handle, id, name, created) VALUES (?, ?, 'x', 1)").run(`h${user}`, `u${user}`)
    open.db
      .prepare("INSERT INTO devices (id, user, name, created, seen, turn) VALUES (?, ?, 'x', 1, 1, 0)")
      .run(`d${user}`, user)
  }
})
afterEach(() => {
  open.close()
  rmSync(directory, { recursive: true, force: true })
})

const LITTLE = { rows: 40, bytes: 40_000, together: 15, events: 5 }
const USERS = [1, 2, 3]

/** One user's inbox as it is to be: notes by seq, or which event it is of which commit; `null` where superseded. */
type Inbox = Map<number, string | null>
const told = (event: number, entry: number) => `event ${event} of ${entry}`

interface World {
  inboxes: Map<number, Inbox>
  heads: Map<number, number>
  below: Map<number, number>
  events: string[]
  ops: string[]
  /** by device: the op that it handed in last, and its turn */
  outboxes: Map<number, [string | null, number]>
  /** commits */
  entry: number
}

const copyOf = ({ inboxes, heads, below, events, ops, outboxes, entry }: World): World => ({
  inboxes: new Map([...inboxes].map(([user, inbox]) => [user, new Map(inbox)])),
  heads: new Map(heads),
  below: new Map(below),
  events: [...events],
  ops: [...ops],
  outboxes: new Map(outboxes),
  entry: entry + 1,
})

const empty = (): World => ({
  inboxes: new Map(USERS.map((user) => [user, new Map()])),
  heads: new Map(USERS.map((user) => [user, 0])),
  below: new Map(USERS.map((user) => [user, 0])),
  events: [],
  ops: [],
  outboxes: new Map(USERS.map((device) => [device, [null, 0]])),
  entry: 0,
})

const deed = fc.record({
  what: fc.constantFrom('entry', 'entry', 'event', 'event', 'event', 'event', 'op', 'supersede', 'trim', 'settle'),
  user: fc.constantFrom(...USERS),
  back: fc.nat(12),
})
const transaction = fc.record({
  deeds: fc.array(deed, { maxLength: 12 }),
  end: fc.constantFrom('commit', 'commit', 'commit', 'commit on a full disk', 'roll back', 'crash'),
})

test('[S4] whatever waits, and however it ends, the tables hold what was committed once all is settled', () => {
  let refused = 0
  fc.assert(
    fc.property(fc.array(transaction, { maxLength: 30 }), (transactions) => {
      const { db } = open
      for (const table of ['inbox', 'events', 'ops', 'pending']) db.exec(`DELETE FROM ${table}`)
      db.exec('UPDATE devices SET outbox = NULL, turn = 0')
      db.exec('VACUUM')
      let rows = new PendingRows(db, LITTLE)
      let world = empty()
      const begin = () => {
        db.exec('BEGIN')
        if (rows.isStale) rows.catchUp()
      }
      const commit = () => {
        rows.keep()
        db.exec('COMMIT')
        rows.committed()
      }
      for (const { deeds, end } of transactions) {
        const next = copyOf(world)
        const pages = end === 'commit on a full disk' ? db.pragma('page_count', { simple: true }) : 1_000_000
        db.pragma(`max_page_count = ${pages}`)
        try {
          begin()
          for (const { what, user, back } of deeds) act(rows, next, { what, user, back })
          if (end.startsWith('commit')) commit()
        } catch (error) {
          expect(error).toMatchObject({ code: 'SQLITE_FULL' })
          refused += 1
          if (db.inTransaction) db.exec('ROLLBACK')
          rows.forget()
          continue
        }
        if (end.startsWith('commit')) {
          world = next
          const { n } = db.prepare('SELECT count(*) AS n FROM events').get() as { n: number }
          const waiting = countPending(db)
          expect(n + waiting.events).toBe(world.events.length)
          expect((db.prepare('SELECT count(*) FROM ops').pluck().get() as number) + waiting.ops).toBe(world.ops.length)
        } else {
          db.exec('ROLLBACK')
          if (end === 'crash') rows = new PendingRows(db, LITTLE)
          else rows.forget()
        }
      }
      db.pragma('max_page_count = 1000000')
      begin()
      rows.settle()
      commit()
      expect(db.prepare('SELECT count(*) AS n FROM pending').get()).toEqual({ n: 0 })
      expect(db.prepare('SELECT lower(hex(id)) FROM events ORDER BY event').pluck().all()).toEqual(world.events)
      expect(db.prepare('SELECT lower(hex(id)) FROM ops').pluck().all()).toEqual(world.ops.toSorted())
      expect(db.prepare('SELECT device, lower(hex(outbox)), turn FROM devices ORDER BY device').raw().all()).toEqual(
        [...world.outboxes].map(([device, [outbox, turn]]) => [device, outbox ?? '', turn]),
      )
      for (const [user, inbox] of world.inboxes) {
        const held = heldBy(db, user)
        // What a trimming was lost with may be there still; else all is as it is to be, without a gap.
        const first = held[0]?.[0] ?? 1
        expect(first).toBeLessThanOrEqual(Math.max(world.below.get(user) as number, 1))
        expect(held).toEqual([...inbox].filter(([seq]) => seq >= first))
      }
    }),
    { numRuns: 100 },
  )
  expect(refused).toBeGreaterThan(0)
})

test('[S16] a log that is trimmed to less takes nothing back of what was to go', () => {
  const rows = new PendingRows(open.db)
  open.db.exec('BEGIN')
  rows.catchUp()
  for (let seq = 1; seq <= 9; seq++) rows.entry(1, 1, seq, null, `"${seq}"`, null)
  rows.trim(1, 7)
  rows.trim(1, 3)
  rows.settle()
  expect(heldBy(open.db, 1).map(([seq]) => seq)).toEqual([7, 8, 9])
})

type Row = [seq: number, event: number | null, note: string | null, entry: number, count: number]

/** Entry by entry, whatever rows they are in. */
function heldBy(db: Database, user: number): [number, string | null][] {
  const rows = db.prepare<[number], Row>('SELECT seq, event, note, entry, count FROM inbox WHERE user = ? ORDER BY seq')
  return rows
    .raw()
    .all(user)
    .flatMap(([seq, event, note, entry, count]) =>
      Array.from({ length: count }, (_, n) => [seq + n, event === null ? note : told(event + n, entry)]),
    ) as [number, string | null][]
}

function act(
  rows: PendingRows,
  { inboxes, heads, below, events, ops, outboxes, entry }: World,
  { what, user, back }: { what: string; user: number; back: number },
) {
  const inbox = inboxes.get(user) as Inbox
  const head = heads.get(user) as number
  const old = head - back
  if (what === 'entry') {
    rows.entry(entry, user, head + 1, null, `"${head + 1}"`, null)
    inbox.set(head + 1, `"${head + 1}"`)
    heads.set(user, head + 1)
  } else if (what === 'event') {
    const id = mintUuid7()
    rows.event(events.length + 1, user, events.length + 1, id, 0, user, 1, 1, 'text'.repeat(1500), null)
    events.push(id.replaceAll('-', ''))
    rows.entry(entry, user, head + 1, events.length, null, null)
    inbox.set(head + 1, told(events.length, entry))
    heads.set(user, head + 1)
  } else if (what === 'op') {
    const id = mintUuid7()
    const turn = (outboxes.get(user)?.[1] ?? 0) + 1
    rows.op(id, user, user, turn, 'print', null, null)
    rows.outbox(user, id, turn)
    const hex = id.replaceAll('-', '')
    ops.push(hex)
    outboxes.set(user, [hex, turn])
  } else if (what === 'supersede' && inbox.get(old)?.startsWith('"')) {
    rows.supersede(user, old)
    inbox.set(old, null)
  } else if (what === 'trim' && old > (below.get(user) as number)) {
    rows.trim(user, old)
    below.set(user, old)
  } else if (what === 'settle') rows.settle()
}
