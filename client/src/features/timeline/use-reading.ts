import { type RefObject, useEffect, useRef } from 'react'
import { DWELL_MS, markFor, type Seen } from './reading.ts'
import type { Row } from './rows.ts'
import type { LogVirtualizer } from './use-log-scroll.ts'

const SETTLE_MS = 120

/** Tells up to where the person has read: the window had the focus for a second, and the bottom of the message was in sight. */
export function useReading({
  log,
  virtualizer,
  rows,
  read,
  unread,
  onRead,
}: {
  log: RefObject<HTMLDivElement | null>
  virtualizer: LogVirtualizer
  rows: readonly Row[]
  /** the mark as it is */
  read: number
  /** messages of others above it */
  unread: number
  onRead: (position: number) => void
}) {
  const latest = useRef({ rows, read, unread, onRead })
  latest.current = { rows, read, unread, onRead }
  const look = useRef<() => void>(() => {})

  useEffect(() => {
    const element = log.current
    if (!element) return
    let attentiveSince = attentive() ? performance.now() : undefined
    let timer: ReturnType<typeof setTimeout> | undefined

    const check = () => {
      const { rows, read, unread, onRead } = latest.current
      if (attentiveSince === undefined || !attentive()) return
      const early = DWELL_MS - (performance.now() - attentiveSince)
      if (early > 0) {
        timer = setTimeout(check, early)
        return
      }
      const position = markFor(inSight(virtualizer, rows), { height: element.clientHeight, read, unread })
      if (position !== undefined) onRead(position)
    }
    const soon = () => {
      clearTimeout(timer)
      timer = setTimeout(check, SETTLE_MS)
    }
    const attention = () => {
      attentiveSince = attentive() ? (attentiveSince ?? performance.now()) : undefined
      soon()
    }
    look.current = soon
    soon()
    element.addEventListener('scroll', soon, { passive: true })
    addEventListener('focus', attention)
    addEventListener('blur', attention)
    document.addEventListener('visibilitychange', attention)
    return () => {
      clearTimeout(timer)
      look.current = () => {}
      element.removeEventListener('scroll', soon)
      removeEventListener('focus', attention)
      removeEventListener('blur', attention)
      document.removeEventListener('visibilitychange', attention)
    }
  }, [log, virtualizer])

  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows, another mark or count are a reason to look
  useEffect(() => look.current(), [rows, read, unread])
}

const attentive = () => document.visibilityState === 'visible' && document.hasFocus()

function inSight(virtualizer: LogVirtualizer, rows: readonly Row[]): Seen[] {
  const offset = virtualizer.scrollOffset ?? 0
  return virtualizer.getVirtualItems().flatMap(({ index, end }) => {
    const item = rows[index]?.item
    return item && end > offset ? [{ item, bottom: end - offset }] : []
  })
}
