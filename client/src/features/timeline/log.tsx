import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { ChevronDown } from 'lucide-react'
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react'
import type { OpId } from '#protocol/ids.ts'
import { DayPill } from '../../ui/day-pill.tsx'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import { abilitiesOf } from './abilities.ts'
import { useDayWords } from './day-words.ts'
import styles from './log.module.css'
import { type Cast, LogRow } from './log-row.tsx'
import type { MessageActions, MessageItem } from './message-row.tsx'
import type { Row } from './rows.ts'
import { TopNote, type TopState, topHeight } from './top-note.tsx'
import { type Opening, type SavedPlace, useLogScroll } from './use-log-scroll.ts'
import { useReading } from './use-reading.ts'

export interface LogHandle {
  /** To the newest message, and along with the one that is just being sent. */
  follow(): void
  /** Where it stands; `undefined` at its end. */
  stand(): SavedPlace | undefined
  /** To a message, which is lit up; or back to where it stood. As soon as that is one of its rows. */
  show(to: OpId | SavedPlace): void
}

export interface LogProps {
  title: string
  rows: readonly Row[]
  top: TopState
  /** newer rows are not in `rows` */
  more: boolean
  opening: Opening
  today: number
  cast: Cast
  /** of this conversation, for the way back to the end */
  unread: number
  read: number
  menuOn: OpId | undefined
  actions: MessageActions
  onCopy: (event: ClipboardEvent) => void
  onNearTop: () => void
  onNearEnd: () => void
  /** The newest rows, where they are not in `rows`. */
  onLatest: () => void
  onRead: (position: number) => void
  onLeave: (place: SavedPlace | undefined, focused: OpId | undefined) => void
  /** in place of rows, where there are none */
  empty?: ReactNode
  ref?: Ref<LogHandle>
}

const PAGE = 8
/** Room that a day takes at the top. */
const PILL_PX = 48

/** The messages of a conversation. Draws what is in sight, wherever in a hundred thousand that is. */
export function Log(props: LogProps) {
  const { title, rows, top, more, today, cast, unread, actions, menuOn } = props
  const { t } = useLingui()
  const [focused, setFocused] = useState(props.opening.focus)
  const { flash, setFlash } = useFlash(props.opening)
  const { log, virtualizer, atEnd, indexOf, stand, show, follow } = useLogScroll({
    rows,
    head: rows.length === 0 ? 0 : topHeight(top),
    opening: props.opening,
    toTheEnd: !more,
    current: focused,
    onNearTop: props.onNearTop,
    onNearEnd: props.onNearEnd,
    onLeave: (place) => props.onLeave(place, focused),
  })
  useReading({ log, virtualizer, rows, read: props.read, unread, onRead: props.onRead })

  const { onLatest } = props
  const toLatest = useCallback(() => {
    if (more) onLatest()
    follow()
  }, [more, onLatest, follow])
  useImperativeHandle(
    props.ref,
    () => ({
      follow: toLatest,
      stand,
      show(to) {
        show(typeof to === 'string' ? { key: to } : to)
        if (typeof to === 'string') setFlash(to)
      },
    }),
    [toLatest, stand, show, setFlash],
  )

  const current = focused !== undefined && indexOf.has(focused) ? focused : lastMessage(rows)?.key
  const wanted = useRef(props.opening.focus)
  useEffect(() => {
    if (wanted.current === undefined) return
    const article = log.current?.querySelector<HTMLElement>(`article[data-id="${wanted.current}"]`)
    if (!article) return
    wanted.current = undefined
    article.focus({ preventScroll: true })
  })

  // Whoever stood on a message that is gone stands in the log.
  const isGone = focused !== undefined && !indexOf.has(focused)
  useEffect(() => {
    if (isGone && document.activeElement === document.body) log.current?.focus({ preventScroll: true })
  }, [isGone, log])

  /** the newest, as soon as it is one of the rows */
  const isLatestWanted = useRef(false)
  useEffect(() => {
    if (more || !isLatestWanted.current) return
    isLatestWanted.current = false
    move(destination('End', rows.length, rows))
  })

  function move(to: number | undefined) {
    const row = to === undefined ? undefined : rows[to]
    if (to === undefined || !row) return
    wanted.current = row.key
    setFocused(row.key)
    virtualizer.scrollToIndex(to, { align: 'auto' })
  }

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    const target = event.target as HTMLElement
    const onMessage = target.tagName === 'ARTICLE'
    if ((target !== event.currentTarget && !onMessage) || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'End' && more) {
      event.preventDefault()
      isLatestWanted.current = true
      return onLatest()
    }
    const at = onMessage && current !== undefined ? (indexOf.get(current) ?? rows.length) : rows.length
    const to = destination(event.key, at, rows)
    if (to !== undefined) {
      event.preventDefault()
      move(to)
    } else if (onMessage && (!event.shiftKey || event.key === '+')) {
      const item = rows[at]?.item
      if (
        item?.line.kind === 'message' &&
        act(letterOf(event), { item: item as MessageItem, article: target, cast, actions })
      )
        event.preventDefault()
    }
  }

  const items = virtualizer.getVirtualItems()
  const jump = rows.length > 0 && (!atEnd || more)
  return (
    <div className={styles.frame}>
      <div
        ref={log}
        id="messages"
        role="log"
        aria-live="off"
        aria-label={t`Messages with ${title}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys
        tabIndex={0}
        className={styles.log}
        onKeyDown={onKeyDown}
        onCopy={props.onCopy}
        onFocus={({ target }) => {
          const article = target.closest('article')
          if (article) setFocused(article.dataset.id)
        }}
      >
        {rows.length === 0 ? (
          props.empty
        ) : (
          <div className={styles.rows} style={{ blockSize: virtualizer.getTotalSize() }}>
            <TopNote state={top} />
            {items.map(({ key, index, start }) => {
              const row = rows[index]
              if (!row) return null
              return (
                <div
                  key={key}
                  ref={virtualizer.measureElement}
                  data-index={index}
                  data-key={row.key}
                  className={styles.row}
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <LogRow
                    row={row}
                    today={today}
                    cast={cast}
                    current={row.key === current}
                    menuOpen={row.key === menuOn}
                    flash={row.key === flash}
                    actions={actions}
                  />
                </div>
              )
            })}
          </div>
        )}
      </div>
      <FloatingDay
        at={virtualizer.isScrolling ? dayAtTop(rows, items, virtualizer.scrollOffset ?? 0) : undefined}
        today={today}
      />
      {jump && (
        <button type="button" className={styles.jump} data-unread={unread > 0 || undefined} onClick={toLatest}>
          <ChevronDown size={22} strokeWidth={1.9} aria-hidden="true" />
          {unread > 0 && (
            <span className={styles.jumpCount} aria-hidden="true">
              {unread > 99 ? '99+' : unread}
            </span>
          )}
          <VisuallyHidden>
            {unread > 0 ? (
              <Plural
                value={unread}
                one="Jump to latest messages, # unread"
                other="Jump to latest messages, # unread"
              />
            ) : (
              <Trans>Jump to latest messages</Trans>
            )}
          </VisuallyHidden>
        </button>
      )}
    </div>
  )
}

const isMessage = (row: Row | undefined) => row?.item.line.kind === 'message'
const lastMessage = (rows: readonly Row[]) => rows.findLast(isMessage)

/** The day of what is at the top, unless it says so itself. */
function dayAtTop(rows: readonly Row[], items: { index: number; start: number; end: number }[], offset: number) {
  const at = items.findIndex(({ end }) => end > offset)
  const [first, second] = [items[at], items[at + 1]]
  if (!first || first.start > offset || rows[first.index]?.day !== undefined) return undefined
  if (second && second.start - offset < PILL_PX && rows[second.index]?.day !== undefined) return undefined
  return rows[first.index]?.item.at
}

/** The row that a key leads to. Only messages are stops. */
function destination(key: string, at: number, rows: readonly Row[]): number | undefined {
  const seek = (from: number, step: 1 | -1) => {
    for (let index = from; index >= 0 && index < rows.length; index += step) if (isMessage(rows[index])) return index
    return undefined
  }
  switch (key) {
    case 'ArrowUp':
      return seek(at - 1, -1)
    case 'ArrowDown':
      return seek(at + 1, 1)
    case 'PageUp':
      return seek(Math.max(0, at - PAGE), -1) ?? seek(0, 1)
    case 'PageDown':
      return seek(Math.min(rows.length - 1, at + PAGE), 1) ?? seek(rows.length - 1, -1)
    case 'Home':
      return seek(0, 1)
    case 'End':
      return seek(rows.length - 1, -1)
    default:
      return undefined
  }
}

const bubbleOf = (article: HTMLElement) => article.querySelector<HTMLElement>('[data-bubble]') ?? article

/** The same with Caps Lock on. */
const letterOf = ({ key }: { key: string }): string => (key.length === 1 ? key.toLowerCase() : key)

/** Letters do something only on a focused message. */
function act(
  key: string,
  { item, article, cast, actions }: { item: MessageItem; article: HTMLElement; cast: Cast; actions: MessageActions },
): boolean {
  if (item.line.removed || item.line.removePending) return false
  const can = abilitiesOf(item, cast.rights)
  if (key === '+' && can.react) actions.openReactions(item, bubbleOf(article))
  else if (key === 'r' && can.reply) actions.reply(item)
  else if (key === 'c' && can.copy) actions.copy(item)
  else if (key === 'e' && can.edit) actions.edit(item)
  else if (key === 'i') actions.openInfo(item, article)
  else if (key === 'Delete' && can.remove !== 'no') actions.askDelete(item, article)
  else return false
  return true
}

const FLASH_MS = 1200

/** The message that was jumped to, for as long as it is lit. */
function useFlash(opening: Opening) {
  const [flash, setFlash] = useState(opening.at === 'message' ? opening.key : undefined)
  useEffect(() => {
    if (flash === undefined) return
    const timer = setTimeout(setFlash, FLASH_MS, undefined)
    return () => clearTimeout(timer)
  }, [flash])
  return { flash, setFlash }
}

/** Which day this is, while the log is on the move. */
function FloatingDay({ at, today }: { at: number | undefined; today: number }) {
  const words = useDayWords(today)
  const [last, setLast] = useState(at)
  if (at !== undefined && at !== last) setLast(at)
  if (last === undefined) return null
  return (
    <div className={styles.floating} data-shown={at !== undefined || undefined} aria-hidden="true">
      <DayPill>{words.day(last)}</DayPill>
    </div>
  )
}
