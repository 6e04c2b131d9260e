/** Which rows count as unread. */
import { type Handle, isDirect } from '#protocol/ids.ts'
import { isMentioned } from './mentions.ts'
import type { EventRow } from './model.ts'

/** Given what counts of the unread are made of, where it is another's message that is there to be read. A row of one's own making. */
export function counted(row: EventRow, self: Handle): EventRow {
  const { position, shown } = row
  if (row.by === self || position === undefined || row.hidden || !shown || shown.removed) return row
  const names = !isDirect(row.conversation) && isMentioned(shown.text ?? '', self)
  row.foreign = position
  if (names) row.naming = position
  return row
}

export function uncounted({ foreign: _foreign, naming: _naming, ...row }: EventRow): EventRow {
  return row
}
