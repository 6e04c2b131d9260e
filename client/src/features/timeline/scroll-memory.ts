/** Where each conversation was left. For as long as the page lives, and for the last few alone. */
import type { ConversationId } from '#protocol/ids.ts'
import type { WindowWish } from '../../store/queries.ts'
import type { SavedPlace } from './use-log-scroll.ts'

export interface Left {
  place: SavedPlace
  wish: WindowWish
}

const MOST = 12
const left = new Map<ConversationId, Left>()

export const leftAt = (conversation: ConversationId): Left | undefined => left.get(conversation)

/** `undefined`: at the end, which needs no remembering. */
export function remember(conversation: ConversationId, where: Left | undefined): void {
  left.delete(conversation)
  if (where) left.set(conversation, where)
  const [oldest] = left.keys()
  if (left.size > MOST && oldest !== undefined) left.delete(oldest)
}
