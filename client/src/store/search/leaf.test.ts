import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Clause, type Entry, idsOf, type Leaf, lookIn, MOST_MESSAGES, rewrite, sizeOf } from './leaf.ts'

const EMPTY: Leaf = { ids: '', words: '' }
const idOf = (n: number) => `0190a000-0000-7000-8000-${String(n).padStart(12, '0')}`

const word = fc.oneof(fc.stringMatching(/^[a-c]{1,3}$/), fc.constantFrom('ß', '东京', '🌊', '\ud83c', '½ a', 'ﷺ'))
const mark = fc.constantFrom('#dm:ada:bob', '#dm:ada:bobby', '@bob')
const message = fc.record({
  id: fc.nat(30).map(idOf),
  words: fc.uniqueArray(fc.oneof(word, mark), { maxLength: 6 }),
})
const clause: fc.Arbitrary<Clause> = fc.oneof(
  word.map((beginning) => ({ beginning })),
  fc.uniqueArray(mark).map((marks) => ({ marks })),
)

/** What the leaves are to be: the last that was said of each message. */
const newestOf = (entries: readonly Entry[]) =>
  [...new Map(entries.map((entry) => [entry.id, entry])).values()].filter(({ words }) => words.length > 0)
const has = ({ words }: Entry, clause: Clause) =>
  'beginning' in clause
    ? words.some((word) => word.startsWith(clause.beginning))
    : clause.marks.some((mark) => words.includes(mark))

test('whatever is written into a leaf, changed and taken out again, it finds just what has the words now', () => {
  const batch = fc.uniqueArray(message, { selector: ({ id }) => id })
  fc.assert(
    fc.property(fc.array(batch), fc.array(clause, { maxLength: 3 }), (batches, clauses) => {
      const leaf = batches.reduce((leaf, batch) => rewrite(leaf, batch)[0] ?? EMPTY, EMPTY)
      const found = newestOf(batches.flat()).filter((entry) => clauses.every((clause) => has(entry, clause)))
      expect(lookIn(leaf, clauses)).toEqual(
        found
          .map(({ id }) => id)
          .sort()
          .reverse(),
      )
    }),
  )
})

test('no word stays of what is taken out', () => {
  const [leaf = EMPTY] = rewrite(EMPTY, [
    { id: idOf(1), words: ['secret', 'stove'] },
    { id: idOf(2), words: ['stove'] },
  ])
  expect(leaf.words).toContain('secret')
  expect(rewrite(leaf, [{ id: idOf(1), words: [] }])[0]?.words).not.toContain('secret')
  expect(
    rewrite(
      leaf,
      [1, 2].map((n) => ({ id: idOf(n), words: [] })),
    ),
  ).toEqual([])
})

test('what is too much for one leaf is in several, in order, each found in one of them', () => {
  const all = Array.from({ length: 2500 }, (_, n) => ({ id: idOf(n), words: [`n${n}`, n % 2 === 0 ? 'even' : 'odd'] }))
  const leaves = rewrite(rewrite(EMPTY, all.slice(0, 900))[0] ?? EMPTY, all.slice(900))
  expect(leaves.flatMap(idsOf)).toEqual(all.map(({ id }) => id))
  for (const leaf of leaves) expect(sizeOf(leaf)).toBeLessThanOrEqual(MOST_MESSAGES)
  expect(leaves.flatMap((leaf) => lookIn(leaf, [{ beginning: 'n1234' }]))).toEqual([idOf(1234)])
  expect(leaves.flatMap((leaf) => lookIn(leaf, [{ beginning: 'even' }]))).toHaveLength(1250)
})
