import { expect, test } from 'vitest'
import { createTypingNotices } from './typing-notices.ts'

function stage() {
  let now = 0
  const told: boolean[] = []
  const notices = createTypingNotices({ tell: (on) => told.push(on), now: () => now, renewMs: 3_000 })
  return {
    told,
    ...notices,
    at(ms: number) {
      now = ms
    },
  }
}

test('many keys are one notice, told again while the typing goes on', () => {
  const { wrote, told, at } = stage()
  for (const text of ['h', 'he', 'hel']) wrote(text)
  at(2_999)
  wrote('hell')
  expect(told).toEqual([true])
  at(3_000)
  wrote('hello')
  expect(told).toEqual([true, true])
})

test('it stops when the box is emptied and when it was sent, and is told once', () => {
  const { wrote, stop, told } = stage()
  wrote('a')
  wrote(' ')
  stop()
  wrote('b')
  stop()
  stop()
  expect(told).toEqual([true, false, true, false])
})

test('a box that stays empty tells nothing', () => {
  const { wrote, stop, told } = stage()
  wrote('')
  stop()
  expect(told).toEqual([])
})

test('a clock that was put back does not silence it', () => {
  const { wrote, told, at } = stage()
  at(10_000_000)
  wrote('a')
  at(5)
  wrote('ab')
  expect(told).toEqual([true, true])
})
