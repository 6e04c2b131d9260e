/** When the app may be offered for keeping: to whoever just came, or has come to use it; and not soon again. */

/** What this browser remembers of it. */
export interface Offered {
  /** visits while it could be installed */
  sessions: number
  /** ms since 1970: when it was put off */
  putOff?: number
}

export const SESSIONS = 2
export const SENT = 5
const REST_MS = 90 * 24 * 60 * 60_000

export function isDue(
  { sessions, putOff }: Offered,
  { isEmpty, sent, now }: { isEmpty: boolean; sent: number; now: number },
): boolean {
  // A clock that went back does not silence it for longer.
  if (putOff !== undefined && now >= putOff && now - putOff < REST_MS) return false
  return isEmpty || sessions >= SESSIONS || sent >= SENT
}
