import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react'
import { isComposing } from '../../ui/composition.ts'
import { findByTyping } from './type-ahead.ts'

/** A pause after which typing begins a new word. */
const TYPING_MS = 700

/** One tab stop for a whole list of links: arrows, Home, End and typing a title move it. */
export function useRoving(
  list: RefObject<HTMLElement | null>,
  rows: readonly { id: string; title: string }[],
  selected: string | undefined,
) {
  const [last, setLast] = useState<string>()
  const typed = useRef({ text: '', at: 0 })
  const wanted = useRef<string>(undefined)

  const known = (id: string | undefined) => rows.some((row) => row.id === id)
  const stop = known(last) ? last : known(selected) ? selected : rows[0]?.id

  const linkOf = (id: string) => list.current?.querySelector<HTMLElement>(`a[data-conversation="${CSS.escape(id)}"]`)
  const focus = (index: number | undefined) => {
    const id = index === undefined ? undefined : rows[index]?.id
    if (id === undefined) return
    const link = linkOf(id)
    if (link) return link.focus()
    // Not drawn yet: becoming the tab stop draws it.
    wanted.current = id
    setLast(id)
  }

  useLayoutEffect(() => {
    const link = wanted.current === undefined ? undefined : linkOf(wanted.current)
    if (!link) return
    wanted.current = undefined
    link.focus()
  })

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isComposing(event.nativeEvent)) return
    const at = rows.findIndex(({ id }) => id === stop)
    const to = {
      ArrowDown: Math.min(at + 1, rows.length - 1),
      ArrowUp: Math.max(at - 1, 0),
      Home: 0,
      End: rows.length - 1,
    }
    const moved = (to as Record<string, number | undefined>)[event.key]
    if (moved !== undefined) {
      event.preventDefault()
      focus(moved)
      return
    }
    const isCharacter = [...event.key].length === 1
    const isFresh = event.timeStamp - typed.current.at > TYPING_MS
    if (!isCharacter || (event.key === ' ' && isFresh)) return
    event.preventDefault()
    const before = isFresh ? '' : typed.current.text
    // The same letter again means the next one, not a word that begins with two.
    const text = before === event.key ? event.key : before + event.key
    typed.current = { text, at: event.timeStamp }
    focus(
      findByTyping(
        rows.map(({ title }) => title),
        text,
        at,
      ),
    )
  }

  return { stop, onKeyDown, onRowFocus: setLast }
}
