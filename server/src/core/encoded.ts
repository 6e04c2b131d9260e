/** Entries on their way to a device: a gateway passes events on and never looks into them. */
import type { Cursor } from '#protocol/cursor.ts'
import type { Entry, Event } from '#protocol/event.ts'
import type { Handle } from '#protocol/ids.ts'

export interface EncodedEntry {
  seq: number
  id: string
  /** the event as JSON */
  json: string
}

export interface EncodedBatch {
  after: Cursor
  entries: readonly EncodedEntry[]
}

/**
 * What one commit appended to a user's inbox: what `read` would answer to a session that stands at `after`, which the
 * entry there proves in the same transaction. Only a short cut: who stands elsewhere reads.
 */
export interface Growth extends EncodedBatch {
  user: Handle
  /** about, of JSON */
  bytes: number
}

export const decoded = ({ seq, id, json }: EncodedEntry): Entry => ({ seq, id, event: JSON.parse(json) as Event })
