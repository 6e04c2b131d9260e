/** What happened in a world, so that a smoke run can show that it was not a calm one. */
const NAMES = [
  'resync',
  'moved',
  'slow-down',
  'invalid',
  'exchange',
  'replaced',
  'again',
  'device rollback',
  'server rollback',
  'server death',
  'crash',
  'rejected',
] as const
export type Happening = (typeof NAMES)[number]
export type Tally = Record<Happening, number>

export const emptyTally = (): Tally => Object.fromEntries(NAMES.map((name) => [name, 0])) as Tally

export function added(a: Tally, b: Tally): Tally {
  return Object.fromEntries(NAMES.map((name) => [name, a[name] + b[name]])) as Tally
}
