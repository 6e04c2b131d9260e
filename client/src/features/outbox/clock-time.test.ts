import { expect, test } from 'vitest'
import { clockTime } from './clock-time.ts'

test('a time of today is told by the clock, an older one with its day', () => {
  const now = new Date(2026, 2, 17, 9, 0).getTime()
  expect(clockTime(new Date(2026, 2, 17, 0, 5).getTime(), now)).toBe('00:05')
  expect(clockTime(new Date(2026, 2, 16, 12, 49).getTime(), now)).toBe('Mon 16 Mar 12:49')
})
