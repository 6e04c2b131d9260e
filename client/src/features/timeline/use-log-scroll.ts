/**
 * Where the log stands. At its end it follows; anywhere else nothing that comes or changes moves what is being read.
 */
import { defaultRangeExtractor, type Range, useVirtualizer, type VirtualItem } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { OpId } from '#protocol/ids.ts'
import { painted } from '../../platform/painted.ts'
import { estimateHeight } from './row-height.ts'
import type { Row } from './rows.ts'

/** This close to the end counts as there. */
export const END_PX = 80
/** Older rows are asked for this long before they come into sight. */
export const AHEAD_PX = 1500
const HOLD_MS = 1000
/** Whoever moved the log so lately is not held at its end. */
const STEADY_MS = 200
/** Keys that move the log or what is focused in it. */
const MOVING = new Set(['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End', ' ', 'Tab'])

/** `unread`: the first that is marked as new */
export type Opening = { focus?: OpId | undefined; unread?: OpId | undefined } & (
  | { at: 'end' }
  | { at: 'unread'; unread: OpId }
  | { at: 'message'; key: OpId }
  | { at: 'place'; place: SavedPlace }
)

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
    overscan: useOverscan(),
    paddingStart: head,
    paddingEnd: 8,
    // A message reached by keys stands clear of the edges.
    scrollPaddingStart: 24,
    scrollPaddingEnd: 8,
    initialMeasurementsCache: opening.at === 'place' ? opening.place.sizes : undefined,
    rangeExtractor: useCallback((range: Range) => withRow(defaultRangeExtractor(range), keep), [keep]),
  })

  useSteadiness(virtualizer)

  const hold = useRef<Hold>(undefined)
  useOpening({ virtualizer, opening, indexOf, log, hold, onOpened: setHeight })
  const show = useShowing({ virtualizer, indexOf, log, hold })
  useHeadRoom(log, head, rows[0]?.key)
  useHolding({ virtualizer, log, rows, toTheEnd, hold })
  const stand = useStand(virtualizer, log)
  useLeaving(stand, options.onLeave)

  const { onNearTop, onNearEnd } = options
  const range = virtualizer.range
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new range is a reason to look
  useEffect(() => {
    if (height === 0 || rows.length === 0 || !log.current) return
    // Not as it was drawn: it may have been led to elsewhere since.
    const offset = log.current.scrollTop
    if (offset - head < AHEAD_PX) onNearTop()
    if (virtualizer.getTotalSize() - offset - height < AHEAD_PX) onNearEnd()
  }, [range?.startIndex, range?.endIndex, rows, head, height, onNearTop, onNearEnd])

  return {
    log,
    virtualizer,
    atEnd: height === 0 || virtualizer.isAtEnd(END_PX),
    indexOf,
    stand,
    show,
    /** To the newest, and along with what comes in the next moment. */
    follow: useCallback(() => {
      hold.current = { at: 'end', until: performance.now() + HOLD_MS }
      virtualizer.scrollToEnd()
    }, [virtualizer]),
  }
}

/** What is out of sight is drawn once what is in sight has been painted. */
function useOverscan(): number {
  const [rows, setRows] = useState(1)
  useEffect(() => void painted().then(() => setRows(6)), [])
  return rows
}

export type LogVirtualizer = ReturnType<typeof useLogScroll>['virtualizer']

function withRow(drawn: number[], keep: number | undefined): number[] {
  const [first, last] = [drawn[0], drawn.at(-1)]
  if (keep === undefined || first === undefined || last === undefined) return drawn
  if (keep < first) return [keep, ...drawn]
  return keep > last ? [...drawn, keep] : drawn
}

/**
 * What changes its height above the upper edge moves nothing below it, whichever way one scrolls: by itself the
 * virtualiser lets a row that is measured anew move all the rest while one scrolls up.
 */
function useSteadiness(virtualizer: ReturnType<typeof useVirtualizer<HTMLDivElement, Element>>) {
  const guessed = useRef(new Set<unknown>())
  virtualizer.shouldAdjustScrollPositionOnItemSizeChange = ({ key, start, end }, _delta, { scrollOffset }) => {
    const isFirst = !guessed.current.has(key)
    guessed.current.add(key)
    // What was only guessed at lay above with all of its height; what grows at the edge grows downwards.
    return (isFirst ? start : end) <= (scrollOffset ?? 0)
  }
}

function useOpening({
  virtualizer,
  opening,
  indexOf,
  log,
  hold,
  onOpened,
}: {
  virtualizer: ReturnType<typeof useVirtualizer<HTMLDivElement, Element>>
  opening: Opening
  indexOf: Map<OpId, number>
  log: RefObject<HTMLDivElement | null>
  hold: RefObject<Hold>
  onOpened: (height: number) => void
}) {
  const opened = useRef(false)
  useLayoutEffect(() => {
    if (opened.current || indexOf.size === 0 || !log.current) return
    opened.current = true
    const { clientHeight } = log.current
    const until = performance.now() + HOLD_MS
    onOpened(clientHeight)
    const key = keyOf(opening)
    const index = key === undefined ? undefined : indexOf.get(key)
    if (key === undefined || index === undefined) {
      hold.current = { at: 'end', until }
      virtualizer.scrollToEnd()
      return
    }
    const y = opening.at === 'place' ? -opening.place.above : inContext(clientHeight)
    hold.current = { at: 'row', key, y, until }
    const start = virtualizer.measurementsCache[index]?.start ?? 0
    virtualizer.scrollToOffset(Math.max(0, start - y))
  }, [virtualizer, opening, indexOf, log, hold, onOpened])
}

/** The row that it opens at. */
function keyOf(opening: Opening): OpId | undefined {
  switch (opening.at) {
    case 'end':
      return undefined
    case 'unread':
      return opening.unread
    case 'message':
      return opening.key
    case 'place':
      return opening.place.key
  }
}

/** What is looked for comes to stand with a third of context above it. */
const inContext = (height: number): number => Math.round(height / 3)

/** To a row, now or as soon as it is one of those that are here. */
function useShowing({
  virtualizer,
  indexOf,
  log,
  hold,
}: {
  virtualizer: ReturnType<typeof useVirtualizer<HTMLDivElement, Element>>
  indexOf: Map<OpId, number>
  log: RefObject<HTMLDivElement | null>
  hold: RefObject<Hold>
}) {
  const latest = useRef(indexOf)
  latest.current = indexOf
  const wanted = useRef<{ key: OpId; y: number }>(undefined)
  const go = useCallback(() => {
    const index = wanted.current && latest.current.get(wanted.current.key)
    if (!wanted.current || index === undefined) return
    hold.current = { at: 'row', ...wanted.current, until: performance.now() + HOLD_MS }
    const start = virtualizer.measurementsCache[index]?.start ?? 0
    virtualizer.scrollToOffset(Math.max(0, start - wanted.current.y))
    wanted.current = undefined
  }, [virtualizer, hold])
  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows are a reason to look
  useLayoutEffect(go, [go, indexOf])
  return useCallback(
    (to: { key: OpId; above?: number }) => {
      wanted.current = {
        key: to.key,
        y: to.above === undefined ? inContext(log.current?.clientHeight ?? 0) : -to.above,
      }
      go()
    },
    [go, log],
  )
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

/** What is kept in sight for a moment, while rows that were only guessed at are measured. A hand on the log ends it. */
type Hold = { until: number; at: 'end' } | { until: number; at: 'row'; key: OpId; y: number } | undefined

/**
 * Keeps the newest message in sight for whoever stands at the end while rows come, grow or the room shrinks (a box
 * that gets higher, a keyboard); and for a moment what the log was opened at, or what was just sent.
 */
function useHolding({
  virtualizer,
  log,
  rows,
  toTheEnd,
  hold,
}: {
  virtualizer: ReturnType<typeof useVirtualizer<HTMLDivElement, Element>>
  log: RefObject<HTMLDivElement | null>
  rows: readonly Row[]
  toTheEnd: boolean
  hold: RefObject<Hold>
}) {
  const stands = useRef({ atEnd: true, movedAt: 0 })
  const drawn = useRef({ rows, total: 0 })
  const end = useRef(toTheEnd)
  end.current = toTheEnd
  const later = useRef<ReturnType<typeof setTimeout>>(undefined)

  const stay = useCallback(() => {
    const element = log.current
    if (!element) return
    const now = performance.now()
    const held = hold.current && now < hold.current.until ? hold.current : undefined
    if (held?.at === 'row') {
      const row = element.querySelector(`[data-key="${CSS.escape(held.key)}"]`)
      if (!row) return
      const off = row.getBoundingClientRect().top - element.getBoundingClientRect().top - held.y
      if (Math.abs(off) > 0.5) element.scrollTop += off
      return
    }
    const { atEnd, movedAt } = stands.current
    if (!end.current || (!held && !atEnd) || distanceFromEnd(element) <= 0.5) return
    const steady = now - movedAt
    clearTimeout(later.current)
    if (held || steady > STEADY_MS) element.scrollTop = element.scrollHeight
    // A hand that led away from there has said so by then.
    else later.current = setTimeout(stay, STEADY_MS - steady + 1)
  }, [log, hold])
  useEffect(() => () => clearTimeout(later.current), [])

  useLayoutEffect(() => {
    const before = drawn.current
    const total = virtualizer.getTotalSize()
    drawn.current = { rows, total }
    if (rows !== before.rows || total !== before.total) stay()
  })

  useEffect(() => {
    const element = log.current
    if (!element) return
    const look = () => {
      stands.current.atEnd = distanceFromEnd(element) <= END_PX
    }
    // A hand on it is obeyed at once.
    const moved = () => {
      stands.current.movedAt = performance.now()
      hold.current = undefined
    }
    const observer = new ResizeObserver(stay)
    observer.observe(element)
    const listening = new AbortController()
    const options = { passive: true, signal: listening.signal }
    element.addEventListener('scroll', look, options)
    for (const hand of ['wheel', 'touchmove', 'pointerdown']) element.addEventListener(hand, moved, options)
    element.addEventListener('keydown', ({ key }) => MOVING.has(key) && moved(), options)
    return () => {
      listening.abort()
      observer.disconnect()
    }
  }, [log, stay, hold])
}

const distanceFromEnd = ({ scrollHeight, scrollTop, clientHeight }: HTMLElement): number =>
  scrollHeight - scrollTop - clientHeight

/** Where the log stands; `undefined` at its end. */
function useStand(
  virtualizer: ReturnType<typeof useVirtualizer<HTMLDivElement, Element>>,
  log: RefObject<HTMLDivElement | null>,
) {
  return useCallback((): SavedPlace | undefined => {
    const element = log.current
    const first = element && virtualizer.getVirtualItemForOffset(element.scrollTop)
    if (!element || !first || distanceFromEnd(element) <= END_PX) return undefined
    const above = element.scrollTop - first.start
    return { key: String(first.key), above, sizes: [...virtualizer.measurementsCache] }
  }, [virtualizer, log])
}

function useLeaving(stand: () => SavedPlace | undefined, onLeave: (place: SavedPlace | undefined) => void) {
  const leave = useRef(onLeave)
  leave.current = onLeave
  useLayoutEffect(() => () => leave.current(stand()), [stand])
}
