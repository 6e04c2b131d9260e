import { expect, test } from 'vitest'
import { findByTyping } from './type-ahead.ts'

const titles = ['Dad', 'Mira', 'Émile', 'Mum', 'mirror club']

test('a letter goes to the next title that begins with it', () => {
  expect(findByTyping(titles, 'm', 0)).toBe(1)
  expect(findByTyping(titles, 'm', 1)).toBe(3)
})

test('it goes round', () => {
  expect(findByTyping(titles, 'd', 0)).toBe(0)
  expect(findByTyping(titles, 'd', 3)).toBe(0)
})

test('more letters narrow it without leaving a title that still fits', () => {
  expect(findByTyping(titles, 'mir', 1)).toBe(1)
  expect(findByTyping(titles, 'mirr', 1)).toBe(4)
})

test('accents and case do not matter', () => {
  expect(findByTyping(titles, 'e', 0)).toBe(2)
})

test('nothing fits, nothing moves', () => {
  expect(findByTyping(titles, 'x', 0)).toBeUndefined()
  expect(findByTyping([], 'x', 0)).toBeUndefined()
})
