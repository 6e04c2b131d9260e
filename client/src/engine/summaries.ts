/** What a conversation's row says of its events, kept as they change: unread counts, the newest line, gaps. */
import type { ConversationId } from '#protocol/ids.ts'
import { withNewest } from './device-scripts.ts'
import { ownMark } from './membership.ts'
import type { ConversationRow, EventRow } from './model.ts'
import type { Sheet } from './sheet.ts'
import { withGap } from './upkeep-scripts.ts'

/** Conversations whose newest line went back: it must be looked up. */
export type Lookups = { last: Set<ConversationId> }

export function summarise(sheet: Sheet): Lookups {
  const last = new Set<ConversationId>()
  for (const event of sheet.events.changed()) {
    const row = sheet.conversations.get(event.conversation)
    if (!row) continue
    const before = sheet.events.before(event.id)
    let next = row
    if (!sheet.recount.has(row.id)) {
      const more = (of: 'foreign' | 'naming') => counts(event[of], row) - counts(before?.[of], row)
      const [unread, mentions] = [next.unread + more('foreign'), next.mentions + more('naming')]
      if (unread !== next.unread || mentions !== next.mentions) next = { ...next, unread, mentions }
    }
    if (event.drawn === 1) {
      if (row.last?.id === event.id && before && event.place < before.place) last.add(row.id)
      else if (!row.last || isBehind(row.last, event)) next = withNewest(next, event)
    } else if (before?.drawn === 1 && row.last?.id === event.id) last.add(row.id)
    sheet.conversations.put(row.id, next)
  }
  for (const row of sheet.conversations.changed()) sheet.conversations.put(row.id, withGap(row))
  return { last }
}

const counts = (position: number | undefined, row: ConversationRow): number =>
  position !== undefined && position > ownMark(row) ? 1 : 0

const isBehind = (last: { id: string; place: number }, event: EventRow): boolean =>
  last.place < event.place || (last.place === event.place && last.id <= event.id)
