import { useSyncExternalStore } from 'react'

/** What the browser believes of the network: a hint, good enough for a form that cannot do without one. */
export const useOnline = (): boolean => useSyncExternalStore(listen, () => navigator.onLine)

function listen(changed: () => void): () => void {
  window.addEventListener('online', changed)
  window.addEventListener('offline', changed)
  return () => {
    window.removeEventListener('online', changed)
    window.removeEventListener('offline', changed)
  }
}
