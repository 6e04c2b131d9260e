import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backoffMs } from './backoff.ts'

const limits = { base: 1_000, cap: 60_000 }

test('a rest is anywhere between nothing and a bound that doubles up to a minute', () => {
  fc.assert(
    fc.property(fc.nat(5_000), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (tries, fraction) => {
      const ms = backoffMs(tries, fraction, limits)
      expect(ms).toBeGreaterThanOrEqual(0)
      expect(ms).toBeLessThan(Math.min(60_000, 1_000 * 2 ** tries))
    }),
  )
  expect([0, 1, 5, 6, 2_000].map((tries) => backoffMs(tries, 0.999_999, limits))).toEqual([
    999, 1_999, 31_999, 59_999, 59_999,
  ])
})
