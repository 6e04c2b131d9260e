/** Days as they are said between messages. */
import { clockTime, dayAndMonth, daysBetween, isSameYear, longDate, weekday, yearOf } from '../../ui/dates.ts'

export type DayLabel = { kind: 'today' } | { kind: 'yesterday' } | { kind: 'weekday' | 'date'; text: string }

/** `Sunday 16 November`, and the year where it is another. */
export function dateOf(at: number, now: number): string {
  const said = `${weekday(at)} ${dayAndMonth(at)}`
  return isSameYear(at, now) ? said : `${said} ${yearOf(at)}`
}

/** `Sunday 16 November 2025, 12:48` */
export const exactly = (at: number): string => `${weekday(at)} ${longDate(at)}, ${clockTime(at)}`

/** Words alone for under a week, then the date. What lies ahead of the clock is today. */
export function dayLabel(at: number, now: number): DayLabel {
  const days = daysBetween(at, now)
  if (days <= 0) return { kind: 'today' }
  if (days === 1) return { kind: 'yesterday' }
  return days < 7 ? { kind: 'weekday', text: weekday(at) } : { kind: 'date', text: dateOf(at, now) }
}
