import { conversationAsShown } from '#engine/conversation-as-shown.ts'
import { isWaiting } from '#engine/optimistic.ts'
import type { Role } from '#protocol/event.ts'
import type { ConversationId, Handle, OpId } from '#protocol/ids.ts'
import { useSession } from '../../session/session.ts'
import { useLive } from '../../session/use-live.ts'
import type { Database } from '../../store/database.ts'
import { ownProfile } from '../../store/profile.ts'
import { type ConversationHead, conversationHead } from '../../store/queries.ts'

export interface InfoMember {
  handle: Handle
  name: string
  /** what an avatar's colour is made from */
  seed: string
  role: Role
  /** oneself */
  own: boolean
  /** on this device alone: the server has not heard of it */
  waiting?: 'added' | 'removed' | 'role'
}

export interface Info
  extends Pick<ConversationHead, 'id' | 'kind' | 'title' | 'hueSeed' | 'peer' | 'former' | 'blocked'> {
  about?: string
  /** oneself first, then those who lead, by name */
  members: InfoMember[]
  /** of the group, and may change who is in it */
  isAdmin: boolean
  /** a new name waits */
  renaming: boolean
  /** ms until when; 0 where it is not */
  muted: number
  pinned: boolean
  archived: boolean
  isUnread: boolean
  /** the newest position of another's message, or so */
  head: number
}

const byName = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true })

/** All that can be known and set about a conversation. `undefined` while the disk is read; `none`: not here. */
export function useInfo(id: ConversationId): Info | 'none' | undefined {
  const { account, database } = useSession()
  const self = account.user.handle
  return useLive(async () => {
    const [head, row, pending, profile] = await Promise.all([
      conversationHead(database, { self }, id),
      database.conversations.get(id),
      database.outbox.where('pending').equals(id).toArray(),
      ownProfile(database, account.user),
    ])
    if (!head) return 'none'
    const ordered = pending.toSorted((a, b) => a.order - b.order)
    const waits = ordered.filter((op) => isWaiting(op) && op.rejected === undefined)
    const shown = conversationAsShown({ id, row, pending: ordered }, self)
    const here = new Set(shown.members.map(({ user }) => user))
    const going = waits.flatMap(({ op }) => (op.kind === 'drop' && !here.has(op.member) ? [op.member] : []))
    const gone = (row?.members ?? []).filter(({ user }) => going.includes(user) && user !== self)
    const all = [...shown.members, ...gone]
    const people = await database.people.bulkGet(all.map(({ user }) => user))
    const waitsFor = (user: Handle): InfoMember['waiting'] => {
      if (!here.has(user)) return 'removed'
      if (waits.some(({ op }) => op.kind === 'add' && op.member === user)) return 'added'
      return waits.some(({ op }) => op.kind === 'admin' && op.member === user) ? 'role' : undefined
    }
    const members = all
      .map(({ user, role }, index): InfoMember => {
        const person = people[index]
        const waiting = waitsFor(user)
        const own = user === self
        const name = own ? profile.name : (person?.name ?? user)
        return { handle: user, name, seed: person?.id ?? user, role, own, ...(waiting && { waiting }) }
      })
      .sort((a, b) => rank(a) - rank(b) || byName.compare(a.name, b.name))
    const peer = head.peer === undefined ? undefined : people[all.findIndex(({ user }) => user === head.peer)]
    const { muted = 0, pinned, archived, unread } = shown.prefs
    const { kind, title, hueSeed, former, blocked } = head
    return {
      id,
      kind,
      title,
      hueSeed,
      former,
      blocked,
      ...(head.peer !== undefined && { peer: head.peer }),
      ...(peer?.about && { about: peer.about }),
      members,
      isAdmin: kind === 'group' && !former && members.some(({ own, role }) => own && role === 'admin'),
      renaming: waits.some(({ op }) => op.kind === 'rename'),
      muted: muted > Date.now() ? muted : 0,
      pinned: pinned === true,
      archived: archived === true,
      isUnread: unread === true || head.unread > 0,
      head: head.head,
    }
  }, [database, self, account.user, id])
}

/** The lines of a conversation that are on this device. */
export async function messagesOf(database: Database, id: ConversationId): Promise<OpId[]> {
  const lines = database.events.where('[conversation+drawn+place]')
  return await lines.between([id, 1, -Infinity], [id, 1, Infinity]).primaryKeys()
}

const rank = ({ own, role }: InfoMember): number => (own ? 0 : role === 'admin' ? 1 : 2)
