/** How much of the server's limit for a text is left. */
import { utf8Length } from '#protocol/limits.ts'

export type Room = { state: 'enough' } | { state: 'near'; left: number } | { state: 'over'; excess: number }

const NEAR = 0.9

/** `left` and `excess` are characters of this text's own kind: the limit is in bytes, which nobody counts in. */
export function roomFor(text: string, limit: number): Room {
  // No character takes more than three bytes a code unit: most texts need no counting.
  if (text.length * 3 < limit * NEAR) return { state: 'enough' }
  const bytes = utf8Length(text)
  if (bytes < limit * NEAR) return { state: 'enough' }
  const bytesEach = bytes / text.length
  return bytes <= limit
    ? { state: 'near', left: Math.floor((limit - bytes) / bytesEach) }
    : { state: 'over', excess: Math.ceil((bytes - limit) / bytesEach) }
}

export const sameRoom = (a: Room, b: Room): boolean =>
  a.state === b.state &&
  ('left' in a && 'left' in b ? a.left === b.left : true) &&
  ('excess' in a && 'excess' in b ? a.excess === b.excess : true)
