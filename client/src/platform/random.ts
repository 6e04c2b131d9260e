import { v7 } from 'uuid'
import type { Random } from '#engine/ports.ts'

/** Ids that one page makes count up, also within a millisecond. */
export const random: Random = {
  fraction: () => Math.random(),
  uuid: () => v7(),
}
