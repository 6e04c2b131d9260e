import { expect, test } from 'vitest'
import { ALWAYS, mutedUntil, untilWords } from './mute.ts'

const now = new Date(2026, 10, 22, 12, 49).getTime()

test('muting lasts as long as it says, and always is the end of time', () => {
  expect(mutedUntil('hour', now) - now).toBe(3_600_000)
  expect(mutedUntil('hours', now) - now).toBe(8 * 3_600_000)
  expect(mutedUntil('week', now) - now).toBe(7 * 24 * 3_600_000)
  expect(mutedUntil('always', now)).toBe(ALWAYS)
  expect(new Date(ALWAYS).getTime()).toBe(ALWAYS)
})

test('until when is a time of today, a day and a time, or nothing for always', () => {
  expect(untilWords(mutedUntil('hour', now), now)).toBe('13:49')
  expect(untilWords(mutedUntil('week', now), now)).toBe('Sun 29 Nov, 12:49')
  expect(untilWords(ALWAYS, now)).toBeUndefined()
})
