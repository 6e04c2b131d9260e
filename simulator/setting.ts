/** What all parts of a world share. */
import type { Fate } from './choices.ts'
import type { Oracle } from './oracle.ts'
import type { Story } from './story.ts'
import type { Swarm } from './swarm.ts'
import type { Tally } from './tally.ts'
import type { Timeline } from './timeline.ts'

export interface Setting {
  fate: Fate
  time: Timeline
  swarm: Swarm
  tally: Tally
  oracle: Oracle
  /** virtual ms: nobody is at any device until then */
  holidayEnds: number
  /** virtual ms: what was said in turn, and lost, is being handed in again until then */
  talkEnds: number
  /** absent: nobody listens */
  story: Story | undefined
  /** An invariant is broken: the first one ends the world. Never throws: who calls may be inside a promise. */
  fail(invariant: string, how: string): void
}

export const EPOCH = Date.UTC(2026, 0, 1)

/** As JSON carries it. */
export const clone = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
