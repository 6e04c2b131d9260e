import { expect, test } from 'vitest'
import { ADA, Inbox, ok, page, said, told } from './contract/fixtures.ts'
import { memoryStore } from './memory-store.ts'
import { storeContract } from './store.contract.ts'

storeContract('the store in memory', async () => {
  let store = memoryStore(ADA)
  return {
    store,
    rows: async (table) => store.rows(table),
    put: async (table, row) => store.put(table, row),
    reopen: async () => {
      const other = memoryStore(ADA)
      other.restore(store.snapshot())
      store = other
      return other
    },
    close: async () => {},
  }
})

test('a crash leaves what was on disk before', async () => {
  const store = memoryStore(ADA)
  ok(await store.enqueue([said(1, 'kept')]))
  const disk = store.snapshot()
  store.beforeCommit(() => {
    throw new Error('crash')
  })
  await expect(store.enqueue([said(2, 'lost')])).rejects.toThrow('crash')
  expect(store.snapshot()).toEqual(disk)
})

test('[S27] a disk that went back has its cursor and its rows from the same moment, and takes up from there', async () => {
  const store = memoryStore(ADA)
  const { term } = ok(await store.lead())
  const inbox = new Inbox()
  ok(await store.applySnapshot(term, page(inbox.cursor, []), 1))
  const batches = [1, 2, 3].map((n) => inbox.batch(told(said(n, `text ${n}`), 'bob', n)))
  const [first, second, third] = batches as [(typeof batches)[0], (typeof batches)[0], (typeof batches)[0]]
  ok(await store.applyEntries(term, first, 2))
  const old = store.snapshot()
  for (const batch of [second, third]) ok(await store.applyEntries(term, batch, 2))
  const whole = store.snapshot()
  store.restore(old)
  expect(ok(await store.load()).device.cursor).toEqual(second.after)
  expect(store.rows('events')).toHaveLength(1)
  for (const batch of [second, third]) ok(await store.applyEntries(term, batch, 2))
  expect(store.snapshot()).toEqual(whole)
})

test('a full disk refuses and writes nothing', async () => {
  const store = memoryStore(ADA)
  store.fail({ failed: 'full' })
  expect(await store.enqueue([said(1, 'x')])).toEqual({ failed: 'full' })
  store.fail(undefined)
  expect(store.rows('outbox')).toEqual([])
})

test('a database that was cleared is not written into', async () => {
  const store = memoryStore()
  expect(await store.enqueue([said(1, 'x')])).toEqual({ failed: 'unavailable' })
  expect(await store.saveDraft({ conversation: 'dm:ada:bob', text: 'x', changed: 1 })).toEqual({
    failed: 'unavailable',
  })
})
