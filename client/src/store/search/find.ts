/** Finds messages by their words, the newest first. The index says where to look, the messages themselves what is true. */
import Dexie from 'dexie'
import type { EventRow, OutboxRow } from '#engine/model.ts'
import type { ConversationId, Handle, OpId } from '#protocol/ids.ts'
import type { Database } from '../database.ts'
import { messagesIn, notIndexed } from './follow.ts'
import { markOf, type SearchDatabase, type WordsRow } from './search-database.ts'
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

/** What is in fewer messages than these is looked up whole: at once, and where nothing else is quicker. */
const FEW = 400
const MANY = 4000
/** Rows read at a time, on the way back. */
const SCAN = 500
/** Of how many words that begin alike the newest are looked up; where there are more, hits are dense. */
const MOST_WORDS = 200
/** Of each of those words at first, and of all of them together; and at most. */
const NEWEST = 8
const FIRST_NEWEST = 256
const MOST_NEWEST = 8000
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
  for await (const ids of candidates(search, wanted)) {
    // Mostly they are hits: no more are read than are wanted.
    for (let [at, size] = [0, limit]; at < ids.length && hits.size < limit; at += size, size *= 2) {
      for (const row of await db.events.bulkGet(ids.slice(at, at + size))) {
        const hit = row && hitOf(row)
        if (hit && fits(hit, wanted)) hits.set(hit.id, hit)
      }
    }
    if (hits.size >= limit) break
  }
  // Ids are of the sender's clock: the order among them is that of the messages.
  return [...hits.values()].sort((a, b) => b.at - a.at)
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
  const [rows, device] = await Promise.all([
    db.outbox.where('pending').aboveOrEqual('').toArray(),
    db.device.get('device'),
  ])
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

/** What a row must have in its words: one that begins so, or one of several marks. */
type Clause = { beginning: string } | { marks: readonly string[] }

/** Ids that may be hits, newest first: ids begin with the time at which they were made. */
async function* candidates(search: SearchDatabase, wanted: Wanted): AsyncGenerator<OpId[]> {
  const clauses = clausesOf(wanted)
  const rare = await lookUp(search, clauses, FEW)
  if (rare) {
    yield rare
    return
  }
  // All are common. Where hits are dense, the way back in time is short.
  let below = wanted.before === undefined ? '\uffff' : idAt(wanted.before + DAY_MS)
  for (let pages = 0; ; pages++) {
    const rows = await search.words.where('id').below(below).reverse().limit(SCAN).toArray()
    const last = rows.at(-1)
    if (!last) return
    below = last.id
    yield rows.filter((row) => clauses.every((clause) => has(row, clause))).map(({ id }) => id)
    if (pages > 0) continue
    // Common further back, it seems.
    const words = wanted.before === undefined ? await fewestWords(search, clauses) : undefined
    if (words) {
      for await (const { ids, reached } of newestOf(search, words)) {
        yield ids.filter((id) => id < below)
        if (reached < below) below = reached
      }
    } else {
      const rest = await lookUp(search, clauses, MANY)
      if (!rest) continue
      yield rest.filter((id) => id < below)
      return
    }
  }
}

/**
 * Ids of what has one of the words, newest first, for as long as that is cheaper than to read all on the way: without a gap down
 * to what was `reached`, which comes before all ids where there are no more.
 */
async function* newestOf(
  search: SearchDatabase,
  words: readonly string[],
): AsyncGenerator<{ ids: OpId[]; reached: OpId }> {
  let below = '\uffff'
  for (
    let most = Math.max(NEWEST, Math.ceil(FIRST_NEWEST / words.length));
    most * words.length <= MOST_NEWEST;
    most *= 4
  ) {
    const newest = (word: string) => search.words.where('w').equals(word).reverse().limit(most).primaryKeys()
    const found = await search.transaction('r', search.words, () => Promise.all(words.map(newest)))
    // As far back as all of them reach.
    const reached = found.flatMap((ids) => (ids.length < most ? [] : (ids.at(-1) as OpId))).reduce(later, '')
    const ids = new Set(found.flat().filter((id) => id >= reached && id < below))
    yield { ids: [...ids].sort().reverse(), reached }
    if (reached === '') return
    below = reached
  }
}

const later = (a: OpId, b: OpId): OpId => (a > b ? a : b)

function clausesOf({ terms, conversations, senders }: Wanted): Clause[] {
  return [
    ...terms.map((beginning) => ({ beginning })),
    ...(conversations ? [{ marks: conversations.map(markOf.conversation) }] : []),
    ...(senders ? [{ marks: senders.map(markOf.sender) }] : []),
  ]
}

/** Ids that fit the clauses that fewer than `most` rows fit, newest first; `undefined`: none is so rare. */
async function lookUp(search: SearchDatabase, clauses: readonly Clause[], most: number): Promise<OpId[] | undefined> {
  const found = await Promise.all(clauses.map((clause) => keysOf(search, clause, most)))
  const rare = found.filter((ids) => ids.length < most)
  return rare.length === 0 ? undefined : inAll(rare).sort().reverse()
}

/** @param most of each of its words or marks */
async function keysOf(search: SearchDatabase, clause: Clause, most: number): Promise<OpId[]> {
  const ranges =
    'beginning' in clause
      ? [search.words.where('w').startsWith(clause.beginning)]
      : clause.marks.map((mark) => search.words.where('w').equals(mark))
  return (await Promise.all(ranges.map((range) => range.limit(most).primaryKeys()))).flat()
}

/** What one of the clauses may be in the index, each once: the one with the fewest. `undefined`: too many. */
async function fewestWords(search: SearchDatabase, clauses: readonly Clause[]): Promise<readonly string[] | undefined> {
  const marks = clauses.flatMap((clause) => ('marks' in clause ? [clause.marks] : []))
  const known = marks.length > 0 ? marks : await Promise.all(clauses.map((clause) => wordsOf(search, clause)))
  const [fewest] = known.filter((words) => words !== undefined).sort((a, b) => a.length - b.length)
  return fewest && fewest.length <= MOST_WORDS ? fewest : undefined
}

/** The words in the index that begin so; `undefined`: more than are worth it. */
async function wordsOf(search: SearchDatabase, clause: Clause): Promise<readonly string[] | undefined> {
  if ('marks' in clause) return clause.marks
  const { beginning } = clause
  // A leap over each. To walk over all entries to the next word, as a cursor of unique keys does, takes a hundred times as long.
  const words = await search.transaction(
    'r',
    search.words,
    ({ idbtrans }) =>
      new Dexie.Promise<string[]>((resolve, reject) => {
        const words: string[] = []
        const range = IDBKeyRange.bound(beginning, `${beginning}\uffff`)
        const leap = idbtrans.objectStore('words').index('w').openKeyCursor(range)
        leap.onerror = () => reject(leap.error)
        leap.onsuccess = () => {
          const { result } = leap
          if (!result || words.length > MOST_WORDS) return resolve(words)
          words.push(String(result.key))
          result.continue(`${result.key}\0`)
        }
      }),
  )
  return words.length > MOST_WORDS ? undefined : words
}

function inAll(sets: readonly OpId[][]): OpId[] {
  const [first = [], ...others] = [...sets].sort((a, b) => a.length - b.length)
  const rest = others.map((ids) => new Set(ids))
  return [...new Set(first)].filter((id) => rest.every((ids) => ids.has(id)))
}

const has = ({ w }: WordsRow, clause: Clause): boolean =>
  'beginning' in clause
    ? w.some((word) => word.startsWith(clause.beginning))
    : clause.marks.some((mark) => w.includes(mark))

/** Where a UUIDv7 of that time would stand. */
function idAt(ms: number): string {
  const hex = Math.max(0, Math.min(ms, 2 ** 48 - 1))
    .toString(16)
    .padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}`
}
