import { type MouseEvent, type PointerEvent, useRef, useState } from 'react'
import { useLongPress } from '../../ui/long-press.ts'

/** From here on letting go does it. */
const FAR_PX = 76
const MOST_PX = 112
/** A finger that goes so far sideways, and twice as far as up or down, swipes. */
const BEGIN_PX = 12

export interface RowGestures {
  onLongPress: () => void
  onSwipe: (direction: 'left' | 'right') => void
}

/**
 * Touch on a row: resting on it, and pulling it aside. All of it is in its menu too. The row follows by the custom
 * property `--pull`, and says by `data-far` that letting go does it.
 */
export function useRowGestures({ onLongPress, onSwipe }: RowGestures) {
  const pull = useRef<{ x: number; y: number; by?: number }>(undefined)
  const wasGesture = useRef(false)
  const [pulled, setPulled] = useState<'left' | 'right'>()
  const press = useLongPress(() => {
    wasGesture.current = true
    pull.current = undefined
    onLongPress()
  })

  function follow(row: HTMLElement, by: number) {
    row.style.setProperty('--pull', `${Math.max(-MOST_PX, Math.min(MOST_PX, by))}px`)
    setPulled(by > 0 ? 'right' : 'left')
    row.toggleAttribute('data-far', Math.abs(by) >= FAR_PX)
  }

  function letGo(row: HTMLElement) {
    pull.current = undefined
    row.style.removeProperty('--pull')
    setPulled(undefined)
    row.removeAttribute('data-far')
  }

  const gestures = {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      wasGesture.current = false
      press.onPointerDown(event)
      if (event.pointerType !== 'mouse' && event.isPrimary) pull.current = { x: event.clientX, y: event.clientY }
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      press.onPointerMove(event)
      const from = pull.current
      if (!from) return
      const [dx, dy] = [event.clientX - from.x, event.clientY - from.y]
      if (from.by === undefined) {
        if (Math.abs(dx) < BEGIN_PX || Math.abs(dx) < 2 * Math.abs(dy)) return
        event.currentTarget.setPointerCapture(event.pointerId)
        wasGesture.current = true
      }
      from.by = dx
      follow(event.currentTarget, dx)
    },
    onPointerUp(event: PointerEvent<HTMLElement>) {
      press.onPointerUp()
      const by = pull.current?.by
      letGo(event.currentTarget)
      if (by !== undefined && Math.abs(by) >= FAR_PX) onSwipe(by > 0 ? 'right' : 'left')
    },
    onPointerCancel(event: PointerEvent<HTMLElement>) {
      press.onPointerCancel()
      letGo(event.currentTarget)
    },
    /** A gesture ends in no click. */
    onClickCapture(event: MouseEvent) {
      if (!wasGesture.current) return
      wasGesture.current = false
      event.preventDefault()
      event.stopPropagation()
    },
  }
  return { gestures, pulled }
}
