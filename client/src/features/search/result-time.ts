import { clockTime, isSameYear, shortDate, shortDay } from '../../ui/dates.ts'

/** @param today midnight of the current day. Today the time, this year the day, else the date. */
export function resultTime(at: number, today: number): string {
  if (at >= today) return clockTime(at)
  return (isSameYear(at, today) ? shortDay : shortDate)(at)
}
