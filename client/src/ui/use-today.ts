import { useSyncExternalStore } from 'react'

const startOfToday = (): number => new Date().setHours(0, 0, 0, 0)

/** Timers are coarse and stop with a sleeping machine, so the day is looked at again whenever the page comes back. */
function onNewDay(tell: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>
  const arm = () => {
    const midnight = new Date().setHours(24, 0, 0, 50)
    timer = setTimeout(look, midnight - Date.now())
  }
  const look = () => {
    clearTimeout(timer)
    tell()
    arm()
  }
  arm()
  document.addEventListener('visibilitychange', look)
  return () => {
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', look)
  }
}

/** Midnight of the current day, in ms. Changes by itself when the day does. */
export const useToday = (): number => useSyncExternalStore(onNewDay, startOfToday)
