/** What is lacking beside the log: older events that a snapshot left out, and names of people met in events. */
import type { ConversationId, Handle } from '#protocol/ids.ts'
import { newestGap } from './held.ts'
import type { ConversationRow } from './model.ts'
import { type Script, scan } from './script.ts'

/** With what `gaps` looks for. */
export function withGap(row: ConversationRow): ConversationRow {
  const { lacking: _lacking, ...rest } = row
  if (row.floor === undefined) return rest
  const gap = newestGap(row.held, { spans: row.spans, floor: row.floor, head: row.head })
  return gap ? { ...rest, lacking: gap[1] + 1 } : rest
}

export function* gaps(limit: number): Script<{ gaps: { conversation: ConversationId; before: number }[] }> {
  const rows = yield* scan({ table: 'conversations', index: 'lacking', from: 0, to: Infinity })
  const liveliest = rows.sort((a, b) => b.activity - a.activity).slice(0, limit)
  return { gaps: liveliest.map((row) => ({ conversation: row.id, before: row.lacking as number })) }
}

export function* strangers(limit: number): Script<{ handles: Handle[] }> {
  const rows = yield* scan({ table: 'people', index: 'stranger', any: [1], limit })
  return { handles: rows.map((row) => row.handle) }
}
