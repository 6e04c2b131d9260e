/** Brings the index along with the messages that this device holds, a little at a time. */

import { isAmending } from '#engine/fold.ts'
import type { Interval } from '#engine/held.ts'
import type { ConversationRow, EventRow } from '#engine/model.ts'
import type { ConversationId } from '#protocol/ids.ts'
import type { Database } from '../database.ts'
import { common, lengthOf, union, without } from './intervals.ts'
import type { Entry } from './leaf.ts'
import { writeLeaves } from './leaves.ts'
import { markOf, type ProgressRow, type SearchDatabase } from './search-database.ts'
import { tokensOf } from './words.ts'

/** Of positions held. */
export interface Readiness {
  done: number
  all: number
}

/** A few milliseconds' worth. */
const ROWS_AT_ONCE = 100
const ENTRIES_AT_ONCE = 1000

/** What of this conversation is in the index, and still is what the device holds. */
function doneOf(row: ConversationRow, progress: ProgressRow | undefined): Interval[] {
  return progress && progress.snapshot === row.snapshot ? common(progress.done, row.held) : []
}

async function standing(db: Database, search: SearchDatabase) {
  const [rows, progress, device] = await Promise.all([
    db.conversations.toArray(),
    search.progress.toArray(),
    db.device.get('device'),
  ])
  const user = device?.account.user.id ?? ''
  const of = new Map(progress.flatMap((row) => (row.user === user ? [[row.conversation, row] as const] : [])))
  return { rows, of, user, isOthers: progress.some((row) => row.user !== user) }
}

export async function readiness(db: Database, search: SearchDatabase): Promise<Readiness> {
  const { rows, of } = await standing(db, search)
  return rows.reduce(
    ({ done, all }, row) => ({ done: done + lengthOf(doneOf(row, of.get(row.id))), all: all + lengthOf(row.held) }),
    { done: 0, all: 0 },
  )
}

/** Positions of a conversation that this device holds and the index does not have yet. */
export async function notIndexed(db: Database, search: SearchDatabase, id: ConversationId): Promise<Interval[]> {
  const { rows, of } = await standing(db, search)
  const row = rows.find((row) => row.id === id)
  return row ? without(row.held, doneOf(row, of.get(id))) : []
}

/** Messages that were said at these positions, and those that were changed there. */
export async function messagesIn(db: Database, id: ConversationId, [from, to]: Interval): Promise<EventRow[]> {
  const events = await db.events.where('[conversation+place]').between([id, from], [id, to], true, true).toArray()
  const targets = events.flatMap(({ event, target }) => (target && isAmending(event.kind) ? [target] : []))
  const changed = await db.events.bulkGet([...new Set(targets)])
  return [...events, ...changed].filter((event): event is EventRow => event?.event.kind === 'message')
}

/**
 * Reads on from where the index is, the newest of the liveliest conversations first, for as long as it may. May be
 * called by two tabs at once, and be cut off anywhere.
 */
export async function follow(
  db: Database,
  search: SearchDatabase,
  mayGoOn: () => boolean | Promise<boolean>,
): Promise<void> {
  const { rows, of, user, isOthers } = await standing(db, search)
  if (isOthers) {
    await search.transaction('rw', search.leaves, search.progress, () =>
      Promise.all([search.leaves.clear(), search.progress.clear()]),
    )
  }
  // What is read is written some hundreds at a time: each time, all leaves are written anew that have any of it.
  let read: Read[] = []
  const write = async () => {
    if (read.length > 0) await put(search, user, read)
    read = []
  }
  for (const row of rows.sort((a, b) => b.activity - a.activity)) {
    const todo = without(row.held, doneOf(row, of.get(row.id)))
    for (const [from, to] of todo.reverse()) {
      for (let top = to; top >= from; top -= ROWS_AT_ONCE) {
        if (!(await mayGoOn())) return await write()
        const run: Interval = [Math.max(from, top - ROWS_AT_ONCE + 1), top]
        read.push({ row, run, entries: (await messagesIn(db, row.id, run)).map(entryOf) })
        if (read.flatMap(({ entries }) => entries).length >= ENTRIES_AT_ONCE) await write()
      }
    }
  }
  await write()
}

/** The words of what happened at these positions; and those of messages that were changed there, as they are now. */
interface Read {
  row: ConversationRow
  run: Interval
  entries: Entry[]
}

async function put(search: SearchDatabase, user: string, read: readonly Read[]): Promise<void> {
  const entries = [...new Map(read.flatMap(({ entries }) => entries).map((entry) => [entry.id, entry])).values()]
  await search.transaction('rw', search.leaves, search.progress, async () => {
    await writeLeaves(search, entries)
    for (const { row, run } of read) {
      const before = await search.progress.get(row.id)
      const continues = before?.user === user && before.snapshot === row.snapshot
      await search.progress.put({
        conversation: row.id,
        user,
        // What went from this device and comes back may have been changed meanwhile.
        done: union(continues ? common(before.done, row.held) : [], [run]),
        ...(row.snapshot !== undefined && { snapshot: row.snapshot }),
      })
    }
  })
}

/** S12: nor do the words of a removed message stay */
function entryOf({ id, conversation, by, shown }: EventRow): Entry {
  if (!shown || shown.removed || !shown.text) return { id, words: [] }
  return { id, words: [...tokensOf(shown.text), markOf.conversation(conversation), markOf.sender(by)] }
}
