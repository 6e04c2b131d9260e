import { startTransition, useEffect, useState } from 'react'
import { painted } from './painted.ts'

/**
 * What of a list is drawn: a screenful at once, and all of it when that has been painted.
 * @param answered what the list is the answer to; for another it begins anew
 */
export function useDrawn<T>(list: T[], screenful: number, answered: string): T[] {
  const [seen, setSeen] = useState<string>()
  const isWhole = list.length <= screenful || seen === answered
  useEffect(() => {
    if (isWhole) return
    let left = false
    void painted().then(() => left || startTransition(() => setSeen(answered)))
    return () => {
      left = true
    }
  }, [isWhole, answered])
  return isWhole ? list : list.slice(0, screenful)
}
