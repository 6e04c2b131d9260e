/** Where each conversation was left. For as long as the page lives, and for the last few alone. */
import type { OpId } from '#protocol/ids.ts'
import type { WindowWish } from '../../store/queries.ts'
import type { SavedPlace } from './use-log-scroll.ts'

export interface Left {
  /** absent: the end */
  place?: SavedPlace | undefined
  wish: WindowWish
  /** where the focus goes when one comes back from where a jump led */
  focus?: OpId | undefined
  /** what was new when one jumped away is still marked so when one comes back */
  unread?: OpId | undefined
}

/** As many as `ahead` keeps: what was left is drawn at once. */
const MOST = 24
/** By conversation, and by message for those that were jumped to. */
const left = new Map<string, Left>()

export const leftAt = (view: string): Left | undefined => left.get(view)

/** `undefined`: at the end, which needs no remembering; or to be forgotten. */
export function remember(view: string, where: Left | undefined): void {
  left.delete(view)
  if (where) left.set(view, where)
  const [oldest] = left.keys()
  if (left.size > MOST && oldest !== undefined) left.delete(oldest)
}

/** The browser's way back leads here again, as it was left: to what one jumped away from. */
export function markReturn(): void {
  history.replaceState({ ...history.state, returns: true }, '')
}

export const isReturn = (): boolean => (history.state as { returns?: true } | null)?.returns === true
