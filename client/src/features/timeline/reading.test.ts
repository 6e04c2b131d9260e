import { expect, test } from 'vitest'
import type { TimelineItem } from '#engine/model.ts'
import { markFor } from './reading.ts'

function item(place: number, over: Partial<TimelineItem> = {}): TimelineItem {
  return {
    id: `id-${place}`,
    conversation: 'dm:ada:bob',
    place,
    by: 'bob',
    own: false,
    at: 0,
    pending: false,
    line: { kind: 'message', text: '', reactions: [] },
    ...over,
  }
}
const sight = { height: 600, read: 3, unread: 0 }

test('the newest message whose bottom is in sight is the mark', () => {
  const inSight = [
    { item: item(4), bottom: 200 },
    { item: item(5), bottom: 600.6 },
    { item: item(6), bottom: 660 },
  ]
  expect(markFor(inSight, sight)).toBe(5)
})

test('nothing is marked where nothing of another is new', () => {
  expect(markFor([{ item: item(3), bottom: 10 }], sight)).toBeUndefined()
  expect(markFor([{ item: item(4, { own: true }), bottom: 10 }], sight)).toBeUndefined()
  expect(markFor([], sight)).toBeUndefined()
})

test('what is unread above is passed, though only one’s own messages behind it are in sight', () => {
  expect(markFor([{ item: item(9, { own: true }), bottom: 10 }], { ...sight, unread: 5 })).toBe(9)
})

test('a waiting message of one’s own moves no mark', () => {
  const inSight = [
    { item: item(4), bottom: 10 },
    { item: item(1_000_000, { own: true, pending: true }), bottom: 20 },
  ]
  expect(markFor(inSight, sight)).toBe(4)
})

test('a stray between two positions is marked by the one before it', () => {
  expect(markFor([{ item: item(4.5), bottom: 10 }], sight)).toBe(4)
})
