/** What can be done with a message. */
import type { MessageItem } from './message-row.tsx'

/** Of whoever looks, in this conversation. */
export interface Rights {
  /** still a member: what is done here reaches the others */
  write: boolean
}

export interface Abilities {
  reply: boolean
  edit: boolean
  copy: boolean
  remove: boolean
}

const NONE: Abilities = { reply: false, edit: false, copy: false, remove: false }

/** One's own, and not yet the server's: it may still be changed and taken back from here. */
export const isOpen = (item: MessageItem): boolean => item.own && (item.pending || item.state === 'failed')

export function abilitiesOf(item: MessageItem, { write }: Rights): Abilities {
  const { line, state } = item
  if (line.removed || line.removePending) return NONE
  return {
    reply: write && state !== 'failed',
    edit: isOpen(item),
    copy: line.text !== '',
    remove: isOpen(item),
  }
}
