/** The device's database: one per account. */
import Dexie, { type Table } from 'dexie'
import type { ConversationRow, DeviceRow, DraftRow, EventRow, OutboxRow, PersonRow } from '#engine/model.ts'

export class Database extends Dexie {
  declare device: Table<DeviceRow & { key: 'device' }, 'device'>
  declare outbox: Table<OutboxRow, string>
  declare events: Table<EventRow, string>
  declare conversations: Table<ConversationRow, string>
  declare people: Table<PersonRow, string>
  declare drafts: Table<DraftRow, string>

  /** @param account the user's id on the server */
  constructor(account: string) {
    super(`tidemark:${account}`, { chromeTransactionDurability: 'strict', autoOpen: false, cache: 'immutable' })
    this.version(1).stores({
      device: 'key',
      outbox: 'id, &order, state, conversation',
      events: 'id, [conversation+place], [conversation+drawn+place], target',
      conversations: 'id, activity',
      people: 'handle',
      drafts: 'conversation',
    })
  }
}
