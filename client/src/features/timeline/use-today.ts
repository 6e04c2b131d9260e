import { useEffect, useState } from 'react'
import { startOfDay } from './rows.ts'

const DAY_MS = 86_400_000

/** ms since 1970, new at every midnight and whenever the page is looked at again: what is called today rolls over. */
export function useToday(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const look = () => setNow((before) => (startOfDay(Date.now()) === startOfDay(before) ? before : Date.now()))
    const midnight = setTimeout(look, startOfDay(now + DAY_MS) - Date.now() + 50)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearTimeout(midnight)
      document.removeEventListener('visibilitychange', look)
    }
  }, [now])
  return now
}
