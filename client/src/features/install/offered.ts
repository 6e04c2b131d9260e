/** What this browser remembers of having been asked: outside of any account, like the app that it is about. */
import type { Offered } from './due.ts'

const KEY = 'tidemark:install'
const COUNTED_KEY = 'tidemark:install-counted'

export function offered(): Offered {
  try {
    const kept = Object(JSON.parse(localStorage.getItem(KEY) ?? '{}')) as Partial<Offered>
    return {
      sessions: typeof kept.sessions === 'number' ? kept.sessions : 0,
      ...(typeof kept.putOff === 'number' && { putOff: kept.putOff }),
    }
  } catch {
    return { sessions: 0 }
  }
}

/** Once for each tab that is opened, however often it is loaded anew. */
export function countSession(): void {
  try {
    if (sessionStorage.getItem(COUNTED_KEY)) return
    sessionStorage.setItem(COUNTED_KEY, 'yes')
    keep({ ...offered(), sessions: offered().sessions + 1 })
  } catch {
    // Storage is denied: then it is offered by what was sent.
  }
}

export const putOff = (now: number): void => keep({ ...offered(), putOff: now })

function keep(next: Offered): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(next))
  } catch {
    // Full or denied: it holds for as long as the card is there.
  }
}
