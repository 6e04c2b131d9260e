import { expect, test } from 'vitest'
import { roomFor, sameRoom } from './room.ts'

test('nothing is said below nine tenths of the limit', () => {
  expect(roomFor('', 100)).toEqual({ state: 'enough' })
  expect(roomFor('a'.repeat(89), 100)).toEqual({ state: 'enough' })
})

test('from nine tenths on what is left is counted down to the last character', () => {
  expect(roomFor('a'.repeat(90), 100)).toEqual({ state: 'near', left: 10 })
  expect(roomFor('a'.repeat(100), 100)).toEqual({ state: 'near', left: 0 })
})

test('what is too long is told in characters of the text itself', () => {
  expect(roomFor('a'.repeat(101), 100)).toEqual({ state: 'over', excess: 1 })
  expect(roomFor('я'.repeat(60), 100)).toEqual({ state: 'over', excess: 10 })
  expect(roomFor('漢'.repeat(40), 99)).toEqual({ state: 'over', excess: 7 })
})

test('two rooms are the same when they say the same', () => {
  expect(sameRoom({ state: 'near', left: 3 }, { state: 'near', left: 3 })).toBe(true)
  expect(sameRoom({ state: 'near', left: 3 }, { state: 'near', left: 2 })).toBe(false)
  expect(sameRoom({ state: 'over', excess: 3 }, { state: 'near', left: 3 })).toBe(false)
  expect(sameRoom({ state: 'enough' }, { state: 'enough' })).toBe(true)
})
