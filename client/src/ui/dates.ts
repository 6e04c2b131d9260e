/** Dates and times as they are said, in the language of the page. */

const language = globalThis.document?.documentElement.lang || 'en'
/** The English of the catalogue is British: day before month, 24 hours. */
export const LOCALE = language === 'en' ? 'en-GB' : language

const format = (options: Intl.DateTimeFormatOptions) => {
  const made = new Intl.DateTimeFormat(LOCALE, options)
  return (at: number): string => made.format(at)
}
const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const

/** `12:49` */
export const clockTime = format(CLOCK)
/** `12:49:07` */
export const clockSeconds = format({ ...CLOCK, second: '2-digit' })
/** `Sunday` */
export const weekday = format({ weekday: 'long' })
/** `Sun` */
export const shortWeekday = format({ weekday: 'short' })
/** `16 March` */
export const dayAndMonth = format({ day: 'numeric', month: 'long' })
/** `16 Mar` */
export const shortDay = format({ day: 'numeric', month: 'short' })
/** `16 Mar 2025` */
export const shortDate = format({ day: 'numeric', month: 'short', year: 'numeric' })
/** `16 March 2025` */
export const longDate = format({ day: 'numeric', month: 'long', year: 'numeric' })
/** `16/03/25` */
export const digits = format({ day: '2-digit', month: '2-digit', year: '2-digit' })
/** `2025` */
export const yearOf = format({ year: 'numeric' })
/** `16 March 2025 at 12:49` */
export const exactTime = format({ day: 'numeric', month: 'long', year: 'numeric', ...CLOCK })

export const isSameYear = (a: number, b: number): boolean => new Date(a).getFullYear() === new Date(b).getFullYear()
const isSameDay = (a: number, b: number): boolean => new Date(a).toDateString() === new Date(b).toDateString()
export const startOfDay = (at: number): number => new Date(at).setHours(0, 0, 0, 0)

/** Midnights between two moments: days of 23 and 25 hours count as one. */
export const daysBetween = (from: number, to: number): number =>
  Math.round((startOfDay(to) - startOfDay(from)) / 86_400_000)

/** `12:49`, and the day where it is another: `Mon 16 Mar, 12:49`. */
export const nearTime = (at: number, now: number): string =>
  isSameDay(at, now) ? clockTime(at) : `${shortWeekday(at)} ${shortDay(at)}, ${clockTime(at)}`
