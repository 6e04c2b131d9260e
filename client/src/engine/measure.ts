/** Whether the server would take a text, asked before it is queued. */
import { codePoints, utf8Length } from '#protocol/limits.ts'
import type { Refusal } from './commands.ts'

/** Text is kept byte for byte; white space alone is no text. `excess`: about so many characters too long. */
export function refuseText(text: string, bytes: number): Refusal | undefined {
  if (text.trim() === '') return { refused: 'empty' }
  if (!isWellFormed(text)) return { refused: 'malformed' }
  return utf8Length(text) > bytes ? { refused: 'too-large', excess: charactersOver(text, bytes) } : undefined
}

/** Titles and names, counted in code points. */
export function refuseTitle(title: string, limit: number): Refusal | undefined {
  if (title.trim() === '') return { refused: 'empty' }
  return refuseAbout(title, limit)
}

/** Like a title, but it may be empty. */
export function refuseAbout(about: string, limit: number): Refusal | undefined {
  if (!isWellFormed(about)) return { refused: 'malformed' }
  const excess = codePoints(about) - limit
  return excess > 0 ? { refused: 'too-large', excess } : undefined
}

const LONE_SURROGATE = /\p{Surrogate}/u
const isWellFormed = (text: string): boolean => !LONE_SURROGATE.test(text)

/** How many characters at the end would have to go. */
function charactersOver(text: string, bytes: number): number {
  let kept = 0
  let over = 0
  for (const character of text) {
    kept += utf8Length(character)
    if (kept > bytes) over += 1
  }
  return over
}
