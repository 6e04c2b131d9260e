import { expect, test } from 'vitest'
import { heldOrder } from './frozen-order.ts'

const rows = (ids: string) => Array.from(ids, (id) => ({ id }))
const order = (items: { id: string }[]) => items.map(({ id }) => id).join('')

test('a row that would move up stays where it is while the list is held', () => {
  expect(order(heldOrder([...'abc'], rows('cab')))).toBe('abc')
})

test('a new row comes last while the list is held', () => {
  expect(order(heldOrder([...'abc'], rows('xabc')))).toBe('abcx')
})

test('several new rows keep their own order', () => {
  expect(order(heldOrder([...'ab'], rows('yaxb')))).toBe('abyx')
})

test('a row that is gone is not kept', () => {
  expect(order(heldOrder([...'abc'], rows('ca')))).toBe('ac')
})
