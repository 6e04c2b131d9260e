import { expect, test } from 'vitest'
import { isSame } from './same.ts'

test('the same is what says the same, in whatever order', () => {
  expect(isSame({ a: 1, b: { c: [1, 'x'] } }, { b: { c: [1, 'x'] }, a: 1 })).toBe(true)
  expect(isSame({ a: 1, b: undefined }, { a: 1 })).toBe(true)
  expect(isSame({ a: 1 }, { a: 1, b: undefined })).toBe(true)
  expect(isSame(null, null)).toBe(true)
})

test('a field more, a field less or another value is not the same', () => {
  expect(isSame({ a: 1 }, { a: 1, b: 2 })).toBe(false)
  expect(isSame({ a: 1, b: 2 }, { a: 1 })).toBe(false)
  expect(isSame({ a: { b: 1 } }, { a: { b: 2 } })).toBe(false)
  expect(isSame([1, 2], [1])).toBe(false)
  expect(isSame([1], [1, 2])).toBe(false)
  expect(isSame(null, {})).toBe(false)
  expect(isSame({ a: 1 }, '1')).toBe(false)
})
