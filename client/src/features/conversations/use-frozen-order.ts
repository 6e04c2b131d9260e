import { type RefObject, useRef, useState } from 'react'
import { heldOrder } from './frozen-order.ts'

/** Keeps the order of rows while one of them is hovered, pressed or focused. Spread `hold` on the list. */
export function useFrozenOrder<Item extends { id: string }>(
  list: RefObject<HTMLElement | null>,
  items: readonly Item[],
) {
  const [isHovered, setHovered] = useState(false)
  const [isFocused, setFocused] = useState(false)
  const [isPressed, setPressed] = useState(false)
  const shown = useRef<readonly string[]>([])

  // A list that is hidden loses the focus without a word: ask, or it would be held for ever.
  const hasFocus = isFocused && list.current?.matches(':focus-within') === true
  const ordered = isHovered || isPressed || hasFocus ? heldOrder(shown.current, items) : [...items]
  shown.current = ordered.map(({ id }) => id)

  const hold = {
    onPointerEnter: (event: React.PointerEvent) => event.pointerType === 'mouse' && setHovered(true),
    onPointerLeave: () => {
      setHovered(false)
      setPressed(false)
    },
    onPointerDown: () => setPressed(true),
    onPointerUp: () => setPressed(false),
    onPointerCancel: () => setPressed(false),
    onFocus: () => setFocused(true),
    onBlur: (event: React.FocusEvent) => setFocused(event.currentTarget.contains(event.relatedTarget)),
  }
  return { ordered, hold }
}
