/** Dates and times as they are said. */
import { startOfDay } from './rows.ts'

export type DayLabel = { kind: 'today' } | { kind: 'yesterday' } | { kind: 'weekday' | 'date'; text: string }

// The English of the catalogue is British: day before month, 24 hours.
const LOCALE = 'en-GB'
const time = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const weekday = new Intl.DateTimeFormat(LOCALE, { weekday: 'long' })
const day = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'long' })
const year = new Intl.DateTimeFormat(LOCALE, { year: 'numeric' })

/** `12:48` */
export const timeOf = (at: number): string => time.format(at)

/** `Sunday 16 November`, and the year where it is another. */
export function dateOf(at: number, now: number): string {
  const said = `${weekday.format(at)} ${day.format(at)}`
  return year.format(at) === year.format(now) ? said : `${said} ${year.format(at)}`
}

/** `16 March 2026` */
export const plainDateOf = (at: number): string => `${day.format(at)} ${year.format(at)}`

/** `Sunday 16 November 2025, 12:48` */
export const exactly = (at: number): string =>
  `${weekday.format(at)} ${day.format(at)} ${year.format(at)}, ${time.format(at)}`

/** Words alone for under a week, then the date. What lies ahead of the clock is today. */
export function dayLabel(at: number, now: number): DayLabel {
  const days = Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000)
  if (days <= 0) return { kind: 'today' }
  if (days === 1) return { kind: 'yesterday' }
  return days < 7 ? { kind: 'weekday', text: weekday.format(at) } : { kind: 'date', text: dateOf(at, now) }
}
