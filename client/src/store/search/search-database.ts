/**
 * Which words are in which messages: a database of its own, so that nothing of it is ever in the way of a message. All
 * of it can be made again from the messages, at any time.
 */
import Dexie, { type Table } from 'dexie'
import type { Interval } from '#engine/held.ts'
import type { ConversationId, OpId } from '#protocol/ids.ts'
import type { Leaf } from './leaf.ts'

/** A leaf has the messages from this id on, up to where the next one begins. It is another each time it is written. */
export type LeafKey = [from: OpId | '', written: string]

export interface LeafRow extends Leaf {
  from: LeafKey[0]
  written: LeafKey[1]
}

/** How much of a conversation is in: a log of positions is followed as everything here follows a log. */
export interface ProgressRow {
  conversation: ConversationId
  done: Interval[]
  /** the id of the user whose messages they are */
  user: string
  /** the snapshot that the positions are of: after another one they may be those of other messages */
  snapshot?: number
}

export class SearchDatabase extends Dexie {
  declare leaves: Table<LeafRow, LeafKey>
  declare progress: Table<ProgressRow, ConversationId>
  /** Leaves that were read already. */
  readonly known = new Map<LeafKey[1], Leaf>()

  /** @param messages the name of the database that has the messages */
  constructor(messages: string) {
    super(nameFor(messages), { chromeTransactionDurability: 'relaxed', cache: 'disabled' })
    this.version(1).stores({ leaves: '[from+written]', progress: 'conversation' })
  }
}

const nameFor = (messages: string): string => messages.replace(/^tidemark:/, 'tidemark-search:')

/** Words have no such beginning. */
export const markOf = {
  conversation: (id: ConversationId): string => `#${id}`,
  sender: (handle: string): string => `@${handle}`,
}

let open: { messages: string; database: SearchDatabase } | undefined

/** One for as long as the page lives; opened anew where the browser closed it. */
export function searchDatabase(messages: string): SearchDatabase {
  if (open?.messages !== messages) {
    open?.database.close()
    open = { messages, database: new SearchDatabase(messages) }
  }
  return open.database
}

/** Goes with the messages. */
export async function forgetSearch(messages: string): Promise<void> {
  open?.database.close()
  open = undefined
  await Dexie.delete(nameFor(messages))
}
