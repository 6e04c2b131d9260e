import { expect, test } from 'vitest'
import { clockTime, daysBetween, nearTime } from './dates.ts'

const at = (year: number, month: number, day: number, hour = 12, minute = 0) =>
  new Date(year, month - 1, day, hour, minute).getTime()

test('times have 24 hours and two digits each', () => {
  expect(clockTime(at(2026, 3, 16, 0, 5))).toBe('00:05')
  expect(clockTime(at(2026, 3, 16, 21, 14))).toBe('21:14')
})

test('a time of the same day is told by the clock, another with its day', () => {
  const now = at(2026, 3, 17, 9, 0)
  expect(nearTime(at(2026, 3, 17, 0, 5), now)).toBe('00:05')
  expect(nearTime(at(2026, 3, 16, 12, 49), now)).toBe('Mon 16 Mar, 12:49')
})

test('days are counted by their midnights, however long they are', () => {
  expect(daysBetween(at(2026, 3, 16, 23, 59), at(2026, 3, 17, 0, 1))).toBe(1)
  expect(daysBetween(at(2026, 3, 1), at(2026, 4, 1))).toBe(31)
  expect(daysBetween(at(2026, 3, 17), at(2026, 3, 16))).toBe(-1)
})
