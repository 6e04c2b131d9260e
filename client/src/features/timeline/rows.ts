/** How a window of items is laid out: days, runs of one sender, and where the unread begins. */
import type { TimelineItem } from '#engine/model.ts'
import type { OpId } from '#protocol/ids.ts'
import { startOfDay } from '../../ui/dates.ts'

/** Messages of one sender closer than this stand together. */
export const RUN_MS = 5 * 60_000
/** A message that waits longer says since when. */
export const LONG_WAIT_MS = 24 * 3_600_000

/**
 * One row of the log: what is drawn above the item belongs to its row, so that the row's key is the item's id for
 * ever and nothing shifts when older rows come.
 */
export interface Row {
  key: OpId
  item: TimelineItem
  /** ms: a day begins here */
  day?: number
  /** what had not been read when the conversation was opened begins here */
  unread?: true
  /** ms: the first of those that wait for more than a day */
  waitingSince?: number
  run: { first: boolean; last: boolean }
}

export interface Arrangement {
  /** ms */
  now: number
  /** the item above which the unread divider stands */
  firstUnread?: OpId
  /** the oldest item is the first there is, so that its day is known to begin with it */
  fromStart: boolean
}

export function arrange(items: readonly TimelineItem[], { now, firstUnread, fromStart }: Arrangement): Row[] {
  const rows: Row[] = []
  // The days of late arrivals don't go back: a message written offline yesterday is not a new yesterday.
  let newestDay = items[0] && !fromStart ? startOfDay(items[0].at) : Number.NEGATIVE_INFINITY
  let saidWaiting = false
  for (const item of items) {
    const row: Row = { key: item.id, item, run: { first: true, last: true } }
    const day = startOfDay(item.at)
    if (day > newestDay) {
      newestDay = day
      row.day = item.at
    }
    if (item.id === firstUnread) row.unread = true
    if (!saidWaiting && item.state === 'queued' && now - item.at > LONG_WAIT_MS) {
      saidWaiting = true
      row.waitingSince = item.at
    }
    const above = rows.at(-1)
    if (above && standTogether(above, row)) {
      above.run.last = false
      row.run.first = false
    }
    rows.push(row)
  }
  return rows
}

function standTogether(above: Row, below: Row): boolean {
  if (below.day !== undefined || below.unread || below.waitingSince !== undefined) return false
  if (above.item.line.kind !== 'message' || below.item.line.kind !== 'message') return false
  // The reason of a refusal stands between them.
  if (above.item.state === 'failed' || below.item.state === 'failed') return false
  return above.item.by === below.item.by && Math.abs(below.item.at - above.item.at) < RUN_MS
}

/** The first message of another above the reader's mark. */
export function firstUnreadOf(items: readonly TimelineItem[], read: number): OpId | undefined {
  return items.find((item) => !item.own && !item.pending && item.line.kind === 'message' && item.place > read)?.id
}

/** Keeps the very objects of rows that are as they were, so that a memoised row is not drawn again. */
export function keepSame(before: readonly Row[], after: readonly Row[]): Row[] {
  const known = new Map(before.map((row) => [row.key, row]))
  return after.map((row) => {
    const old = known.get(row.key)
    return old && isSame(old, row) ? old : row
  })
}

function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  return keys.every((key) => isSame((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
}
