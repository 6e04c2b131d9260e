import { expect, test } from 'vitest'
import { isDue } from './due.ts'

const DAY = 24 * 60 * 60_000
const now = 1_000 * DAY

test('it is offered to whoever just came, came again, or has written five messages, and to nobody else', () => {
  const fresh = { isEmpty: false, sent: 0, now }
  expect(isDue({ sessions: 1 }, { ...fresh, isEmpty: true })).toBe(true)
  expect(isDue({ sessions: 1 }, fresh)).toBe(false)
  expect(isDue({ sessions: 2 }, fresh)).toBe(true)
  expect(isDue({ sessions: 1 }, { ...fresh, sent: 4 })).toBe(false)
  expect(isDue({ sessions: 1 }, { ...fresh, sent: 5 })).toBe(true)
})

test('once put off it rests for ninety days, whatever happens, but for a clock that went back', () => {
  const eager = { isEmpty: true, sent: 9 }
  expect(isDue({ sessions: 9, putOff: now }, { ...eager, now })).toBe(false)
  expect(isDue({ sessions: 9, putOff: now }, { ...eager, now: now + 90 * DAY - 1 })).toBe(false)
  expect(isDue({ sessions: 9, putOff: now }, { ...eager, now: now + 90 * DAY })).toBe(true)
  expect(isDue({ sessions: 9, putOff: now }, { ...eager, now: now - DAY })).toBe(true)
})
