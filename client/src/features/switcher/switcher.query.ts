import { useLiveQuery } from 'dexie-react-hooks'
import { type ConversationId, directConversation, type Handle } from '#protocol/ids.ts'
import { useSession } from '../../session/session.ts'
import { listConversations } from '../../store/queries.ts'

export interface Target {
  id: ConversationId
  kind: 'dm' | 'group' | 'self'
  /** empty for notes to self */
  title: string
  seed: string
  handle?: Handle
  unread: number
}

/** Wherever one can go, where one was last first. `undefined` while the disk is read. */
export function useTargets(): Target[] | undefined {
  const { account, database } = useSession()
  const self = account.user.handle
  return useLiveQuery(async () => {
    const [items, people] = await Promise.all([
      listConversations(database, { self, now: Date.now() }),
      database.people.toArray(),
    ])
    const open = items
      .toSorted((a, b) => b.activity - a.activity)
      .map(
        ({ id, kind, title, hueSeed, peer, unread }): Target => ({
          id,
          kind,
          title,
          seed: hueSeed,
          unread,
          ...(peer && { handle: peer }),
        }),
      )
    const known = new Set(open.map(({ id }) => id))
    const others = people.flatMap(({ id, handle, name, blocked }): Target[] => {
      const conversation = directConversation(self, handle)
      if (blocked || known.has(conversation)) return []
      const kind = handle === self ? 'self' : 'dm'
      return [{ id: conversation, kind, title: kind === 'self' ? '' : name, seed: id ?? handle, handle, unread: 0 }]
    })
    return [...open, ...others.sort((a, b) => a.title.localeCompare(b.title))]
  }, [database, self])
}
