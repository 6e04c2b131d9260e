/** Arithmetic of sets of positions, as `#engine/held.ts` keeps them: ascending, closed, disjoint. */
import { type Interval, withInterval } from '#engine/held.ts'

export const lengthOf = (set: readonly Interval[]): number => set.reduce((sum, [from, to]) => sum + to - from + 1, 0)

export const union = (a: Interval[], b: readonly Interval[]): Interval[] =>
  b.reduce((set, [from, to]) => withInterval(set, from, to), a)

/** What is in both. */
export const common = (a: readonly Interval[], b: readonly Interval[]): Interval[] =>
  a.flatMap(([from, to]) =>
    b.flatMap(([low, high]): Interval[] => {
      const [start, end] = [Math.max(from, low), Math.min(to, high)]
      return start <= end ? [[start, end]] : []
    }),
  )

/** What is in `a` alone. */
export function without(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  return b.reduce<Interval[]>(
    (left, [low, high]) =>
      left.flatMap(([from, to]): Interval[] => [
        ...(from < low ? [[from, Math.min(to, low - 1)] as Interval] : []),
        ...(to > high ? [[Math.max(from, high + 1), to] as Interval] : []),
      ]),
    [...a],
  )
}
