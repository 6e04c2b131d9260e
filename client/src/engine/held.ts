/** Sets of positions as ascending, closed, disjoint intervals that do not touch. */
import type { Span } from '#protocol/http.ts'

export type Interval = [from: number, to: number]

/** The set with `from..to` in it. The same array where nothing changes. */
export function withInterval(set: Interval[], from: number, to: number): Interval[] {
  if (to < from) return set
  const last = set.at(-1)
  if (last && from >= last[0]) {
    if (to <= last[1]) return set
    if (from <= last[1] + 1) return [...set.slice(0, -1), [last[0], to]]
    return [...set, [from, to]]
  }
  const below = set.filter((interval) => interval[1] + 1 < from)
  const above = set.filter((interval) => interval[0] - 1 > to)
  const touching = set.slice(below.length, set.length - above.length)
  const merged: Interval = [Math.min(from, touching[0]?.[0] ?? from), Math.max(to, touching.at(-1)?.[1] ?? to)]
  return [...below, merged, ...above]
}

/** What is left at or above `from`. */
export const fromOn = (set: Interval[], from: number): Interval[] =>
  set.flatMap(([a, b]): Interval[] => (b < from ? [] : [[Math.max(a, from), b]]))

/** The newest run of positions in `floor..head` that may be seen and is not held. */
export function newestGap(
  set: Interval[],
  bounds: { spans: readonly Span[]; floor: number; head: number },
): Interval | undefined {
  const visible = [...bounds.spans].sort((a, b) => b[0] - a[0])
  for (const [from, to] of visible) {
    const low = Math.max(from, bounds.floor)
    let high = Math.min(to ?? bounds.head, bounds.head)
    for (let i = set.length - 1; i >= 0 && high >= low; i--) {
      const interval = set[i] as Interval
      if (interval[0] > high) continue
      if (interval[1] < high) return [Math.max(low, interval[1] + 1), high]
      high = interval[0] - 1
    }
    if (high >= low) return [low, high]
  }
  return undefined
}

/** Whether a position may be seen. */
export const isVisible = (spans: readonly Span[], position: number): boolean =>
  spans.some(([from, to]) => from <= position && (to === null || position <= to))
