/** What speaks with the server: loaded after the first paint, which needs the disk alone. */
export { startEngine } from '#engine/driver.ts'
export { loadOlder } from '#engine/load-older.ts'
export { storeOver } from '#engine/store-over.ts'
export { createTransport } from '../transport/transport.ts'
