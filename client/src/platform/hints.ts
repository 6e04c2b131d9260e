/** Moments at which trying again is likely to work. */
import type { Hints } from '#engine/ports.ts'

const TICK_MS = 5_000
/** A timer that is this late has slept: its sockets are dead, though they say that they are open. */
const SLEPT_MS = 30_000

export function createHints(): Hints {
  const listeners = new Set<() => void>()
  const wake = () => {
    for (const listener of listeners) listener()
  }

  window.addEventListener('online', wake)
  // An open connection is asked whether it lives; the hint itself is not believed.
  window.addEventListener('offline', wake)
  window.addEventListener('focus', wake)
  window.addEventListener('pageshow', wake)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') wake()
  })
  let last = Date.now()
  setInterval(() => {
    const late = Date.now() - last - TICK_MS
    last = Date.now()
    if (late > SLEPT_MS) wake()
  }, TICK_MS)

  return {
    onWake(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    visible: () => document.visibilityState === 'visible',
    online: () => navigator.onLine,
  }
}
