import { expect, test } from 'vitest'
import { type Attempt, createAttempts } from './attempts.ts'

function attemptsAt(start: number) {
  let time = start
  const attempts = createAttempts({ failures: 3, windowMs: 1000 }, () => time)
  const allowed = async (key = 'ada 1.2.3.4') => {
    const attempt = await attempts.begin(key)
    if ('retryAfterMs' in attempt) throw new Error(`refused for ${attempt.retryAfterMs}`)
    return attempt satisfies Attempt
  }
  return { attempts, allowed, pass: (ms: number) => (time += ms) }
}

test('after so many failures the next is refused until the oldest is past', async () => {
  const { attempts, allowed, pass } = attemptsAt(0)
  for (let i = 0; i < 3; i++) {
    ;(await allowed()).failed()
    pass(100)
  }
  expect(await attempts.begin('ada 1.2.3.4')).toEqual({ retryAfterMs: 700 })
  pass(700)
  await allowed()
})

test('another handle and another address are not held up', async () => {
  const { allowed } = attemptsAt(0)
  for (let i = 0; i < 3; i++) (await allowed()).failed()
  await allowed('bob 1.2.3.4')
  await allowed('ada 4.3.2.1')
})

test('success does not count, however many come at once', async () => {
  const { allowed } = attemptsAt(0)
  const all = Promise.all(Array.from({ length: 20 }, async () => (await allowed()).succeeded()))
  await all
  await allowed()
})

test('guesses at the same time do not get past the limit together', async () => {
  const { attempts } = attemptsAt(0)
  const outcomes = await Promise.all(
    Array.from({ length: 10 }, async () => {
      const attempt = await attempts.begin('ada 1.2.3.4')
      if ('retryAfterMs' in attempt) return 'refused'
      await Promise.resolve()
      attempt.failed()
      return 'judged'
    }),
  )
  expect(outcomes.filter((outcome) => outcome === 'judged')).toHaveLength(3)
})
