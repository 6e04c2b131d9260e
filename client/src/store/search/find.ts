/** Finds messages by their words, the newest first. The index says where to look, the messages themselves what is true. */
import type { EventRow, OutboxRow } from '#engine/model.ts'
import type { ConversationId, Handle, OpId } from '#protocol/ids.ts'
import type { Database } from '../database.ts'
import { messagesIn, notIndexed } from './follow.ts'
import { type Clause, lookIn, sizeOf } from './leaf.ts'
import { newestLeaves } from './leaves.ts'
import { markOf, type SearchDatabase } from './search-database.ts'
import { matches } from './words.ts'

export interface Wanted {
  /** beginnings of words, folded: all of them */
  terms: readonly string[]
  /** any of these */
  conversations?: readonly ConversationId[]
  senders?: readonly Handle[]
  /** ms: written before that */
  before?: number
}

export interface Hit {
  id: OpId
  conversation: ConversationId
  by: Handle
  /** ms */
  at: number
  text: string
  /** orders it in its conversation; absent for what has not reached the server */
  place?: number
}

/** Rows read at a time, on the way back. */
const SCAN = 500
const DAY_MS = 24 * 60 * 60_000

interface Stores {
  db: Database
  search: SearchDatabase
}

/** @param limit of hits */
export async function find(stores: Stores, wanted: Wanted, limit: number): Promise<Hit[]> {
  if (wanted.conversations?.length === 0 || wanted.senders?.length === 0) return []
  const [unsent, hits] = await Promise.all([unsentHits(stores.db, wanted), indexedHits(stores, wanted, limit)])
  const waiting = new Set(unsent.map(({ id }) => id))
  return [...unsent, ...hits.filter(({ id }) => !waiting.has(id))].slice(0, limit)
}

async function indexedHits({ db, search }: Stores, wanted: Wanted, limit: number): Promise<Hit[]> {
  const hits = new Map<OpId, Hit>()
  const waiting: OpId[] = []
  // Mostly they are hits: no more are read than are wanted.
  let size = limit
  const read = async (common: boolean) => {
    for (const row of await rowsOf(db, waiting.splice(0, size), common)) {
      const hit = row && hitOf(row)
      if (hit && fits(hit, wanted)) hits.set(hit.id, hit)
    }
    size *= 2
  }
  for await (const { ids, common } of candidates(search, wanted)) {
    waiting.push(...ids)
    while (waiting.length >= size && hits.size < limit) await read(common)
    if (hits.size >= limit) break
  }
  while (waiting.length > 0 && hits.size < limit) await read(false)
  // Ids are of the sender's clock: the order among them is that of the messages.
  return [...hits.values()].sort((a, b) => b.at - a.at)
}

/** One by one; what is common lies side by side on the disk, and is read at once with what is in between. */
async function rowsOf(db: Database, ids: readonly OpId[], common: boolean): Promise<(EventRow | undefined)[]> {
  if (!common) return db.events.bulkGet([...ids])
  const side = db.events.where('id').between(ids.at(-1), ids[0], true, true)
  const found = new Map((await side.limit(2 * ids.length).toArray()).map((row) => [row.id, row]))
  const others = await db.events.bulkGet(ids.filter((id) => !found.has(id)))
  return [...ids.map((id) => found.get(id)), ...others]
}

/** Ids that may be hits, newest first: ids begin with the time at which they were made. `common`: most have it. */
async function* candidates(search: SearchDatabase, wanted: Wanted): AsyncGenerator<{ ids: OpId[]; common: boolean }> {
  const clauses = clausesOf(wanted)
  const below = wanted.before === undefined ? '\uffff' : idAt(wanted.before + DAY_MS)
  for await (const leaf of newestLeaves(search)) {
    const ids = lookIn(leaf, clauses)
    const common = 2 * ids.length > sizeOf(leaf)
    yield { ids: wanted.before === undefined ? ids : ids.filter((id) => id < below), common }
  }
}

function clausesOf({ terms, conversations, senders }: Wanted): Clause[] {
  return [
    ...terms.map((beginning) => ({ beginning })),
    ...(conversations ? [{ marks: conversations.map(markOf.conversation) }] : []),
    ...(senders ? [{ marks: senders.map(markOf.sender) }] : []),
  ]
}

/**
 * The messages of one conversation, the newest first: at once those that the index knows, and then all that this device
 * holds, where the index is not that far yet.
 */
export async function* findHere(
  { db, search }: Stores,
  { conversation, terms }: { conversation: ConversationId; terms: readonly string[] },
  limit: number,
): AsyncGenerator<{ hits: Hit[]; whole: boolean }> {
  const wanted = { terms, conversations: [conversation] }
  // What is indexed meanwhile is met twice, and nothing is missed.
  const unread = await notIndexed(db, search, conversation)
  const known = await find({ db, search }, wanted, limit)
  const hits = new Map(known.map((hit) => [hit.id, hit]))
  const inOrder = () => [...hits.values()].sort((a, b) => placeOf(b) - placeOf(a) || b.at - a.at).slice(0, limit)
  yield { hits: inOrder(), whole: unread.length === 0 }
  if (unread.length === 0) return
  for (const [from, to] of unread.reverse()) {
    for (let top = to; top >= from; top -= SCAN) {
      for (const row of await messagesIn(db, conversation, [Math.max(from, top - SCAN + 1), top])) {
        const hit = hitOf(row)
        if (hit && !hits.has(hit.id) && fits(hit, wanted)) hits.set(hit.id, hit)
      }
      // Lets go of whoever looks no longer.
      yield { hits: inOrder(), whole: false }
    }
  }
  yield { hits: inOrder(), whole: true }
}

/** What has not reached the server stands behind all that has. */
const placeOf = ({ place = Number.POSITIVE_INFINITY }: Hit): number => place

function fits({ text, conversation, by, at }: Hit, { terms, conversations, senders, before }: Wanted): boolean {
  return (
    (conversations?.includes(conversation) ?? true) &&
    (senders?.includes(by) ?? true) &&
    (before === undefined || at < before) &&
    matches(text, terms)
  )
}

function hitOf({ id, conversation, by, place, shown, event, hidden }: EventRow): Hit | undefined {
  if (!shown?.text || shown.removed || hidden) return undefined
  const { at, received } = event as { at?: number; received?: number }
  return { id, conversation, by, place, at: at ?? received ?? 0, text: shown.text }
}

/** What waits on this device is in no index: there is little of it. */
async function unsentHits(db: Database, wanted: Wanted): Promise<Hit[]> {
  const rows = await db.outbox.where('pending').aboveOrEqual('').toArray()
  if (rows.length === 0) return []
  const device = await db.device.get('device')
  const self = device?.account.user.handle
  if (self === undefined) return []
  const edits = new Map(
    rows.flatMap(({ op, rejected }) => (op.kind === 'edit' && !rejected ? [[op.target, op.text]] : [])),
  )
  const held = new Set((await db.events.bulkGet(rows.map(({ id }) => id))).flatMap((row) => row?.id ?? []))
  const sent = await db.events.bulkGet([...edits.keys()])
  const edited = sent.flatMap((row): Hit[] => {
    const hit = row && hitOf(row)
    return hit ? [{ ...hit, text: edits.get(hit.id) as string }] : []
  })
  return [...rows.flatMap((row) => unsentHit(row, self) ?? []).filter(({ id }) => !held.has(id)), ...edited]
    .filter((hit) => fits(hit, wanted))
    .sort((a, b) => b.at - a.at)
}

function unsentHit({ id, op, dismissed }: OutboxRow, self: Handle): Hit | undefined {
  if (op.kind !== 'message' || dismissed) return undefined
  return { id, conversation: op.conversation, by: self, at: op.at, text: op.text }
}

/** Where a UUIDv7 of that time would stand. */
function idAt(ms: number): string {
  const hex = Math.max(0, Math.min(ms, 2 ** 48 - 1))
    .toString(16)
    .padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}`
}
