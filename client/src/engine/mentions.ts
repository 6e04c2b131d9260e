/** Who is named in a text: `@` and a handle, standing as a word of its own. */
import type { Handle } from '#protocol/ids.ts'

export interface Mention {
  handle: Handle
  /** with its `@`: from here, up to there */
  start: number
  end: number
}

const NAMED = /(?<![\p{L}\p{N}._@/-])@([a-z0-9][a-z0-9._-]{1,30})/gu

/** In the order of the text. What ends a sentence ends a handle, unless somebody is called so. */
export function mentionsIn(text: string, isHandle: (handle: Handle) => boolean): Mention[] {
  if (!text.includes('@')) return []
  return [...text.matchAll(NAMED)].flatMap(({ index, 1: word = '' }) => {
    let handle = word
    while (!isHandle(handle) && /[._-]$/.test(handle)) handle = handle.slice(0, -1)
    return isHandle(handle) ? [{ handle, start: index, end: index + 1 + handle.length }] : []
  })
}

export const isMentioned = (text: string, handle: Handle): boolean =>
  text.includes(`@${handle}`) && mentionsIn(text, (other) => other === handle).length > 0
