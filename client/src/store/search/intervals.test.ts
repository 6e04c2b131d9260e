import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Interval, withInterval } from '#engine/held.ts'
import { common, lengthOf, union, without } from './intervals.ts'

const MOST = 40
const positions = fc.uniqueArray(fc.integer({ min: 1, max: MOST }))
const intervals = (set: Iterable<number>) =>
  [...set].reduce<Interval[]>((all, position) => withInterval(all, position, position), [])
const each = (set: readonly Interval[]) =>
  new Set(set.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, index) => from + index)))

test('sets of positions are added, cut and taken from each other as sets are', () => {
  fc.assert(
    fc.property(positions, positions, (a, b) => {
      const [left, right] = [intervals(a), intervals(b)]
      expect(each(union(left, right))).toEqual(new Set([...a, ...b]))
      expect(each(common(left, right))).toEqual(new Set(a.filter((position) => b.includes(position))))
      expect(each(without(left, right))).toEqual(new Set(a.filter((position) => !b.includes(position))))
      expect(lengthOf(left)).toBe(a.length)
    }),
  )
})
