import { useLiveQuery } from 'dexie-react-hooks'
import type { ConversationId } from '#protocol/ids.ts'
import { useSession } from '../../session/session.ts'
import { conversationHead, type ConversationHead as Head } from '../../store/queries.ts'

export interface ConversationHead extends Omit<Head, 'members' | 'names'> {
  /** names of the others, in their order */
  members: string[]
  /** of all members, oneself among them */
  size: number
}

/** `undefined` while the disk is read; `none`: nobody ever heard of it here. */
export function useConversationHead(id: ConversationId): ConversationHead | 'none' | undefined {
  const { database, account } = useSession()
  const self = account.user.handle
  return useLiveQuery(async () => {
    const head = await conversationHead(database, { self }, id)
    if (!head) return 'none'
    const others = head.members.filter(({ user }) => user !== self)
    return { ...head, members: others.map(({ user }) => head.names[user] ?? user), size: head.members.length }
  }, [database, self, id])
}
