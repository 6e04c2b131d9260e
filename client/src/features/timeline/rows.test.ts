import { expect, test } from 'vitest'
import type { TimelineItem } from '#engine/model.ts'
import { arrange, firstUnreadOf, keepSame } from './rows.ts'

const noon = new Date(2026, 2, 16, 12).getTime()
const minutes = (count: number) => count * 60_000
const hours = (count: number) => minutes(60 * count)

let next = 0
function message(over: Partial<TimelineItem> = {}): TimelineItem {
  next += 1
  return {
    id: `id-${next}`,
    conversation: 'dm:ada:bob',
    place: next,
    by: 'bob',
    own: false,
    at: noon,
    pending: false,
    line: { kind: 'message', text: 'hello', reactions: [] },
    ...over,
  }
}
const laid = (items: TimelineItem[], over = {}) => arrange(items, { now: noon, fromStart: true, ...over })
const runs = (items: TimelineItem[]) => laid(items).map(({ run }) => `${run.first ? '[' : '-'}${run.last ? ']' : '-'}`)

test('messages of one sender within five minutes stand together', () => {
  expect(runs([message(), message({ at: noon + minutes(4) }), message({ at: noon + minutes(8) })])).toEqual([
    '[-',
    '--',
    '-]',
  ])
})

test('five minutes, another sender or a membership line end a run', () => {
  expect(runs([message(), message({ at: noon + minutes(5) })])).toEqual(['[]', '[]'])
  expect(runs([message(), message({ by: 'ada' })])).toEqual(['[]', '[]'])
  expect(runs([message(), message({ line: { kind: 'join' } }), message()])).toEqual(['[]', '[]', '[]'])
})

test('a refused message stands alone, because its reason stands below it', () => {
  const own = { own: true, by: 'ada' }
  expect(runs([message(own), message({ ...own, state: 'failed' }), message(own)])).toEqual(['[]', '[]', '[]'])
})

test('each day has one mark, and a late arrival from yesterday makes no new yesterday', () => {
  const rows = laid([
    message({ at: noon - hours(24) }),
    message({ at: noon }),
    message({ at: noon - hours(20) }),
    message({ at: noon + 1 }),
  ])
  expect(rows.map((row) => row.day)).toEqual([noon - hours(24), noon, undefined, undefined])
})

test('the day of the oldest item is marked only where nothing older exists', () => {
  const items = [message(), message({ at: noon + hours(24) })]
  expect(laid(items, { fromStart: false }).map((row) => row.day)).toEqual([undefined, noon + hours(24)])
  expect(laid(items, { fromStart: true })[0]?.day).toBe(noon)
})

test('the divider splits a run', () => {
  const items = [message(), message()]
  const rows = laid(items, { firstUnread: items[1]?.id })
  expect(rows.map((row) => [row.unread, row.run])).toEqual([
    [undefined, { first: true, last: true }],
    [true, { first: true, last: true }],
  ])
})

test('the first message that waits for more than a day says so, once', () => {
  const own = { own: true, by: 'ada', pending: true, state: 'queued' as const }
  const rows = laid([
    message({ ...own, at: noon - hours(25) }),
    message({ ...own, at: noon - hours(25) }),
    message({ ...own, at: noon - hours(23) }),
  ])
  expect(rows.map((row) => row.waitingSince)).toEqual([noon - hours(25), undefined, undefined])
})

test('the unread begin at the first message of another above the mark', () => {
  const items = [
    message({ place: 1 }),
    message({ place: 2, own: true }),
    message({ place: 3, line: { kind: 'join' } }),
    message({ place: 4, id: 'this one' }),
  ]
  expect(firstUnreadOf(items, 1)).toBe('this one')
  expect(firstUnreadOf(items, 4)).toBeUndefined()
})

test('rows that did not change stay the same objects', () => {
  const [a, b] = [message(), message({ at: noon + hours(1) })]
  const before = laid([a, b])
  const after = keepSame(
    before,
    laid([structuredClone(a), { ...b, line: { kind: 'message', text: 'edited', reactions: [] } }]),
  )
  expect(after[0]).toBe(before[0])
  expect(after[1]).not.toBe(before[1])
})
