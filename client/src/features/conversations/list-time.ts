/** When, as short as a list has room for. */
export type ListTime = { kind: 'yesterday' } | { kind: 'clock' | 'weekday' | 'date'; text: string }

// The English of the catalogue is British: day before month, 24 hours.
const LOCALE = 'en-GB'
const clock = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const weekday = new Intl.DateTimeFormat(LOCALE, { weekday: 'short' })
const day = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short' })
const full = new Intl.DateTimeFormat(LOCALE, { day: '2-digit', month: '2-digit', year: '2-digit' })

const DAY_MS = 86_400_000

/** `12:49` */
export const clockTime = (at: number): string => clock.format(at)

/** @param today midnight of the current day. What lies ahead of the clock is told as a time of today. */
export function listTime(at: number, today: number): ListTime {
  const start = new Date(at).setHours(0, 0, 0, 0)
  // Days of 23 and 25 hours round to whole ones.
  const days = Math.round((today - start) / DAY_MS)
  if (days <= 0) return { kind: 'clock', text: clock.format(at) }
  if (days === 1) return { kind: 'yesterday' }
  if (days < 7) return { kind: 'weekday', text: weekday.format(at) }
  const sameYear = new Date(at).getFullYear() === new Date(today).getFullYear()
  return { kind: 'date', text: (sameYear ? day : full).format(at) }
}
