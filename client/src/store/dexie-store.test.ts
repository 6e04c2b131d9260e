import 'fake-indexeddb/auto'
import { ADA } from '#engine/contract/fixtures.ts'
import { storeContract } from '#engine/store.contract.ts'
import type { Sentinel } from './connection.ts'
import { dexieStore } from './dexie-store.ts'

const clock = {
  after(ms: number, then: () => void) {
    const timer = setTimeout(then, ms)
    return () => clearTimeout(timer)
  },
}

export function memorySentinel(): Sentinel {
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

storeContract('the store over IndexedDB', async () => {
  const sentinel = memorySentinel()
  const begin = async () => {
    const device = dexieStore({ account: ADA, sentinel, clock, onStatus: () => {} })
    await device.open()
    return device
  }
  let device = await begin()
  return {
    store: device.store,
    rows: (table) => device.database.table(table).toArray(),
    put: (table, row) => device.database.table(table).put(row),
    async reopen() {
      device.close()
      device = await begin()
      return device.store
    },
    close: () => device.destroy(),
  }
})
