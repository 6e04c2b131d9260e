/** For tests: a device's database, with all that the person and the engine do with it. */
import { ADA } from '#engine/contract/fixtures.ts'
import type { Store } from '#engine/ports.ts'
import { storeOver } from '#engine/store-over.ts'
import { type DeviceStore, dexieStore, type StoreOptions } from './dexie-store.ts'

export interface TestDevice extends DeviceStore {
  store: Store
}

/** Ada's, on a clock that stands still, and nobody knows that there ever was one. */
export function testDevice(options: Partial<StoreOptions> = {}): TestDevice {
  const device = dexieStore({
    account: ADA,
    sentinel: { isSet: () => false, set: () => {}, clear: () => {} },
    clock: { after: () => () => {} },
    onStatus: () => {},
    ...options,
  })
  return { ...device, store: storeOver(device.run, device.hands) }
}
