/** The leaves of the index on the disk, and those of them that were read already. */
import { type Entry, idsOf, type Leaf, rewrite } from './leaf.ts'
import type { LeafKey, SearchDatabase } from './search-database.ts'

/** The newest, some ten thousand letters each: together more messages than most people have. */
const MOST_KNOWN = 256
/** Read at first, as what is common is in them, and at most at a time. */
const [FIRST_READ, MOST_READ] = [2, 64]
const EMPTY: Leaf = { ids: '', words: '' }

/** By where they begin. */
async function keysOf({ leaves, known }: SearchDatabase): Promise<LeafKey[]> {
  const keys = (await leaves.toCollection().primaryKeys()) as unknown as LeafKey[]
  const newest = new Set(keys.slice(-MOST_KNOWN).map(([, written]) => written))
  for (const written of known.keys()) if (!newest.has(written)) known.delete(written)
  return keys
}

/** All there are, the newest first. Of what is written meanwhile nothing is left out. */
export async function* newestLeaves(search: SearchDatabase): AsyncGenerator<Leaf> {
  let [keys, reached] = [await keysOf(search), '\uffff']
  for (let size = FIRST_READ; keys.length > 0; size = Math.min(size * 4, MOST_READ)) {
    const group = keys.splice(-size).reverse()
    const leaves = await read(search, group)
    for (const [nth, [from]] of group.entries()) {
      const leaf = leaves[nth]
      if (!leaf) {
        // It stands under another key now, or in two.
        keys = (await keysOf(search)).filter(([from]) => from < reached)
        break
      }
      yield leaf
      reached = from
    }
  }
}

async function read({ leaves, known }: SearchDatabase, keys: readonly LeafKey[]): Promise<(Leaf | undefined)[]> {
  const unknown = keys.filter(([, written]) => !known.has(written))
  if (unknown.length > 0) {
    for (const row of await leaves.bulkGet(unknown)) if (row) known.set(row.written, row)
  }
  return keys.map(([, written]) => known.get(written))
}

/** So that a search need not: all that fit. */
export async function readAhead(search: SearchDatabase): Promise<void> {
  let left = MOST_KNOWN
  for await (const _ of newestLeaves(search)) if (--left === 0) return
}

/** In a transaction of the caller's: each entry takes the place of what its message had. */
export async function writeLeaves({ leaves }: SearchDatabase, entries: readonly Entry[]): Promise<void> {
  const keys = (await leaves.toCollection().primaryKeys()) as unknown as LeafKey[]
  const parts = new Map<LeafKey | undefined, Entry[]>()
  for (const entry of entries) {
    const key = keys.findLast(([from]) => from <= entry.id)
    const part = parts.get(key)
    if (part) part.push(entry)
    else parts.set(key, [entry])
  }
  for (const [key, part] of parts) {
    const before = key && (await leaves.get(key))
    if (key) await leaves.delete(key)
    await leaves.bulkPut(
      rewrite(before ?? EMPTY, part).map((leaf, nth) => ({
        ...leaf,
        from: nth === 0 ? (key?.[0] ?? '') : (idsOf(leaf)[0] ?? ''),
        written: crypto.randomUUID(),
      })),
    )
  }
}
