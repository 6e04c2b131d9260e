import 'fake-indexeddb/auto'
import { storeContract } from '#engine/store.contract.ts'
import type { Sentinel } from './connection.ts'
import { testDevice } from './testbed.ts'

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
    const device = testDevice({ sentinel, clock })
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
