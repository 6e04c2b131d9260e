// Not `useLingui`'s: words that are chosen later, outside of drawing, come out empty with that.
import { t } from '@lingui/core/macro'
import { useEffect, useState } from 'react'
import { askForPersistence, isPersistent } from '../platform/persistence.ts'
import { showToast } from '../ui/toasts.ts'

/** Asks the browser never to clear what is kept here; absent where it won't already, or can't be asked. */
export function useProtection(): (() => void) | undefined {
  const [may, setMay] = useState(false)
  useEffect(() => {
    void isPersistent().then((persistent) => setMay(persistent === false))
  }, [])
  if (!may) return undefined
  return async () => {
    const granted = await askForPersistence()
    setMay(!granted)
    showToast({
      text: granted
        ? t`Protected from clean-up`
        : t`This browser doesn't protect it yet. It may once you use the app more, or install it.`,
    })
  }
}
