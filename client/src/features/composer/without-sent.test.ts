import fc from 'fast-check'
import { expect, test } from 'vitest'
import { holds, withoutSent } from './without-sent.ts'

test.each([
  ['hello', 'hello', ''],
  ['hello and more', 'hello', ' and more'],
  ['aab', 'a', 'ab'],
  ['hell', 'hello', ''],
  ['', 'hello', ''],
  ['heXllo', 'hello', 'X'],
  ['something else', 'hello', 'something else'],
  ['hello', '', 'hello'],
])('%j without %j is %j', (value, sent, rest) => {
  expect(withoutSent(value, sent)).toBe(rest)
})

test('whatever is typed behind a text stays whole', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (sent, typed) => {
      expect(withoutSent(sent + typed, sent)).toBe(typed)
    }),
  )
})

test.each([
  ['hello and more', 'hello', true],
  ['heXllo', 'hello', true],
  ['hell', 'hello', false],
  ['three', 'two', false],
  ['anything', '', true],
])('that %j holds %j is %j', (value, sent, is) => {
  expect(holds(value, sent)).toBe(is)
})
