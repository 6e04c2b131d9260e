import { expect, test } from 'vitest'
import { dateOf, dayLabel, exactly } from './day-label.ts'

const at = (year: number, month: number, day: number, hour = 12, minute = 0) =>
  new Date(year, month - 1, day, hour, minute).getTime()
const now = at(2026, 11, 20, 0, 5)

test('a day is told in words for less than a week, and then by its date', () => {
  expect(dayLabel(at(2026, 11, 20, 0, 1), now)).toEqual({ kind: 'today' })
  expect(dayLabel(at(2026, 11, 19, 23, 59), now)).toEqual({ kind: 'yesterday' })
  expect(dayLabel(at(2026, 11, 14), now)).toEqual({ kind: 'weekday', text: 'Saturday' })
  expect(dayLabel(at(2026, 11, 13), now)).toEqual({ kind: 'date', text: 'Friday 13 November' })
})

test('a clock that runs ahead is still today', () => {
  expect(dayLabel(at(2026, 11, 21), now)).toEqual({ kind: 'today' })
})

test('the year is told where it is another', () => {
  expect(dateOf(at(2025, 11, 16), now)).toBe('Sunday 16 November 2025')
  expect(dateOf(at(2026, 3, 16), now)).toBe('Monday 16 March')
})

test('the whole moment has it all', () => {
  expect(exactly(at(2025, 11, 16, 12, 48))).toBe('Sunday 16 November 2025, 12:48')
})
