import { expect, test } from 'vitest'
import { strengthOf } from './password-strength.ts'

test.each([
  ['', 'short'],
  ['abc1234', 'short'],
  ['👍👍👍👍', 'short'],
  ['aaaaaaaa', 'weak'],
  ['12345678', 'weak'],
  ['abcdefgh', 'weak'],
  ['tidemark', 'weak'],
  ['wet tides', 'fair'],
  ['Tide-mark7', 'good'],
  ['a kayak, two doubles, nine', 'strong'],
] as const)('“%s” is called %s', (password, strength) => {
  expect(strengthOf(password)).toBe(strength)
})

test('length alone never makes a run of one character strong', () => {
  expect(strengthOf('z'.repeat(200))).toBe('weak')
})
