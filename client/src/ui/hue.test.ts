import { expect, test } from 'vitest'
import { hueOf } from './hue.ts'

test('a hue is one of twelve, from 15° on', () => {
  const hues = new Set(Array.from({ length: 500 }, (_, i) => hueOf(`person ${i}`)))
  expect([...hues].sort((a, b) => a - b)).toEqual([15, 45, 75, 105, 135, 165, 195, 225, 255, 285, 315, 345])
})

// FNV-1a's published values: '' is 0x811c9dc5, 'a' 0xe40c292c, 'foobar' 0xbf9cf968.
test.each([
  ['', 0x811c9dc5],
  ['a', 0xe40c292c],
  ['foobar', 0xbf9cf968],
])('the hue of “%s” is the same on every device', (seed, hash) => {
  expect(hueOf(seed)).toBe(15 + 30 * (hash % 12))
})
