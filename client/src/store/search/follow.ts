/** Brings the index along with the messages that this device holds, a little at a time. */

import { isAmending } from '#engine/fold.ts'
import type { Interval } from '#engine/held.ts'
import type { ConversationRow, EventRow } from '#engine/model.ts'
import type { ConversationId, OpId } from '#protocol/ids.ts'
import type { Database } from '../database.ts'
import { common, lengthOf, union, without } from './intervals.ts'
import { markOf, type ProgressRow, type SearchDatabase, type WordsRow } from './search-database.ts'
import { tokensOf } from './words.ts'

/** Of positions held. */
export interface Readiness {
  done: number
  all: number
}

/** A few milliseconds' worth. */
const ROWS_AT_ONCE = 100

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
    await search.transaction('rw', search.words, search.progress, () =>
      Promise.all([search.words.clear(), search.progress.clear()]),
    )
  }
  for (const row of rows.sort((a, b) => b.activity - a.activity)) {
    const todo = without(row.held, doneOf(row, of.get(row.id)))
    for (const [from, to] of todo.reverse()) {
      for (let top = to; top >= from; top -= ROWS_AT_ONCE) {
        if (!(await mayGoOn())) return
        await take({ db, search, user }, row, [Math.max(from, top - ROWS_AT_ONCE + 1), top])
      }
    }
  }
}

/** The words of what happened at these positions; and anew those of messages that were changed there. */
async function take(
  { db, search, user }: { db: Database; search: SearchDatabase; user: string },
  row: ConversationRow,
  run: Interval,
): Promise<void> {
  const messages = await messagesIn(db, row.id, run)
  const entries = messages.flatMap((message) => entryOf(message) ?? [])
  const kept = new Set(entries.map(({ id }) => id))
  const gone: OpId[] = messages.flatMap(({ id }) => (kept.has(id) ? [] : [id]))

  await search.transaction('rw', search.words, search.progress, async () => {
    await search.words.bulkPut(entries)
    // S12: nor do the words of a removed message stay
    await search.words.bulkDelete(gone)
    const before = await search.progress.get(row.id)
    const continues = before?.user === user && before.snapshot === row.snapshot
    await search.progress.put({
      conversation: row.id,
      user,
      done: union(continues ? before.done : [], [run]),
      ...(row.snapshot !== undefined && { snapshot: row.snapshot }),
    })
  })
}

function entryOf({ id, conversation, by, shown }: EventRow): WordsRow | undefined {
  if (!shown || shown.removed || !shown.text) return undefined
  return { id, w: [...tokensOf(shown.text), markOf.conversation(conversation), markOf.sender(by)] }
}
