/** What can be done with a message. */
import type { MessageItem } from './message-row.tsx'

/** Of whoever looks, in this conversation. */
export interface Rights {
  /** still a member: what is done here reaches the others */
  write: boolean
  /** of a group: may take back what others said */
  admin: boolean
}

export interface Abilities {
  reply: boolean
  react: boolean
  edit: boolean
  copy: boolean
  forward: boolean
  /** `unsent`: it is gone. `here`: from this device's sight alone. `everywhere`: as one likes */
  remove: 'no' | 'unsent' | 'here' | 'everywhere'
}

const NONE: Abilities = { reply: false, react: false, edit: false, copy: false, forward: false, remove: 'no' }

/** One's own, and not yet the server's: it may still be changed and taken back from here. */
export const isOpen = (item: MessageItem): boolean => item.own && (item.pending || item.state === 'failed')

export function abilitiesOf(item: MessageItem, { write, admin }: Rights): Abilities {
  const { line, state, own } = item
  if (line.removed || line.removePending) return NONE
  const answers = write && state !== 'failed'
  return {
    reply: answers,
    react: answers,
    edit: isOpen(item) || (own && write && line.text !== ''),
    copy: line.text !== '',
    forward: line.text !== '',
    remove: isOpen(item) ? 'unsent' : write && (own || admin) ? 'everywhere' : 'here',
  }
}
