/** What the word before the caret may become: somebody's handle, or an emoji. */
import type { Handle } from '#protocol/ids.ts'

export interface Asked {
  sign: '@' | ':'
  /** what was typed behind the sign */
  query: string
  /** where the sign stands */
  from: number
}

export interface Suggestion {
  /** what takes the place of the word */
  insert: string
  name: string
  /** an emoji, or what stands small beside the name */
  sign: string
}

export interface Named {
  handle: Handle
  name: string
}

/** Newest names of emoji: its word and itself. */
export type Shortcodes = readonly (readonly [code: string, emoji: string])[]

export const MOST = 6
/** Fewer letters than this stand behind many a colon. */
const LETTERS = 2
const WORD = /(?:^|[\s([{"'*_~>])([@:])([\p{L}\p{N}._+-]{0,31})$/u

export function askedAt(text: string, caret: number): Asked | undefined {
  const [, sign, query = ''] = WORD.exec(text.slice(Math.max(0, caret - 40), caret)) ?? []
  if (!sign || (sign === ':' && query.length < LETTERS)) return undefined
  return { sign: sign as Asked['sign'], query: query.toLowerCase(), from: caret - query.length - 1 }
}

/** Whoever's whole handle stands there first. */
export function suggestPeople(people: readonly Named[], query: string): Suggestion[] {
  const begins = ({ handle, name }: Named) =>
    handle.startsWith(query) ||
    name
      .toLowerCase()
      .split(/\s+/)
      .some((word) => word.startsWith(query))
  return people
    .filter(begins)
    .sort((a, b) => Number(b.handle === query) - Number(a.handle === query))
    .slice(0, MOST)
    .map(({ handle, name }) => ({ insert: `@${handle} `, name, sign: `@${handle}` }))
}

/** Whether the word is what a suggestion would make of it: then none is chosen until an arrow chooses, and Enter sends. */
export const isWhole = ({ sign, query }: Asked, suggestions: readonly Suggestion[]): boolean =>
  suggestions.some(({ insert }) => insert.trimEnd() === sign + query)

/** Those that begin so, the shortest first, then those that have it inside. */
export function suggestEmoji(codes: Shortcodes, query: string): Suggestion[] {
  const rank = (code: string) => (code.startsWith(query) ? 0 : 1)
  return codes
    .filter(([code]) => code.includes(query))
    .sort(([a], [b]) => rank(a) - rank(b) || a.length - b.length || (a < b ? -1 : 1))
    .slice(0, MOST)
    .map(([code, emoji]) => ({ insert: emoji, name: `:${code}:`, sign: emoji }))
}
