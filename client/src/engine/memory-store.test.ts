import { expect, test } from 'vitest'
import { memoryStore } from './memory-store.ts'
import { ADA, ok, said, storeContract } from './store.contract.ts'

storeContract('the store in memory', async () => {
  const store = memoryStore(ADA)
  return {
    store,
    rows: async (table) => store.rows(table),
    reopen: async () => {
      const other = memoryStore(ADA)
      other.restore(store.snapshot())
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
