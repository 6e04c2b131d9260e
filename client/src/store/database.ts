/** The device's database: one per account. */
import Dexie, { type Table } from 'dexie'
import { SCHEMA, type TableName, type Tables } from '#engine/script.ts'

export class Database extends Dexie {
  declare device: Table<Tables['device'], string>
  declare outbox: Table<Tables['outbox'], string>
  declare events: Table<Tables['events'], string>
  declare conversations: Table<Tables['conversations'], string>
  declare people: Table<Tables['people'], string>
  declare drafts: Table<Tables['drafts'], string>
  declare aside: Table<Tables['aside'], string>

  /** @param account the user's id on the server */
  constructor(account: string) {
    super(databaseName(account), { chromeTransactionDurability: 'strict', autoOpen: false, cache: 'immutable' })
    this.version(1).stores(stores)
  }
}

export const databaseName = (account: string): string => `tidemark:${account}`

const stores = Object.fromEntries(
  Object.entries(SCHEMA).map(([table, indexes]) => [table, indexes.join(', ')]),
) as Record<TableName, string>
