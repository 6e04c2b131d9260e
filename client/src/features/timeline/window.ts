/** Which run of lines is loaded: the newest ones growing upwards, or four hundred around a place. */
import type { TimelineItem } from '#engine/model.ts'
import type { WindowWish } from '../../store/queries.ts'

export const FIRST_LINES = 60
const MORE_LINES = 60
/** No more are ever loaded: a history is not held in memory. */
export const MOST_LINES = 400

/** The same wish each time: what was read for it ahead is known by it. */
const FIRST: WindowWish = { limit: FIRST_LINES }
export const newest = (limit = FIRST_LINES): WindowWish => (limit === FIRST_LINES ? FIRST : { limit })
export const aroundPlace = (place: number): WindowWish => ({ limit: MOST_LINES, around: place })

const isNewest = (wish: WindowWish) => wish.around === undefined

/** Older lines at the top. */
export function upward(wish: WindowWish, items: readonly TimelineItem[]): WindowWish {
  const first = items[0]
  if (!first) return wish
  if (isNewest(wish) && wish.limit < MOST_LINES) return newest(Math.min(MOST_LINES, wish.limit + MORE_LINES))
  return aroundPlace(first.place)
}

/** Newer lines at the end; the same once there are none. */
export function downward(wish: WindowWish, items: readonly TimelineItem[]): WindowWish {
  const last = items.findLast((item) => !item.pending)
  return isNewest(wish) || !last ? wish : aroundPlace(last.place)
}

/** A window that reached the end follows it from now on. */
export function settled(wish: WindowWish, items: readonly TimelineItem[], newerHere: boolean): WindowWish {
  if (isNewest(wish) || newerHere) return wish
  const behind = items.filter((item) => !item.pending).length
  return newest(Math.min(MOST_LINES, Math.max(FIRST_LINES, behind)))
}
