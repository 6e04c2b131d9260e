import { type PointerEvent, type RefObject, useRef, useState } from 'react'

/** A finger that went this far sideways means it. */
const BEGIN_PX = 12
/** Let go from here on, it is done. */
const ENOUGH_PX = 56
const MOST_PX = 72
/** The edge of a phone's window belongs to its own way back. */
const EDGE_PX = 24

/** A bubble that is drawn towards the end of its line and let go. Scrolling goes on as ever. */
export function useSwipe(bubble: RefObject<HTMLElement | null>, onSwipe: (() => void) | undefined) {
  const touch = useRef<{ x: number; y: number; by: number; begun: boolean }>(undefined)
  const [under, setUnder] = useState(false)

  const draw = (by: number) => bubble.current?.style.setProperty('translate', by === 0 ? '' : `${by}px`)
  const end = (done: boolean) => {
    const { begun, by } = touch.current ?? {}
    touch.current = undefined
    if (!begun || by === undefined) return
    draw(0)
    setUnder(false)
    if (done && Math.abs(by) >= ENOUGH_PX) onSwipe?.()
  }

  return {
    /** the bubble is out of its place: what is under it shows */
    under,
    handlers: {
      onPointerDown({ pointerType, isPrimary, clientX, clientY }: PointerEvent) {
        if (!onSwipe || pointerType === 'mouse' || !isPrimary) return
        if (clientX < EDGE_PX || clientX > innerWidth - EDGE_PX) return
        touch.current = { x: clientX, y: clientY, by: 0, begun: false }
      },
      onPointerMove(event: PointerEvent) {
        const at = touch.current
        if (!at) return
        const sign = document.dir === 'rtl' ? -1 : 1
        const along = (event.clientX - at.x) * sign
        const across = Math.abs(event.clientY - at.y)
        if (!at.begun) {
          if (across > BEGIN_PX) touch.current = undefined
          if (along < BEGIN_PX || along < 2 * across) return
          at.begun = true
          setUnder(true)
        }
        const before = at.by
        at.by = Math.min(MOST_PX, Math.max(0, along - BEGIN_PX)) * sign
        if (Math.abs(before) < ENOUGH_PX && Math.abs(at.by) >= ENOUGH_PX) navigator.vibrate?.(10)
        draw(at.by)
      },
      onPointerUp: () => end(true),
      onPointerCancel: () => end(false),
    },
  }
}
