import { expect, test } from 'vitest'
import { isEmpty, parse } from './parse.ts'

test('words are words, and filters narrow them', () => {
  expect(parse('Dry bags from:mira in:"Harbour Rowing" before:2025-05-03')).toEqual({
    terms: ['dry', 'bags'],
    from: 'mira',
    in: 'Harbour Rowing',
    before: new Date(2025, 4, 3).getTime(),
  })
})

test('a filter that is being typed, or makes no sense, filters nothing', () => {
  expect(parse('stove from: before:soon before:2025-02-31 in:"')).toEqual({ terms: ['stove'] })
  expect(parse('checkin:tomorrow').terms).toEqual(['checkin', 'tomorrow'])
})

test('months and years are dates', () => {
  expect(parse('before:2025').before).toBe(new Date(2025, 0, 1).getTime())
  expect(parse('BEFORE:2025-5').before).toBe(new Date(2025, 4, 1).getTime())
})

test('nothing asked is nothing', () => {
  expect(isEmpty(parse('  '))).toBe(true)
  expect(isEmpty(parse('from:mira'))).toBe(false)
})
