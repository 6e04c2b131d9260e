/** When a message counts as read: its bottom was in sight of a focused window for a second. */
import type { TimelineItem } from '#engine/model.ts'

/** How long the window must have had the focus before anything counts as seen. */
export const DWELL_MS = 1000

/** The place of an item in pixels, from the top of what is in sight. */
export interface Seen {
  item: TimelineItem
  bottom: number
}

/**
 * The position to mark as read, or `undefined` where the mark has nothing new to say: the newest confirmed item whose
 * bottom is in sight, if something of another is new. That may lie above, out of sight: behind one's own messages.
 */
export function markFor(
  inSight: readonly Seen[],
  sight: { height: number; read: number; unread: number },
): number | undefined {
  let position = sight.read
  let ofAnother = sight.unread > 0
  for (const { item, bottom } of inSight) {
    // A pixel of rounding must not keep the last message unread for ever.
    if (item.pending || bottom > sight.height + 1 || item.place <= sight.read) continue
    position = Math.max(position, Math.floor(item.place))
    if (!item.own) ofAnother = true
  }
  return ofAnother && position > sight.read ? position : undefined
}
