import { expect, test } from 'vitest'
import { adjusted, DEFAULT_TIMINGS } from './settings.ts'

const stored = (text: string | null) => ({ getItem: () => text })

test('what is known and a positive number is taken', () => {
  expect(adjusted(DEFAULT_TIMINGS, stored('{"steal":2000}'))).toEqual({ ...DEFAULT_TIMINGS, steal: 2000 })
})

test('anything else leaves the defaults as they are', () => {
  for (const text of [
    null,
    '',
    '[]',
    'null',
    '7',
    '{"steal":-1}',
    '{"steal":"2"}',
    '{"stael":3}',
    '{"__proto__":{"steal":1}}',
  ]) {
    expect(adjusted(DEFAULT_TIMINGS, stored(text))).toEqual(DEFAULT_TIMINGS)
  }
})
