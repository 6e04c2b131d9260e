import type { ConversationId, Handle } from '#protocol/ids.ts'
import { useSession } from '../../session/session.ts'
import { useLive } from '../../session/use-live.ts'
import type { Database } from '../../store/database.ts'
import { conversationHead, type ConversationHead as Head } from '../../store/queries.ts'

export interface ConversationHead extends Omit<Head, 'members'> {
  /** names of the others, in their order */
  members: string[]
  /** of all members, oneself among them */
  size: number
  /** of this group, oneself */
  admin: boolean
}

/** `undefined` while the disk is read; `none`: nobody ever heard of it here. */
export function useConversationHead(id: ConversationId): ConversationHead | 'none' | undefined {
  const { database, account } = useSession()
  const self = account.user.handle
  return useLive(() => readHead(database, self, id), [database, self, id], { name: headOf(id) })
}

export const headOf = (id: ConversationId) => `head ${id}`

export async function readHead(
  database: Database,
  self: Handle,
  id: ConversationId,
): Promise<ConversationHead | 'none' | undefined> {
  const head = await conversationHead(database, { self }, id)
  if (!head) return 'none'
  const others = head.members.filter(({ user }) => user !== self)
  const admin = head.kind === 'group' && head.members.some(({ user, role }) => user === self && role === 'admin')
  return { ...head, members: others.map(({ user }) => head.names[user] ?? user), size: head.members.length, admin }
}
