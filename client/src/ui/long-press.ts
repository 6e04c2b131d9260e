import { type PointerEvent, useRef } from 'react'

const PRESS_MS = 450
const SLACK_PX = 10

/** A finger that rests. Movement, lifting and scrolling cancel it. */
export function useLongPress(onPress: () => void) {
  const press = useRef<{ timer: ReturnType<typeof setTimeout>; x: number; y: number }>(undefined)
  const cancel = () => {
    clearTimeout(press.current?.timer)
    press.current = undefined
  }
  return {
    onPointerDown(event: PointerEvent) {
      cancel()
      if (event.pointerType === 'mouse' || !event.isPrimary) return
      const { target } = event
      const timer = setTimeout(() => {
        press.current = undefined
        endsInNoClick(target)
        navigator.vibrate?.(10)
        onPress()
      }, PRESS_MS)
      press.current = { timer, x: event.clientX, y: event.clientY }
    },
    onPointerMove({ clientX, clientY }: PointerEvent) {
      const at = press.current
      if (at && Math.hypot(clientX - at.x, clientY - at.y) > SLACK_PX) cancel()
    },
    onPointerUp: cancel,
    onPointerCancel: cancel,
  }
}

/** What opened may lie under the finger by now: lifting it chooses nothing. */
function endsInNoClick(finger: EventTarget) {
  const end = (event: Event) => {
    event.preventDefault()
    finger.removeEventListener('touchend', end)
    finger.removeEventListener('touchcancel', end)
  }
  finger.addEventListener('touchend', end)
  finger.addEventListener('touchcancel', end)
}
