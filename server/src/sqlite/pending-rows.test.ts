import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
})
afterEach(() => {
  open.close()
  rmSync(directory, { recursive: true, force: true })
})

const LITTLE = { rows: 40, bytes: 4000, together: 15, events: 5 }
const USERS = [1, 2, 3]

/** One user's inbox as it is to be: notes by seq, `null` where superseded. */
type Inbox = Map<number, string | null>

interface World {
  inboxes: Map<number, Inbox>
  heads: Map<number, number>
  below: Map<number, number>
  events: string[]
}

const copyOf = ({ inboxes, heads, below, events }: World): World => ({
  inboxes: new Map([...inboxes].map(([user, inbox]) => [user, new Map(inbox)])),
  heads: new Map(heads),
  below: new Map(below),
  events: [...events],
})

const empty = (): World => ({
  inboxes: new Map(USERS.map((user) => [user, new Map()])),
  heads: new Map(USERS.map((user) => [user, 0])),
  below: new Map(USERS.map((user) => [user, 0])),
  events: [],
})

const deed = fc.record({
  what: fc.constantFrom('entry', 'entry', 'entry', 'event', 'supersede', 'trim', 'settle'),
  user: fc.constantFrom(...USERS),
  back: fc.nat(12),
})
const transaction = fc.record({
  deeds: fc.array(deed, { maxLength: 12 }),
  end: fc.constantFrom('commit', 'commit', 'commit', 'roll back', 'crash'),
})

test('[S4] whatever waits, and however it ends, the tables hold what was committed once all is settled', () => {
  fc.assert(
    fc.property(fc.array(transaction, { maxLength: 30 }), (transactions) => {
      const { db } = open
      for (const table of ['inbox', 'events', 'ops', 'pending']) db.exec(`DELETE FROM ${table}`)
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
        begin()
        for (const { what, user, back } of deeds) act(rows, next, { what, user, back })
        if (end === 'commit') {
          commit()
          world = next
          const { n } = db.prepare('SELECT count(*) AS n FROM events').get() as { n: number }
          expect(n + countPending(db).events).toBe(world.events.length)
        } else {
          db.exec('ROLLBACK')
          if (end === 'crash') rows = new PendingRows(db, LITTLE)
          else rows.forget()
        }
      }
      begin()
      rows.settle()
      commit()
      expect(db.prepare('SELECT count(*) AS n FROM pending').get()).toEqual({ n: 0 })
      expect(db.prepare('SELECT lower(hex(id)) FROM events ORDER BY event').pluck().all()).toEqual(world.events)
      for (const [user, inbox] of world.inboxes) {
        const held = db.prepare('SELECT seq, note FROM inbox WHERE user = ? ORDER BY seq').raw().all(user) as [
          number,
          string | null,
        ][]
        // What a trimming was lost with may be there still; else all is as it is to be, without a gap.
        const first = held[0]?.[0] ?? 1
        expect(first).toBeLessThanOrEqual(Math.max(world.below.get(user) as number, 1))
        expect(held).toEqual([...inbox].filter(([seq]) => seq >= first))
      }
    }),
    { numRuns: 100 },
  )
})

function act(
  rows: PendingRows,
  { inboxes, heads, below, events }: World,
  { what, user, back }: { what: string; user: number; back: number },
) {
  const inbox = inboxes.get(user) as Inbox
  const head = heads.get(user) as number
  const old = head - back
  if (what === 'entry') {
    rows.entry(7, user, head + 1, null, `"${head + 1}"`, null)
    inbox.set(head + 1, `"${head + 1}"`)
    heads.set(user, head + 1)
  } else if (what === 'event') {
    const id = mintUuid7()
    rows.event(events.length + 1, user, events.length + 1, id, 0, user, 1, 1, 'text', null)
    events.push(id.replaceAll('-', ''))
  } else if (what === 'supersede' && inbox.has(old)) {
    rows.supersede(user, old)
    inbox.set(old, null)
  } else if (what === 'trim' && old > (below.get(user) as number)) {
    rows.trim(user, old)
    below.set(user, old)
  } else if (what === 'settle') rows.settle()
}
