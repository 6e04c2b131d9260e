/** The device's database: one a handle. Its device row remembers which user's it is (S30). */
import Dexie, { type Table } from 'dexie'
import { SCHEMA, type TableName, type Tables } from '#engine/script.ts'
import type { Handle } from '#protocol/ids.ts'

export class Database extends Dexie {
  declare device: Table<Tables['device'], string>
  declare outbox: Table<Tables['outbox'], string>
  declare events: Table<Tables['events'], string>
  declare conversations: Table<Tables['conversations'], string>
  declare people: Table<Tables['people'], string>
  declare drafts: Table<Tables['drafts'], string>
  declare aside: Table<Tables['aside'], string>

  constructor(handle: Handle) {
    super(databaseName(handle), { chromeTransactionDurability: 'strict', autoOpen: false, cache: 'immutable' })
    this.version(1).stores(stores)
  }
}

export const databaseName = (handle: Handle): string => `tidemark:${handle}`

/** As the app counts versions; 0 where there is no such database. Opens nothing that would change it. */
export function versionOnDisk(name: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const { indexedDB } = Dexie.dependencies
    if (!indexedDB) return reject(new Dexie.MissingAPIError())
    const request = indexedDB.open(name)
    request.onupgradeneeded = () => {
      // not there: it shall not be made by looking
      request.transaction?.abort()
    }
    request.onsuccess = () => {
      const { version } = request.result
      request.result.close()
      // Dexie multiplies versions by ten, and counts up between them where an index was added without a new one
      resolve(Math.floor(version / 10))
    }
    request.onerror = (event) => {
      event.preventDefault()
      if (request.error?.name === 'AbortError') resolve(0)
      else reject(request.error)
    }
  })
}

const stores = Object.fromEntries(
  Object.entries(SCHEMA).map(([table, indexes]) => [table, indexes.join(', ')]),
) as Record<TableName, string>
