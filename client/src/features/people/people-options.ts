import { type Handle, isHandle } from '#protocol/ids.ts'

export interface Person {
  handle: Handle
  name: string
  /** the server's user id, once known */
  id?: string
}

/** What the server says about an exact username. */
export type Lookup =
  | { answer: 'none' }
  | { answer: 'asking' }
  | { answer: 'found'; person: Person }
  | { answer: 'missing' }
  /** it can't be asked now, or takes its time */
  | { answer: 'unknown' }

export interface PeopleOptions {
  people: Person[]
  /** a well-formed username that may be chosen though nobody has checked it */
  unchecked?: Handle
  note?: { kind: 'asking' | 'missing'; handle: Handle } | { kind: 'no-people' | 'no-match' }
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** What is typed, as the username that it may be. */
export function typedHandle(typed: string): Handle | undefined {
  const handle = typed.trim().replace(/^@/, '').toLowerCase()
  return isHandle(handle) ? handle : undefined
}

/** The username that only the server can tell of: well-formed, and not one that is known here. */
export function handleToAsk(typed: string, known: readonly Person[], self: Handle): Handle | undefined {
  const handle = typedHandle(typed)
  if (handle === undefined || handle === self || known.some((person) => person.handle === handle)) return undefined
  return handle
}

/** A word of the name, or the username, begins with what was typed. */
function matches({ name, handle }: Person, typed: string): boolean {
  const sought = plain(typed.trim().replace(/^@/, ''))
  if (sought === '') return true
  const said = plain(name)
  return (
    said.startsWith(sought) || handle.startsWith(sought) || said.split(/\s+/u).some((word) => word.startsWith(sought))
  )
}

export function optionsFor({
  known,
  typed,
  self,
  lookup,
}: {
  /** in the order in which they are shown */
  known: readonly Person[]
  typed: string
  self: Handle
  /** about `handleToAsk` */
  lookup: Lookup
}): PeopleOptions {
  const people = known.filter((person) => matches(person, typed))
  const handle = handleToAsk(typed, known, self)
  if (handle === undefined) {
    if (people.length > 0) return { people }
    return { people, note: { kind: typed.trim() === '' ? 'no-people' : 'no-match' } }
  }
  switch (lookup.answer) {
    case 'found':
      return { people: [lookup.person, ...people] }
    case 'missing':
      return { people, note: { kind: 'missing', handle } }
    case 'unknown':
      return { people, unchecked: handle }
    case 'none':
    case 'asking':
      return { people, note: { kind: 'asking', handle } }
  }
}
