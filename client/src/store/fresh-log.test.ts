import 'fake-indexeddb/auto'
import Dexie from 'dexie'
import { afterEach, expect, test, vi } from 'vitest'
import { freshLog } from './fresh-log.ts'

const never = { after: () => () => {} }
const { indexedDB: real } = Dexie.dependencies

afterEach(() => {
  vi.unstubAllGlobals()
  Dexie.dependencies.indexedDB = real
})

test('in Chromium a database is made and removed, and nothing is left of it', async () => {
  vi.stubGlobal('navigator', { userAgentData: {} })
  const removed = vi.spyOn(real as IDBFactory, 'deleteDatabase')
  await freshLog(never)
  expect(removed).toHaveBeenCalledOnce()
  expect(await (real as IDBFactory).databases()).toEqual([])
  removed.mockRestore()
})

test('elsewhere nothing is made', async () => {
  vi.stubGlobal('navigator', {})
  const made = vi.spyOn(real as IDBFactory, 'open')
  await freshLog(never)
  expect(made).not.toHaveBeenCalled()
  made.mockRestore()
})

test('where storage says no, or says nothing, writing goes on', async () => {
  vi.stubGlobal('navigator', { userAgentData: {} })
  const request: { onerror?: () => void; error: Error } = { error: new Error('full') }
  Dexie.dependencies.indexedDB = { open: () => request } as unknown as IDBFactory
  const refused = freshLog(never)
  request.onerror?.()
  await refused

  let late = () => {}
  const silent = freshLog({
    after(_ms, then) {
      late = then
      return () => {}
    },
  })
  late()
  await silent
})
