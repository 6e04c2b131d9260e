import { expect, test } from 'vitest'
import { listTime } from './list-time.ts'

const today = new Date(2026, 10, 22).getTime()
const at = (year: number, month: number, day: number, hour = 12, minute = 0) =>
  new Date(year, month - 1, day, hour, minute).getTime()

test('today is told by the clock, from its first minute', () => {
  expect(listTime(at(2026, 11, 22, 0, 0), today)).toEqual({ kind: 'clock', text: '00:00' })
  expect(listTime(at(2026, 11, 22, 23, 59), today)).toEqual({ kind: 'clock', text: '23:59' })
})

test('the last minute before midnight is yesterday', () => {
  expect(listTime(at(2026, 11, 21, 23, 59), today)).toEqual({ kind: 'yesterday' })
})

test('under a week ago is told by the weekday', () => {
  expect(listTime(at(2026, 11, 16, 0, 0), today)).toEqual({ kind: 'weekday', text: 'Mon' })
})

test('a week ago and more is told by the date, with the year where it is another', () => {
  expect(listTime(at(2026, 11, 15), today)).toEqual({ kind: 'date', text: '15 Nov' })
  expect(listTime(at(2025, 3, 9), today)).toEqual({ kind: 'date', text: '09/03/25' })
})

test('a clock that was ahead is told as a time, not as a day to come', () => {
  expect(listTime(at(2026, 11, 23, 9, 30), today)).toEqual({ kind: 'clock', text: '09:30' })
})
