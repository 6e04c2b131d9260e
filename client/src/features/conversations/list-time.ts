import { clockTime, daysBetween, digits, isSameYear, shortDay, shortWeekday } from '../../ui/dates.ts'

/** When, as short as a list has room for. */
export type ListTime = { kind: 'yesterday' } | { kind: 'clock' | 'weekday' | 'date'; text: string }

/** @param today midnight of the current day. What lies ahead of the clock is told as a time of today. */
export function listTime(at: number, today: number): ListTime {
  const days = daysBetween(at, today)
  if (days <= 0) return { kind: 'clock', text: clockTime(at) }
  if (days === 1) return { kind: 'yesterday' }
  if (days < 7) return { kind: 'weekday', text: shortWeekday(at) }
  return { kind: 'date', text: (isSameYear(at, today) ? shortDay : digits)(at) }
}
