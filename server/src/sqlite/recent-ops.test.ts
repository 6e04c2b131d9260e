import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RecentOps } from './recent-ops.ts'

const uuid = (n: number): string => `0190f3a1-7c3e-7000-8000-${n.toString(16).padStart(12, '0')}`

test('[S3] an op that is there is never called new, in whatever order ids came and went', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(40), { maxLength: 60 }), fc.nat(20), (numbers, before) => {
      const there = new Set(before === 0 ? [] : [uuid(before)])
      const recent = new RecentOps(before === 0 ? undefined : uuid(before).replaceAll('-', ''), 5)
      for (const id of numbers.map(uuid)) {
        if (recent.isNew(id)) expect(there).not.toContain(id)
        there.add(id)
        recent.add(id)
        expect(recent.isNew(id)).toBe(false)
      }
    }),
  )
})

test('what is above all that came is new without a look', () => {
  const recent = new RecentOps(uuid(10).replaceAll('-', ''))
  recent.add(uuid(12))
  expect([9, 10, 11, 12, 13].map((n) => recent.isNew(uuid(n)))).toEqual([false, false, true, false, true])
})
