// The English of the catalogue is British: day before month, 24 hours.
const LOCALE = 'en-GB'
const clock = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const thisYear = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short' })
const otherYear = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', year: 'numeric' })
const long = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'long', year: 'numeric' })

/** `3 May 2025` */
export const longDate = (at: number): string => long.format(at)

/** @param today midnight of the current day. Today the time, this year the day, else the date. */
export function resultTime(at: number, today: number): string {
  if (at >= today) return clock.format(at)
  return (new Date(at).getFullYear() === new Date(today).getFullYear() ? thisYear : otherYear).format(at)
}
