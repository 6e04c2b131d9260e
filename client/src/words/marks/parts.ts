/** A text with light marks, as parts: what is drawn, and never HTML. What is sent and kept is the text as it was typed. */

export type Part =
  | string
  | { kind: 'bold' | 'italic' | 'strike' | 'quote'; parts: readonly Part[] }
  | { kind: 'code' | 'code-block'; text: string }
  | { kind: 'list'; start?: number; items: readonly (readonly Part[])[] }

/** Whether a part stands on lines of its own. */
export const isBlock = (part: Part): boolean =>
  typeof part !== 'string' && (part.kind === 'quote' || part.kind === 'code-block' || part.kind === 'list')

const SIGNS = /[*_~`]|^ {0,3}(?:>|[-+] |\d{1,9}[.)] )/m

/** Most texts have no marks: they need no parser. */
export const mayHaveMarks = (text: string): boolean => SIGNS.test(text)

/** What is read when the marks are drawn: the words without them. */
export function plainOf(parts: readonly Part[]): string {
  let plain = ''
  let wasBlock = false
  for (const part of parts) {
    const block = isBlock(part)
    if (plain !== '' && (block || wasBlock)) plain += '\n'
    plain += wordsOf(part)
    wasBlock = block
  }
  return plain
}

function wordsOf(part: Part): string {
  if (typeof part === 'string') return part
  if ('text' in part) return part.text
  return 'items' in part ? part.items.map(plainOf).join('\n') : plainOf(part.parts)
}
