import { expect, test } from 'vitest'
import type { Event } from '#protocol/event.ts'
import { makeBed, type Opened } from './contract/bed.ts'
import { ADA, DM, direct, id, ok, said, told } from './contract/fixtures.ts'
import { freeSpace } from './free-space.ts'
import { memoryStore } from './memory-store.ts'

const run = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, n) => told(said(from + n, `text ${from + n}`), 'bob', from + n))

async function bedWith(read: number) {
  const store = memoryStore(ADA)
  const rows: Opened['rows'] = async (table) => store.rows(table)
  const bed = await makeBed({ store, rows, put: async () => {}, reopen: async () => store, close: async () => {} })
  await bed.begin(direct(run(1, 40), { read }))
  const positions = () =>
    store
      .rows('events')
      .flatMap(({ position }) => position ?? [])
      .sort((a, b) => a - b)
  return { ...bed, memory: store, free: (keep: number) => freeSpace(store.run, keep), lowest: () => positions()[0] }
}

test('[S10] all but the newest goes, and is what older messages are that were never here', async () => {
  const { free, lowest, conversation, store } = await bedWith(40)
  expect(await free(10)).toEqual({ freed: 30 })
  expect(lowest()).toBe(31)
  expect(await conversation()).toMatchObject({ held: [[31, 40]], floor: 31, unread: 0, last: { place: 40 } })
  expect(ok(await store.gaps(5)).gaps).toEqual([])
  expect(await free(10)).toEqual({ freed: 0 })
})

test('[S10] what is unread stays', async () => {
  const { free, lowest, conversation } = await bedWith(20)
  expect(await free(5)).toEqual({ freed: 20 })
  expect(lowest()).toBe(21)
  expect(await conversation()).toMatchObject({ unread: 20 })
})

test('what the outbox or a draft is about stays, with all that came after it', async () => {
  const { free, lowest, store } = await bedWith(40)
  ok(await store.enqueue([{ kind: 'edit', id: id(99), at: 1, conversation: DM, target: id(12), text: 'x' }]))
  ok(await store.saveDraft({ conversation: DM, text: 'half', changed: 1, aside: { text: 'a', reply: id(7) } }))
  await free(5)
  expect(lowest()).toBe(7)
  ok(await store.deleteDraft(DM))
  await free(5)
  expect(lowest()).toBe(12)
})

test('what was deleted for oneself stays so when it is fetched again', async () => {
  const { free, store, term, event } = await bedWith(40)
  ok(await store.hide([id(3)], true))
  expect(await free(5)).toEqual({ freed: 34 })
  ok(await store.applyHistory(term, { conversation: DM, before: 36, page: { events: run(1, 35).reverse() } }, 30))
  expect(await event(3)).toMatchObject({ hidden: true, drawn: 0 })
  expect(await event(4)).toMatchObject({ drawn: 1 })
})

test('what was deleted for oneself keeps what it was changed to', async () => {
  const { free, store, receive, event } = await bedWith(40)
  const changes = Array.from({ length: 9 }, (_, n) => ({ ...said(51 + n, 'filler'), position: 42 + n }))
  await receive(told({ kind: 'edit', id: id(50), at: 50, conversation: DM, target: id(3), text: 'changed' }, 'bob', 41))
  await receive(...changes.map(({ position, ...op }) => told(op, 'ada', position) as Event))
  ok(await store.hide([id(3)], true))
  ok(await store.enqueue([{ kind: 'read', id: id(90), at: 90, conversation: DM, position: 50 }]))
  await free(5)
  const react = { kind: 'react', id: id(91), at: 91, conversation: DM, target: id(3), emoji: '👍', on: true } as const
  await receive(told(react, 'bob', 51))
  expect(await event(3)).toMatchObject({ hidden: true, shown: { text: 'changed' } })
  expect(await event(4)).toBeUndefined()
})

test('what the server lost stays, beside what stood before it', async () => {
  const { free, lowest, receive, memory } = await bedWith(40)
  await receive(told(said(200, 'another'), 'bob', 15) as Event)
  await free(5)
  expect(memory.row('events', id(15))).not.toHaveProperty('position')
  expect(lowest()).toBeLessThanOrEqual(15)
})

test('nothing goes while a snapshot is being merged', async () => {
  const { free, store, term } = await bedWith(40)
  ok(await store.beginResync(term, 5))
  expect(await free(5)).toEqual({ freed: 0 })
})
