import { useLingui } from '@lingui/react/macro'
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual'
import { type ComponentProps, useCallback, useMemo, useRef } from 'react'
import type { ConversationItem } from '#engine/model.ts'
import type { ConversationId } from '#protocol/ids.ts'
import { useToday } from '../../ui/use-today.ts'
import { ConversationRow } from './conversation-row.tsx'
import type { Names } from './row-preview.tsx'
import styles from './rows.module.css'
import { useFrozenOrder } from './use-frozen-order.ts'
import { useRoving } from './use-roving.ts'

/** So many are plain elements; of more than that only those in sight are drawn. */
const PLAIN_ROWS = 60

/** What can be done with a row besides opening it; the same functions for as long as the list stands. */
export interface RowActions {
  /** whose menu is open */
  menuOn?: ConversationId
  onMenu: (conversation: ConversationId, trigger: HTMLElement) => void
  /** It is about to be opened. */
  onAhead: (conversation: ConversationId) => void
  /** It may be asked for next. */
  onMenuAhead: () => void
  onSwipe: (item: ConversationItem, what: 'read' | 'archive') => void
}

interface RowsProps extends Names, RowActions {
  items: ConversationItem[]
  selected?: ConversationId
  scroller: HTMLElement | null
}

/** The list itself: its order, its keys, and the rows that are drawn. */
export function Rows({
  items,
  selected,
  scroller,
  menuOn,
  onAhead,
  onMenu,
  onMenuAhead,
  onSwipe,
  ...names
}: RowsProps) {
  const { t } = useLingui()
  const today = useToday()
  const latest = useRef({ onAhead, onMenu, onMenuAhead, onSwipe })
  latest.current = { onAhead, onMenu, onMenuAhead, onSwipe }
  const actions = useMemo<Omit<RowActions, 'menuOn'>>(
    () => ({
      onAhead: (...asked) => latest.current.onAhead(...asked),
      onMenu: (...asked) => latest.current.onMenu(...asked),
      onMenuAhead: () => latest.current.onMenuAhead(),
      onSwipe: (...asked) => latest.current.onSwipe(...asked),
    }),
    [],
  )
  const list = useRef<HTMLUListElement>(null)
  const { ordered, hold } = useFrozenOrder(list, items)
  const rows = ordered.map(({ id, kind, title }) => ({ id, title: kind === 'self' ? t`Saved messages` : title }))
  const { stop, onKeyDown, onRowFocus } = useRoving(list, rows, selected)

  const frame = { ref: list, 'aria-label': t`Conversation list`, onKeyDown, ...hold }
  const row = (item: ConversationItem) => ({
    item,
    today,
    isSelected: item.id === selected,
    isStop: item.id === stop,
    onFocus: onRowFocus,
    menuOpen: item.id === menuOn,
    actions,
    ...names,
  })

  if (ordered.length > PLAIN_ROWS) {
    const kept = [stop, selected].map((id) => ordered.findIndex((item) => item.id === id))
    return <WindowedList frame={frame} items={ordered} kept={kept} row={row} scroller={scroller} />
  }
  return (
    <List {...frame}>
      {ordered.map((item) => (
        <ConversationRow key={item.id} {...row(item)} />
      ))}
    </List>
  )
}

function List(props: ComponentProps<'ul'>) {
  // biome-ignore lint/a11y/noRedundantRoles: Safari forgets that a list without markers is one
  return <ul role="list" className={styles.list} {...props} />
}

function WindowedList({
  frame,
  items,
  kept,
  row,
  scroller,
}: {
  frame: ComponentProps<'ul'>
  items: ConversationItem[]
  /** indices that are drawn wherever they are: the tab stop and the open one, so that they can be focused and found */
  kept: readonly number[]
  row: (item: ConversationItem) => ComponentProps<typeof ConversationRow>
  scroller: HTMLElement | null
}) {
  const [stop = -1, selected = -1] = kept
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller,
    estimateSize: () => 66,
    getItemKey: (index) => items[index]?.id ?? index,
    overscan: 12,
    paddingEnd: 12,
    rangeExtractor: useCallback(
      (range: Range) => {
        const shown = new Set([...defaultRangeExtractor(range), stop, selected])
        return [...shown].filter((index) => index >= 0 && index < range.count).sort((a, b) => a - b)
      },
      [stop, selected],
    ),
  })
  return (
    <List {...frame} data-windowed style={{ blockSize: virtualizer.getTotalSize() }}>
      {virtualizer.getVirtualItems().map(({ key, index, start }) => {
        const item = items[index]
        if (!item) return null
        const place = { index, count: items.length, start, measure: virtualizer.measureElement }
        return <ConversationRow key={key} {...row(item)} {...place} />
      })}
    </List>
  )
}
