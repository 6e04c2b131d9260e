import { codePoints, PASSWORD_CODE_POINTS } from '#protocol/limits.ts'

export type Strength = 'short' | 'weak' | 'fair' | 'good' | 'strong'

const POOLS: [RegExp, number][] = [
  [/\p{Ll}/u, 26],
  [/\p{Lu}/u, 26],
  [/\p{Nd}/u, 10],
  [/[^\p{L}\p{Nd}]/u, 20],
]

/** Characters that neither repeat the one before nor go on from it (`aaaa`, `1234`, `dcba`). */
function surprising(points: number[]): number {
  return points.filter((point, i) => {
    const step = point - (points[i - 1] ?? Number.NaN)
    return !(Math.abs(step) <= 1)
  }).length
}

/** A rough guess for words beside the field: how many bits someone would have to try, with runs and sequences left out. */
export function strengthOf(password: string): Strength {
  if (codePoints(password) < PASSWORD_CODE_POINTS.min) return 'short'
  const points = Array.from(password, (character) => character.codePointAt(0) ?? 0)
  const pool = POOLS.reduce((size, [kind, count]) => (kind.test(password) ? size + count : size), 0)
  const bits = Math.min(surprising(points), 2 * new Set(points).size) * Math.log2(Math.max(pool, 2))
  if (bits < 35) return 'weak'
  if (bits < 55) return 'fair'
  return bits < 80 ? 'good' : 'strong'
}
