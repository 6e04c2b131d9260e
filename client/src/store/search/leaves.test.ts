import 'fake-indexeddb/auto'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { OpId } from '#protocol/ids.ts'
import { type Entry, lookIn } from './leaf.ts'
import { newestLeaves, readAhead, writeLeaves } from './leaves.ts'
import { forgetSearch, type SearchDatabase, searchDatabase } from './search-database.ts'

const MESSAGES = 'tidemark:ada'
const WORDS = ['stove', 'story', 'tarp', '#dm:ada:bob']
let search: SearchDatabase

beforeEach(() => {
  search = searchDatabase(MESSAGES)
})
afterEach(() => forgetSearch(MESSAGES))

const idOf = (n: number): OpId => `0190a000-0000-7000-8000-${String(n).padStart(12, '0')}`
const entry = (n: number, words: readonly string[]): Entry => ({ id: idOf(n), words })
const entries = (from: number, to: number, words = ['stove']): Entry[] =>
  Array.from({ length: to - from }, (_, n) => entry(from + n, words))
const write = (entries: readonly Entry[]) => search.transaction('rw', search.leaves, () => writeLeaves(search, entries))
const found = async (beginning: string) => {
  const ids: OpId[] = []
  for await (const leaf of newestLeaves(search)) ids.push(...lookIn(leaf, [{ beginning }]))
  return ids
}

test('in whatever order messages are written, change and go, all that have a word are found, the newest first and once', async () => {
  // Runs of messages: more than fit into a leaf, some twice.
  const batch = fc.record({
    from: fc.nat(3000),
    count: fc.integer({ min: 1, max: 1500 }),
    step: fc.constantFrom(1, 3),
    words: fc.subarray(WORDS),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(batch, { maxLength: 8 }), async (batches) => {
      await search.leaves.clear()
      const now = new Map<OpId, readonly string[]>()
      for (const { from, count, step, words } of batches) {
        const batch = Array.from({ length: count }, (_, n) => entry(from + n * step, words))
        for (const { id, words } of batch) now.set(id, words)
        await write(batch)
      }
      for (const beginning of ['st', 'tarp', '#dm:ada:bob']) {
        const having = [...now].filter(([, words]) => words.some((word) => word.startsWith(beginning)))
        expect(await found(beginning)).toEqual(
          having
            .map(([id]) => id)
            .sort()
            .reverse(),
        )
      }
    }),
    { numRuns: 25 },
  )
})

test('what is written while somebody reads hides nothing from them', async () => {
  for (let from = 0; from < 8000; from += 1000) await write(entries(from, from + 1000))
  const ids = new Set<OpId>()
  let leaves = 0
  for await (const leaf of newestLeaves(search)) {
    for (const id of lookIn(leaf, [{ beginning: 'stove' }])) ids.add(id)
    // The one that is read next, among others, in two.
    if (++leaves % 2 === 0) await write([...entries(0, 900, ['stove']), ...entries(4000, 4500, ['stove', 'new'])])
    if (leaves === 3) await write(entries(8000 - leaves * 800, 8000 - leaves * 800 + 10, []))
  }
  expect(ids.size).toBeGreaterThanOrEqual(8000 - 10)
})

test('a leaf is read once, and anew when it was written anew', async () => {
  await write(entries(0, 3000))
  let read = 0
  search.leaves.hook('reading', (row) => {
    read += 1
    return row
  })
  await readAhead(search)
  const all = read
  expect(all).toBeGreaterThan(1)
  expect(await found('stove')).toHaveLength(3000)
  expect(read).toBe(all)
  // by another tab, which has read nothing yet
  const known = [...search.known]
  await write([entry(2999, ['tarp'])])
  for (const [key, leaf] of known) search.known.set(key, leaf)
  read = 0
  expect(await found('stove')).toHaveLength(2999)
  expect(await found('tarp')).toEqual([idOf(2999)])
  expect(read).toBe(1)
})
