/** What may be suggested in a conversation: its members, and emoji. Read when it is first asked for. */
import { useEffect, useState } from 'react'
import { type ConversationId, isDirect } from '#protocol/ids.ts'
import { useSession } from '../../session/session.ts'
import { conversationHead } from '../../store/queries.ts'
import { type Asked, type Named, type Shortcodes, type Suggestion, suggestEmoji, suggestPeople } from './completing.ts'

const emoji = () => import('../../ui/emoji/shortcodes.ts')

/** It counts among those that are often used. */
export const noteEmoji = (chosen: string): void => void emoji().then(({ noteUse }) => noteUse(chosen))

interface Known {
  '@'?: readonly Named[]
  ':'?: Shortcodes
}

export function useSuggestions(conversation: ConversationId, asked: Asked | undefined): readonly Suggestion[] {
  const { database, account } = useSession()
  const [known, setKnown] = useState<Known>({})
  const sign = asked?.sign
  const self = account.user.handle

  useEffect(() => {
    if (!sign) return
    let wanted = true
    const learn = (more: Known) => wanted && setKnown((before) => ({ ...before, ...more }))
    const quietly = () => {}
    if (sign === ':') {
      emoji()
        .then(async ({ shortcodes }) => learn({ ':': await shortcodes() }))
        .catch(quietly)
    } else if (!isDirect(conversation)) {
      conversationHead(database, { self }, conversation).then((head) => {
        const others = head?.members.filter(({ user }) => user !== self) ?? []
        learn({ '@': others.map(({ user }) => ({ handle: user, name: head?.names[user] ?? user })) })
      }, quietly)
    }
    return () => {
      wanted = false
    }
  }, [sign, conversation, database, self])

  if (!asked) return []
  return asked.sign === '@' ? suggestPeople(known['@'] ?? [], asked.query) : suggestEmoji(known[':'] ?? [], asked.query)
}
