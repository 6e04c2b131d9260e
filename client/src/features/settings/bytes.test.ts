import { expect, test } from 'vitest'
import { bytes } from './bytes.ts'

test('sizes have the unit that fits them, and at most one decimal', () => {
  expect([0, 999, 1000, 4_240_000, 15_900_000, 2.04e9].map(bytes)).toEqual([
    '0 byte',
    '999 byte',
    '1 kB',
    '4.2 MB',
    '16 MB',
    '2 GB',
  ])
})
