import { useEffect, useState } from 'react'
import { askForPersistence, isPersistent } from '../platform/persistence.ts'

/** Asks the browser never to clear what is kept here; absent where it won't already, or can't be asked. */
export function useProtection(): (() => void) | undefined {
  const [may, setMay] = useState(false)
  useEffect(() => {
    void isPersistent().then((persistent) => setMay(persistent === false))
  }, [])
  return may ? () => void askForPersistence().then((granted) => setMay(!granted)) : undefined
}
