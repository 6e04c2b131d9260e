/** For how long a conversation is quiet. */
import { nearTime } from '../../ui/dates.ts'

export type MuteFor = 'hour' | 'hours' | 'week' | 'always'

const HOUR_MS = 3_600_000
/** The end of time as dates know it. */
export const ALWAYS = 8_640_000_000_000_000

const LENGTHS: Record<MuteFor, number> = { hour: HOUR_MS, hours: 8 * HOUR_MS, week: 7 * 24 * HOUR_MS, always: ALWAYS }

export const MUTE_CHOICES = Object.keys(LENGTHS) as MuteFor[]

/** @param now ms. Gives ms until when. */
export const mutedUntil = (length: MuteFor, now: number): number => Math.min(ALWAYS, now + LENGTHS[length])

/** Until when, as short as can be; `undefined` for as good as always. */
export const untilWords = (until: number, now: number): string | undefined =>
  until - now > 366 * 24 * HOUR_MS ? undefined : nearTime(until, now)
