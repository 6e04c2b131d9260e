/** What a key does in the message box. */
import { isComposing } from '../../ui/composition.ts'

export interface Key {
  key: string
  shiftKey: boolean
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  /** an input method is putting a word together */
  isComposing: boolean
  keyCode: number
}

export type KeyMeaning = 'send' | 'edit-last' | 'reply-older' | 'reply-newer' | 'emoji' | undefined

/** Where Enter does not send it makes a new line, as on every phone. */
export function meaningOf(key: Key, box: { empty: boolean; enterSends: boolean }): KeyMeaning {
  if (isComposing(key)) return undefined
  const plain = !key.shiftKey && !key.ctrlKey && !key.metaKey && !key.altKey
  if (key.key === 'Enter') {
    if ((key.ctrlKey || key.metaKey) && !key.shiftKey && !key.altKey) return 'send'
    return plain && box.enterSends ? 'send' : undefined
  }
  if (key.key === 'ArrowUp' && plain && box.empty) return 'edit-last'
  if ((key.ctrlKey || key.metaKey) && !key.shiftKey && !key.altKey) {
    if (key.key === 'ArrowUp') return 'reply-older'
    if (key.key === 'ArrowDown') return 'reply-newer'
    if (key.key === ';') return 'emoji'
  }
  return undefined
}
