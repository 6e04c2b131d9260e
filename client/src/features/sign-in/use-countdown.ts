import { useEffect, useState } from 'react'

/** Whole seconds until `ms` after it was first called with this `since`; 0 once over, or where there is nothing to wait for. */
export function useCountdown(ms: number | undefined): number {
  const [left, setLeft] = useState(0)

  useEffect(() => {
    if (ms === undefined) return setLeft(0)
    const end = performance.now() + ms
    const tick = () => setLeft(Math.max(0, Math.ceil((end - performance.now()) / 1000)))
    tick()
    const timer = setInterval(tick, 1000)
    return () => clearInterval(timer)
  }, [ms])

  return left
}
