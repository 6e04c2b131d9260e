/**
 * A message as it is now, from its event and all that names it. Which came first does not matter: the same rows give
 * the same message.
 */
import type { Event } from '#protocol/event.ts'
import type { Handle } from '#protocol/ids.ts'
import type { EventRow, ShownMessage } from './model.ts'
import { counted, uncounted } from './unread.ts'

const AMENDING: ReadonlySet<string> = new Set(['edit', 'remove', 'react'])
export const isAmending = (kind: string): boolean => AMENDING.has(kind)

const inPlace = (a: EventRow, b: EventRow): number => a.place - b.place || (a.id < b.id ? -1 : 1)

/** S12: without its text and files, on this disk too. */
export function erased(row: EventRow): EventRow {
  const event = row.event as Event
  if (event.kind === 'message') {
    if (event.removed && event.text === undefined && event.files === undefined) return row
    const { text: _text, files: _files, ...rest } = event
    return { ...row, event: { ...rest, removed: true } }
  }
  if (event.kind !== 'edit' || event.text === undefined) return row
  const { text: _text, ...rest } = event
  return { ...row, event: rest }
}

/** S12: whether this message is a tombstone already. */
export const isTombstone = (row: EventRow): boolean => (row.event as { removed?: true }).removed === true

/**
 * The rows as they are once folded: the message with `shown`, and edits of a removed one without their text.
 * `message` is a row of a message; `amendments` all that is held and names it.
 */
export function fold(message: EventRow, amendments: readonly EventRow[], self: Handle): EventRow[] {
  const ordered = [...amendments].sort(inPlace)
  const removal = ordered.find((row) => row.event.kind === 'remove')
  if (removal || isTombstone(message)) {
    const tombstone = uncounted(erased(message))
    const shown: ShownMessage = { removed: { by: removal?.by ?? message.by }, reactions: {} }
    return [{ ...tombstone, shown }, ...ordered.map(erased)]
  }
  const event = message.event as Event & { kind: 'message' }
  const edit = ordered.findLast((row) => row.event.kind === 'edit' && typeof row.event.text === 'string')
  const latest = edit?.event as (Event & { kind: 'edit' }) | undefined
  const shown: ShownMessage = {
    text: latest?.text ?? event.text ?? '',
    ...(event.files && { files: event.files }),
    ...(event.reply && { reply: event.reply }),
    ...(latest && { edited: latest.at }),
    reactions: reactionsOf(ordered),
  }
  const next = uncounted(message)
  next.shown = shown
  return [counted(next, self)]
}

function reactionsOf(ordered: readonly EventRow[]): Record<string, Handle[]> {
  const reactions: Record<string, Handle[]> = {}
  for (const { event, by } of ordered) {
    if (event.kind !== 'react') continue
    const { emoji, on } = event as Event & { kind: 'react' }
    const others = (Object.hasOwn(reactions, emoji) ? reactions[emoji] : undefined) ?? []
    const without = others.filter((handle) => handle !== by)
    if (!on && without.length === 0) delete reactions[emoji]
    // `__proto__` is text like any other
    else
      Object.defineProperty(reactions, emoji, {
        value: on ? (others.includes(by) ? others : [...others, by]) : without,
        enumerable: true,
        configurable: true,
        writable: true,
      })
  }
  return reactions
}
