/** Words kept as small integers. Only ever appended to: the place of each is on disk. */
import type { PlacedEvent, Role } from '#protocol/event.ts'
import type { Reason } from '#protocol/rejection.ts'

interface Codes<T extends string> {
  encode(word: T): number
  decode(code: number): T
}

function codes<T extends string>(...words: T[]): Codes<T> {
  const byWord = new Map(words.map((word, code) => [word, code]))
  return {
    encode(word) {
      const code = byWord.get(word)
      if (code === undefined) throw new Error(`no code for ${word}`)
      return code
    },
    decode(code) {
      const word = words[code]
      if (word === undefined) throw new Error(`no word for code ${code}`)
      return word
    },
  }
}

export const eventKinds = codes<PlacedEvent['kind']>(
  'message',
  'edit',
  'remove',
  'react',
  'group',
  'rename',
  'add',
  'join',
  'drop',
  'admin',
)
/** As SQL names it. */
export const MESSAGE = eventKinds.encode('message')

export const roles = codes<Role>('member', 'admin')
export const conversationKinds = codes<'dm' | 'group'>('dm', 'group')
export const reasons = codes<Reason>(
  'invalid',
  'too-large',
  'no-such-user',
  'no-such-conversation',
  'no-such-message',
  'not-allowed',
  'full',
  'conflict',
)
