// The English of the catalogue is British: day before month, 24 hours.
const LOCALE = 'en-GB'
const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
const day = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'long', year: 'numeric', ...clock })
const weekday = new Intl.DateTimeFormat(LOCALE, { weekday: 'short' })
const second = new Intl.DateTimeFormat(LOCALE, { ...clock, second: '2-digit' })

/** `3 May 2025 at 12:49` */
export const exactTime = (at: number): string => day.format(at)

/** `Sun 12:49:07` */
export const toTheSecond = (at: number): string => `${weekday.format(at)} ${second.format(at)}`
