/**
 * Where the log stands. At its end it follows; anywhere else nothing that comes or changes moves what is being read.
 */
import { defaultRangeExtractor, type Range, useVirtualizer, type VirtualItem } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { OpId } from '#protocol/ids.ts'
import { estimateHeight } from './row-height.ts'
import type { Row } from './rows.ts'

/** This close to the end counts as there. */
export const END_PX = 80
/** Older rows are asked for this long before they come into sight. */
export const AHEAD_PX = 1500
const FOLLOW_MS = 1000

export type Opening = { at: 'end' } | { at: 'unread'; key: OpId } | { at: 'place'; place: SavedPlace }

/** Where somebody was, in terms that survive what came meanwhile. */
export interface SavedPlace {
  key: OpId
  /** pixels of that row above the upper edge */
  above: number
  /** heights as they were, so that the way there is as long as it was */
  sizes: VirtualItem[]
}

export interface LogScrollOptions {
  rows: readonly Row[]
  /** px kept free above the first row */
  head: number
  opening: Opening
  /** the newest row there is is the last of `rows` */
  toTheEnd: boolean
  /** stays drawn wherever the log stands: it may have the focus */
  current: OpId | undefined
  onNearTop: () => void
  onNearEnd: () => void
  onLeave: (place: SavedPlace | undefined) => void
}

export function useLogScroll(options: LogScrollOptions) {
  const { rows, head, opening, toTheEnd, current } = options
  const log = useRef<HTMLDivElement>(null)
  const indexOf = useMemo(() => new Map(rows.map((row, at) => [row.key, at])), [rows])
  const [height, setHeight] = useState(0)
  const keep = current === undefined ? undefined : indexOf.get(current)

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => log.current,
    estimateSize: (index) => estimateHeight(rows[index]),
    getItemKey: useCallback((index: number) => rows[index]?.key ?? index, [rows]),
    anchorTo: 'end',
    followOnAppend: toTheEnd,
    scrollEndThreshold: END_PX,
    overscan: 6,
    paddingStart: head,
    paddingEnd: 8,
    // The unread divider, and a message reached by keys, come to stand with context above them.
    scrollPaddingStart: opening.at === 'unread' && height === 0 ? Math.round(innerHeight / 4) : 24,
    scrollPaddingEnd: 8,
    initialMeasurementsCache: opening.at === 'place' ? opening.place.sizes : undefined,
    rangeExtractor: useCallback((range: Range) => withRow(defaultRangeExtractor(range), keep), [keep]),
  })

  useOpening({ virtualizer, opening, indexOf, log, onOpened: setHeight })
  useHeadRoom(log, head, rows[0]?.key)
  const followUntil = useRef(0)
  useFollowing({ virtualizer, log, rows, followUntil })
  useLeaving(virtualizer, options.onLeave)

  const { onNearTop, onNearEnd } = options
  const offset = virtualizer.scrollOffset ?? 0
  const range = virtualizer.range
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new range is a reason to look
  useEffect(() => {
    if (height === 0 || rows.length === 0) return
    if (offset - head < AHEAD_PX) onNearTop()
    if (virtualizer.getTotalSize() - offset - height < AHEAD_PX) onNearEnd()
  }, [range?.startIndex, range?.endIndex, rows, head, height, onNearTop, onNearEnd])

  return {
    log,
    virtualizer,
    atEnd: height === 0 || virtualizer.isAtEnd(END_PX),
    indexOf,
    /** To the newest, and along with what comes in the next moment. */
    follow: useCallback(() => {
      followUntil.current = performance.now() + FOLLOW_MS
      virtualizer.scrollToEnd()
    }, [virtualizer]),
  }
}

export type LogVirtualizer = ReturnType<typeof useLogScroll>['virtualizer']

function withRow(drawn: number[], keep: number | undefined): number[] {
  const [first, last] = [drawn[0], drawn.at(-1)]
  if (keep === undefined || first === undefined || last === undefined) return drawn
  if (keep < first) return [keep, ...drawn]
  return keep > last ? [...drawn, keep] : drawn
}

function useOpening({
  virtualizer,
  opening,
  indexOf,
  log,
  onOpened,
}: {
  virtualizer: ReturnType<typeof useVirtualizer<HTMLDivElement, Element>>
  opening: Opening
  indexOf: Map<OpId, number>
  log: RefObject<HTMLDivElement | null>
  onOpened: (height: number) => void
}) {
  const opened = useRef(false)
  useLayoutEffect(() => {
    if (opened.current || indexOf.size === 0 || !log.current) return
    opened.current = true
    const index =
      opening.at === 'unread' ? indexOf.get(opening.key) : opening.at === 'place' && indexOf.get(opening.place.key)
    if (typeof index !== 'number') virtualizer.scrollToEnd()
    else if (opening.at === 'place') {
      const start = virtualizer.getOffsetForIndex(index, 'start')?.[0] ?? 0
      virtualizer.scrollToOffset(start + virtualizer.options.scrollPaddingStart + opening.place.above)
    } else virtualizer.scrollToIndex(index, { align: 'start' })
    onOpened(log.current.clientHeight)
  }, [virtualizer, opening, indexOf, log, onOpened])
}

/** The room above the first row changes by what is said there; the rows stay where they are. */
function useHeadRoom(log: RefObject<HTMLDivElement | null>, head: number, first: OpId | undefined) {
  const before = useRef({ head, first })
  useLayoutEffect(() => {
    const grown = head - before.current.head
    // With other rows at the top the virtualiser has counted the head in.
    if (grown !== 0 && before.current.first === first && log.current) log.current.scrollTop += grown
    before.current = { head, first }
  }, [log, head, first])
}

function useFollowing({
  virtualizer,
  log,
  rows,
  followUntil,
}: {
  virtualizer: ReturnType<typeof useVirtualizer<HTMLDivElement, Element>>
  log: RefObject<HTMLDivElement | null>
  rows: readonly Row[]
  followUntil: RefObject<number>
}) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: what comes in the moment after sending is followed
  useLayoutEffect(() => {
    if (performance.now() < followUntil.current) virtualizer.scrollToEnd()
  }, [rows, virtualizer, followUntil])

  // The box below grows, or a keyboard opens: the newest message stays in sight.
  useEffect(() => {
    const element = log.current
    if (!element) return
    let height = element.clientHeight
    const observer = new ResizeObserver(() => {
      const grown = element.clientHeight - height
      height = element.clientHeight
      if (grown !== 0 && virtualizer.getDistanceFromEnd() <= END_PX + Math.abs(grown)) virtualizer.scrollToEnd()
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [virtualizer, log])
}

function useLeaving(
  virtualizer: ReturnType<typeof useVirtualizer<HTMLDivElement, Element>>,
  onLeave: (place: SavedPlace | undefined) => void,
) {
  const leave = useRef(onLeave)
  leave.current = onLeave
  useLayoutEffect(
    () => () => {
      const offset = virtualizer.scrollOffset ?? 0
      const first = virtualizer.getVirtualItemForOffset(offset)
      const place = first && !virtualizer.isAtEnd(END_PX)
      leave.current(
        place
          ? { key: String(first.key), above: offset - first.start, sizes: [...virtualizer.measurementsCache] }
          : undefined,
      )
    },
    [virtualizer],
  )
}
