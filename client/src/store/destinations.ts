/** Wherever one can go or send something on to. */
import { type ConversationId, directConversation, type Handle } from '#protocol/ids.ts'
import type { Database } from './database.ts'
import { listConversations } from './queries.ts'

export interface Destination {
  id: ConversationId
  kind: 'dm' | 'group' | 'self'
  /** empty for notes to self */
  title: string
  seed: string
  handle?: Handle
  unread: number
  /** one is not in it any more: nothing can be said there */
  former: boolean
}

/** Conversations, where something happened last first; then people known here with whom there is none. */
export async function listDestinations(db: Database, self: Handle): Promise<Destination[]> {
  const [items, people] = await Promise.all([listConversations(db, { self, now: Date.now() }), db.people.toArray()])
  const open = items
    .toSorted((a, b) => b.activity - a.activity)
    .map(
      ({ id, kind, title, hueSeed, peer, unread, former }): Destination => ({
        id,
        kind,
        title,
        seed: hueSeed,
        unread,
        former,
        ...(peer && { handle: peer }),
      }),
    )
  const known = new Set(open.map(({ id }) => id))
  const others = people.flatMap(({ id, handle, name, blocked }): Destination[] => {
    const conversation = directConversation(self, handle)
    if (blocked || known.has(conversation)) return []
    const isSelf = handle === self
    return [
      {
        id: conversation,
        kind: isSelf ? 'self' : 'dm',
        title: isSelf ? '' : name,
        seed: id ?? handle,
        handle,
        unread: 0,
        former: false,
      },
    ]
  })
  return [...open, ...others.toSorted((a, b) => a.title.localeCompare(b.title))]
}
