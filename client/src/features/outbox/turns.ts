import type { OutboxItem } from '../../store/outbox-queries.ts'

/** The second of five. */
export interface Turn {
  at: number
  of: number
}

/**
 * Where each stands among all that have waited since nothing did.
 * @param seen the ids of those, kept between calls: what has been sent is counted too
 */
export function turns(seen: Set<string>, items: readonly OutboxItem[]): (item: OutboxItem) => Turn {
  const queue = items.filter(({ refused }) => !refused).toSorted((a, b) => a.row.order - b.row.order)
  if (queue.length === 0) seen.clear()
  for (const { row } of queue) seen.add(row.id)
  const gone = seen.size - queue.length
  return (item) => ({ at: gone + queue.indexOf(item) + 1, of: seen.size })
}
