import 'fake-indexeddb/auto'
import Dexie, { liveQuery } from 'dexie'
import { afterEach, expect, test } from 'vitest'
import { ADA, ok, said } from '#engine/contract/fixtures.ts'
import type { StorageStatus } from '../session/status.ts'
import type { Sentinel } from './connection.ts'
import { databaseName, versionOnDisk } from './database.ts'
import type { DeviceStore } from './dexie-store.ts'
import { failureOf } from './failures.ts'
import { testDevice } from './testbed.ts'

/** Time that passes when it is told to. */
function clockwork() {
  const waiting = new Set<{ left: number; then: () => void }>()
  return {
    after(ms: number, then: () => void) {
      const entry = { left: ms, then }
      waiting.add(entry)
      return () => waiting.delete(entry)
    },
    pass(ms: number) {
      for (const entry of [...waiting]) {
        entry.left -= ms
        if (entry.left > 0) continue
        waiting.delete(entry)
        entry.then()
      }
    },
  }
}

function stage(sentinel: Sentinel = memorySentinel(), account = ADA) {
  const statuses: StorageStatus[] = []
  const clock = clockwork()
  const device = testDevice({ account, sentinel, clock, onStatus: (status) => statuses.push(status) })
  opened.push(device)
  return { ...device, statuses, clock, sentinel }
}

function memorySentinel(): Sentinel {
  let isSet = false
  return {
    isSet: () => isSet,
    set: () => {
      isSet = true
    },
    clear: () => {
      isSet = false
    },
  }
}

const opened: DeviceStore[] = []
afterEach(async () => {
  for (const device of opened.splice(0)) device.close()
  await Dexie.delete(databaseName(ADA.user.handle))
})

const soon = () => new Promise((resolve) => setImmediate(resolve))
async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 500 && !holds(); turn++) await soon()
  expect(holds()).toBe(true)
}

test('a full disk is told, however deep it is hidden, and so is a database that is gone', () => {
  const named = (name: string, inner?: unknown) => Object.assign(new Error('x'), { name, inner })
  expect(failureOf(named('AbortError', named('AbortError', named('QuotaExceededError'))))).toEqual({ failed: 'full' })
  expect(failureOf(named('AbortError'))).toEqual({ failed: 'unavailable' })
  expect(failureOf(new Dexie.DatabaseClosedError())).toEqual({ failed: 'unavailable' })
  expect(failureOf(new DOMException('', 'UnknownError'))).toEqual({ failed: 'unavailable' })
  expect(failureOf(new DOMException('', 'InvalidStateError'))).toEqual({ failed: 'unavailable' })
  expect(failureOf(new TypeError('a bug'))).toBeUndefined()
})

test('a quota that is exceeded fails the write, keeps what was there, and is over with the next that works', async () => {
  const { store, database, statuses } = stage()
  ok(await store.enqueue([said(1, 'kept')]))
  const full = () => {
    throw Object.assign(new Error(), { name: 'QuotaExceededError' })
  }
  database.outbox.hook('creating', full)
  expect(await store.enqueue([said(2, 'x')])).toEqual({ failed: 'full' })
  expect(statuses).toEqual(['full'])
  database.outbox.hook('creating').unsubscribe(full)
  ok(await store.enqueue([said(3, 'y')]))
  expect(statuses).toEqual(['full', 'ok'])
  expect(ok(await store.opsAfter(null, { ops: 9, bytes: 9999 })).ops.map((row) => row.order)).toEqual([1, 2])
})

test('[S6] what is told as written was asked of the disk with strict durability', async () => {
  const real = IDBDatabase.prototype.transaction
  const asked: (string | undefined)[] = []
  IDBDatabase.prototype.transaction = function (stores, mode, options) {
    if (mode === 'readwrite') asked.push(options?.durability)
    return real.call(this, stores, mode, options)
  }
  const { store } = stage()
  const { term } = ok(await store.lead())
  ok(await store.enqueue([said(1, 'a')]))
  ok(await store.markHanded(term, [said(1, 'a').id], 1))
  IDBDatabase.prototype.transaction = real
  expect(asked.length).toBeGreaterThanOrEqual(3)
  expect(new Set(asked)).toEqual(new Set(['strict']))
})

test('a lost connection is opened again, and the write made once more', async () => {
  const { store, database, statuses } = stage()
  ok(await store.enqueue([said(1, 'a')]))
  database.backendDB().close()
  ok(await store.enqueue([said(2, 'b')]))
  expect(await database.outbox.count()).toBe(2)
  expect(statuses).toEqual([])
})

test('many writes that meet a lost connection are all made', async () => {
  const { store, database, statuses } = stage()
  ok(await store.enqueue([said(1, 'a')]))
  database.backendDB().close()
  for (const answer of await Promise.all([2, 3, 4, 5].map((n) => store.enqueue([said(n, 'x')])))) ok(answer)
  expect(await database.outbox.count()).toBe(5)
  expect(statuses).toEqual([])
})

test('a live query that met a closed database looks again once it is open', async () => {
  const first = stage()
  ok(await first.store.enqueue([said(1, 'a')]))
  first.close()
  const { open, database } = stage(first.sentinel)
  const counts: number[] = []
  let asked = 0
  const watching = liveQuery(() => {
    asked += 1
    return database.outbox.count()
  }).subscribe((count) => counts.push(count))
  await until(() => asked === 1)
  await open()
  await until(() => counts.length > 0)
  watching.unsubscribe()
  expect(counts).toEqual([1])
})

test('a write that stays silent is given up, told, and the database opened again by itself', async () => {
  const { store, database, statuses, clock } = stage()
  ok(await store.enqueue([said(1, 'a')]))
  const real = database.transaction
  database.transaction = (() => new Promise(() => {})) as unknown as typeof real
  const write = store.enqueue([said(2, 'b')])
  await soon()
  for (let tick = 0; tick < 9; tick++) clock.pass(1000)
  await soon()
  expect(statuses).toEqual([])
  clock.pass(1000)
  expect(await write).toEqual({ failed: 'unavailable' })
  expect(statuses).toEqual(['unavailable'])
  expect(await store.enqueue([said(2, 'b')])).toEqual({ failed: 'unavailable' })
  database.transaction = real
  clock.pass(100)
  await until(() => statuses.at(-1) === 'ok')
  ok(await store.enqueue([said(2, 'b')]))
})

test('coming into sight finds out that the database is usable again', async () => {
  const { store, probe, database, statuses } = stage()
  ok(await store.enqueue([said(1, 'a')]))
  const real = database.open
  database.open = (() => Promise.reject(new DOMException('', 'UnknownError'))) as unknown as typeof real
  database.close({ disableAutoOpen: false })
  expect(await store.enqueue([said(2, 'b')])).toEqual({ failed: 'unavailable' })
  expect(statuses).toEqual(['unavailable'])
  database.open = real
  await probe()
  await until(() => statuses.at(-1) === 'ok')
  ok(await store.enqueue([said(2, 'b')]))
})

test('a newer version of the app takes the database: this one closes for good and writes nothing', async () => {
  const { store, statuses } = stage()
  ok(await store.enqueue([said(1, 'a')]))
  const newer = new Dexie(databaseName(ADA.user.handle))
  newer.version(2).stores({ outbox: 'id, &order, [state+order], pending, awaits, at', later: 'id' })
  await newer.open()
  expect(statuses).toEqual(['updated-elsewhere'])
  expect(await store.enqueue([said(2, 'b')])).toEqual({ failed: 'unavailable' })
  expect(await newer.table('outbox').count()).toBe(1)
  newer.close()
})

test('a database newer than this app is not written into', async () => {
  const newer = new Dexie(databaseName(ADA.user.handle))
  newer.version(7).stores({ device: 'key', outbox: 'id' })
  await newer.open()
  newer.close()
  const { store, statuses } = stage()
  expect(await store.enqueue([said(1, 'a')])).toEqual({ failed: 'unavailable' })
  expect(statuses).toEqual(['updated-elsewhere'])
  expect(await versionOnDisk(newer.name)).toBe(7)
})

test('a database that comes back empty is told as cleared, and begun anew', async () => {
  const { store, database, statuses, clock } = stage()
  ok(await store.enqueue([said(1, 'lost')]))
  await database.device.clear()
  await database.outbox.clear()
  expect(await store.enqueue([said(2, 'b')])).toEqual({ failed: 'unavailable' })
  database.backendDB().dispatchEvent(new IDBVersionChangeEvent('close'))
  clock.pass(100)
  await until(() => statuses.includes('cleared'))
  ok(await store.enqueue([said(2, 'b')]))
  expect(ok(await store.load()).device).toMatchObject({ cursor: null, account: ADA })

  // And again, though it was never told that all is well.
  await database.device.clear()
  database.backendDB().dispatchEvent(new IDBVersionChangeEvent('close'))
  clock.pass(100)
  await until(() => statuses.filter((status) => status === 'cleared').length === 2)
})

test('a database that lost its own row keeps what waits in it', async () => {
  const first = stage()
  ok(await first.store.enqueue([said(1, 'kept')]))
  await first.database.device.clear()
  first.close()
  const second = stage(first.sentinel)
  ok(await second.store.enqueue([said(2, 'next')]))
  expect(ok(await second.store.opsAfter(null, { ops: 9, bytes: 9999 })).ops.map((row) => row.order)).toEqual([1, 2])
})

test('one that was cleared while the app was closed is told at the next start, a first start is not', async () => {
  const sentinel = memorySentinel()
  const first = stage(sentinel)
  await first.open()
  expect(first.statuses).toEqual([])
  first.close()
  await Dexie.delete(databaseName(ADA.user.handle))
  const second = stage(sentinel)
  await second.open()
  expect(second.statuses).toEqual(['cleared'])
})

test('signed in again, the same database serves under the new device, its outbox kept', async () => {
  const first = stage()
  ok(await first.store.enqueue([said(1, 'kept')]))
  ok(await first.store.noteServer(0, { paused: 'signed-out' }))
  first.close()
  const account = { ...ADA, device: { ...ADA.device, id: 'device-2' } }
  const second = stage(first.sentinel, account)
  const { device } = ok(await second.store.load())
  expect(device.account.device.id).toBe('device-2')
  expect(device).not.toHaveProperty('paused')
  expect(ok(await second.store.knows(said(1, '').id))).toEqual({ known: true })
})

const ADA_AGAIN = { user: { ...ADA.user, id: 'user-ada-again' }, device: { ...ADA.device, id: 'device-9' } }

test('[S30] another user of the same handle is given nothing until the person says whose it is, and keeps it all then', async () => {
  const first = stage()
  ok(await first.store.enqueue([said(1, 'kept')]))
  first.close()
  const second = stage(first.sentinel, ADA_AGAIN)
  const third = stage(first.sentinel, ADA_AGAIN)
  expect(await second.open()).toBe(false)
  expect(await third.open()).toBe(false)
  expect(second.statuses).toEqual(['another-user'])
  expect(await second.store.load()).toEqual({ failed: 'unavailable' })
  expect(await second.store.enqueue([said(2, 'not yet')])).toEqual({ failed: 'unavailable' })

  expect(await second.inherit('keep')).toBe(true)
  expect(second.statuses).toEqual(['another-user', 'ok'])
  expect(ok(await second.store.load()).device.account).toEqual(ADA_AGAIN)
  expect(ok(await second.store.knows(said(1, '').id))).toEqual({ known: true })
  // said in one tab, it holds in the other: what it says now takes nothing away
  expect(await third.inherit('remove')).toBe(true)
  expect(ok(await third.store.knows(said(1, '').id))).toEqual({ known: true })
})

test('[S30] what an earlier user of the handle kept is gone when the person says so, and that is no loss to tell of', async () => {
  const first = stage()
  ok(await first.store.enqueue([said(1, 'of somebody else')]))
  first.close()
  const second = stage(first.sentinel, ADA_AGAIN)
  await second.open()
  expect(await second.inherit('remove')).toBe(true)
  expect(second.statuses).toEqual(['another-user', 'ok'])
  expect(ok(await second.store.knows(said(1, '').id))).toEqual({ known: false })
  const { device } = ok(await second.store.load())
  expect(device).toMatchObject({ account: ADA_AGAIN, cursor: null, outbox: null, nextOrder: 1 })
})

test('another tab hears that the outbox grew', async () => {
  const here = stage()
  const there = stage(here.sentinel)
  let heard = 0
  there.store.onOutbox(() => {
    heard += 1
  })
  ok(await here.store.enqueue([said(1, 'a')]))
  await until(() => heard === 1)
})

test('one that was closed while it opened lets another remove everything', async () => {
  const first = stage()
  const opening = first.open()
  first.close()
  expect(await opening).toBe(false)
  const second = stage(first.sentinel)
  expect(await second.open()).toBe(true)
  await second.destroy()
  expect(await Dexie.exists(databaseName(ADA.user.handle))).toBe(false)
})

test('removing everything leaves nothing', async () => {
  const { store, destroy, sentinel } = stage()
  ok(await store.enqueue([said(1, 'a')]))
  await destroy()
  expect(sentinel.isSet()).toBe(false)
  expect(await Dexie.exists(databaseName(ADA.user.handle))).toBe(false)
  expect(await store.enqueue([said(2, 'b')])).toEqual({ failed: 'unavailable' })
})
