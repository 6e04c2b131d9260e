import { useLiveQuery } from 'dexie-react-hooks'
import { type ConversationId, directConversation, type Handle } from '#protocol/ids.ts'
import { useSession } from '../../session/session.ts'
import { listConversations } from '../../store/queries.ts'

export interface Receiving {
  id: ConversationId
  kind: 'dm' | 'group' | 'self'
  /** empty for notes to self */
  title: string
  seed: string
  handle?: Handle
}

/** Wherever something may be forwarded to, the liveliest first; then people known here. `undefined` while the disk is read. */
export function useReceiving(): Receiving[] | undefined {
  const { account, database } = useSession()
  const self = account.user.handle
  return useLiveQuery(async () => {
    const [items, people] = await Promise.all([
      listConversations(database, { self, now: Date.now() }),
      database.people.toArray(),
    ])
    const open = items
      .filter(({ former }) => !former)
      .toSorted((a, b) => b.activity - a.activity)
      .map(
        ({ id, kind, title, hueSeed, peer }): Receiving => ({
          id,
          kind,
          title,
          seed: hueSeed,
          ...(peer && { handle: peer }),
        }),
      )
    const known = new Set(items.map(({ id }) => id))
    const others = people.flatMap(({ id, handle, name, blocked }): Receiving[] => {
      const conversation = directConversation(self, handle)
      if (blocked || known.has(conversation)) return []
      const own = handle === self
      return [{ id: conversation, kind: own ? 'self' : 'dm', title: own ? '' : name, seed: id ?? handle, handle }]
    })
    return [...open, ...others.toSorted((a, b) => a.title.localeCompare(b.title))]
  }, [database, self])
}
