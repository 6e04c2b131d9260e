/** What must have happened somewhere in a run of many worlds: one in which it never did proves nothing about it. */
const NAMES = [
  'resync',
  'resync of several pages',
  'resync while ops wait',
  'moved',
  'ack of what was known',
  'sent again after a rollback',
  'rejected',
  'poison refused alone',
  'slow-down',
  'limits lowered',
  'exchange',
  'handed in by an old version',
  'unknown kind kept',
  'unknown kind learned',
  'replaced',
  'late frame of a connection given up',
  'batch that does not follow',
  'write of a former leader refused',
  'steal while frozen',
  'taken out before it was sent',
  'changed before it was sent',
  'cut',
  'half open',
  'crash',
  'unsynced writes lost',
  'device rollback',
  'disk went back under an open page',
  'wiped',
  'cloned',
  'long absence',
  'settled op swept',
  'disk full or unavailable',
  'disk hung',
  'clock jumped',
  'server death before a commit',
  'server death after a commit',
  'server rollback',
  'server rollback with ops waiting',
  'taken anew in its old place',
  'lost wakeup',
  'log trimmed',
  'history fetched',
  'text erased',
  'expelled',
  'came back',
  'joined by invitation',
  'stranger refused',
  'device revoked',
  'device never came back',
] as const
export type Happening = (typeof NAMES)[number]
export type Tally = Record<Happening, number>

const ZERO = Object.fromEntries(NAMES.map((name) => [name, 0])) as Tally
export const emptyTally = (): Tally => ({ ...ZERO })

export function add(sum: Tally, more: Tally): void {
  for (const name of NAMES) sum[name] += more[name]
}

export const neverHappened = (tally: Tally): Happening[] => NAMES.filter((name) => tally[name] === 0)
