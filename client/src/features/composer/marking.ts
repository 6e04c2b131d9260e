/** Putting marks around what is selected in the message box, and taking them away again. */
import { isComposing } from '../../ui/composition.ts'
import type { Key } from './keys.ts'

export interface Selected {
  text: string
  start: number
  end: number
}

/** Replaces `from` to `to` by `insert`; the selection then. */
export interface Change {
  from: number
  to: number
  insert: string
  start: number
  end: number
}

/** By the letter, as the keyboard writes it: Ctrl+B is where the person finds their B. */
export function markOf(event: Key): string | undefined {
  if (isComposing(event) || event.altKey || event.ctrlKey === event.metaKey) return undefined
  const letter = event.key.toLowerCase()
  if (event.shiftKey) return letter === 'x' ? '~~' : undefined
  if (letter === 'b') return '**'
  if (letter === 'i') return '_'
  return letter === 'e' ? '`' : undefined
}

/** Around the selection, or around the caret for what comes. Where the mark is there already, it goes. */
export function marking({ text, start, end }: Selected, mark: string): Change {
  const size = mark.length
  const selected = text.slice(start, end)
  if (text.slice(start - size, start) === mark && text.slice(end, end + size) === mark && start >= size) {
    return { from: start - size, to: end + size, insert: selected, start: start - size, end: end - size }
  }
  if (selected.length > 2 * size && selected.startsWith(mark) && selected.endsWith(mark)) {
    return { from: start, to: end, insert: selected.slice(size, -size), start, end: end - 2 * size }
  }
  // a mark beside a space would be none
  const head = selected.length - selected.trimStart().length
  const words = selected.trim()
  const from = words === '' ? start : start + head
  const inner = words === '' ? selected : words
  const to = from + inner.length
  return { from, to, insert: `${mark}${inner}${mark}`, start: from + size, end: to + size }
}
