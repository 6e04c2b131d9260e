import { expect, test } from 'vitest'
import { Overloaded } from '../turns.ts'
import { createPasswords, isPasswordOfLength } from './passwords.ts'

test('a password is known by its hash, and no other is', async () => {
  const passwords = await createPasswords(10)
  const stored = await passwords.hash('correct horse', 'ada')
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await passwords.verify(stored, 'correct horse', 'ada')).toBe(true)
  expect(await passwords.verify(stored, 'correct house', 'ada')).toBe(false)
  expect(await passwords.verify(undefined, 'correct horse', 'ada')).toBe(false)
})

test('who is too many is turned away at once, and the rest are served', async () => {
  const passwords = await createPasswords(1)
  const outcomes = await Promise.allSettled(
    Array.from({ length: 40 }, () => passwords.verify(undefined, 'a guess', 'eve')),
  )
  const turnedAway = outcomes.filter((outcome) => outcome.status === 'rejected')
  expect(turnedAway.length).toBeGreaterThan(0)
  expect(turnedAway.length).toBeLessThan(40)
  for (const { reason } of turnedAway) expect(reason).toBeInstanceOf(Overloaded)
})

test('who asks for many holds up nobody else', async () => {
  const passwords = await createPasswords(100)
  let guessed = 0
  const guesses = Array.from({ length: 30 }, async () => {
    await passwords.verify(undefined, 'a guess', 'eve')
    guessed += 1
  })
  await passwords.hash('correct horse', 'ada')
  expect(guessed).toBeLessThan(15)
  await Promise.all(guesses)
})

test('length is counted in code points', () => {
  expect(isPasswordOfLength('🔑'.repeat(8), { min: 8, max: 256 })).toBe(true)
  expect(isPasswordOfLength('🔑'.repeat(7), { min: 8, max: 256 })).toBe(false)
  expect(isPasswordOfLength('a'.repeat(257), { min: 8, max: 256 })).toBe(false)
})
