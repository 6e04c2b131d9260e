import { expect, test } from 'vitest'
import { createRate } from './rate.ts'

function rateAt(start: number) {
  let time = start
  const rate = createRate({ perSecond: 50, burst: 2000 }, () => time)
  return { rate, pass: (ms: number) => (time += ms) }
}

test('a burst is let through, and what is past it is told when to come again', () => {
  const { rate, pass } = rateAt(0)
  expect(rate.take('ada', 2000)).toBe(0)
  expect(rate.take('ada', 100)).toBe(2000)
  pass(1999)
  expect(rate.take('ada', 100)).toBeGreaterThan(0)
  pass(1)
  expect(rate.take('ada', 100)).toBe(0)
})

test('a refusal takes nothing, so that coming again in time always helps', () => {
  const { rate, pass } = rateAt(0)
  rate.take('ada', 2000)
  for (let i = 0; i < 10; i++) rate.take('ada', 50)
  pass(1000)
  expect(rate.take('ada', 50)).toBe(0)
})

test('what is larger than any burst goes on a full bucket', () => {
  const { rate } = rateAt(0)
  expect(rate.take('ada', 5000)).toBe(0)
  expect(rate.take('ada', 1)).toBeGreaterThan(0)
})

test('users do not pay for each other, and no ops cost nothing', () => {
  const { rate } = rateAt(0)
  rate.take('ada', 2000)
  expect(rate.take('bob', 2000)).toBe(0)
  expect(rate.take('ada', 0)).toBe(0)
})

test('a clock that jumps back gives nothing and takes nothing', () => {
  const { rate, pass } = rateAt(1_000_000)
  rate.take('ada', 1000)
  pass(-500_000)
  expect(rate.take('ada', 1000)).toBe(0)
  expect(rate.take('ada', 1)).toBeGreaterThan(0)
})
