/** Everything that this device keeps for a person, a page at a time: never a whole history in memory. */
import type { EventRow, TimelineItem } from '#engine/model.ts'
import { PENDING_PLACE, timeline } from '#engine/optimistic.ts'
import { type ConversationId, directConversation, type Handle, peerOf } from '#protocol/ids.ts'
import type { Database } from './database.ts'

export interface KeptPerson {
  handle: Handle
  name: string
  about?: string
}

export interface KeptConversation {
  id: ConversationId
  kind: 'dm' | 'group' | 'self'
  /** empty for notes to self */
  title: string
  members: { user: Handle; role: string }[]
  draft?: string
}

export type Part =
  | { part: 'account'; account: KeptPerson; people: KeptPerson[]; conversations: KeptConversation[]; lines: number }
  | { part: 'conversation'; conversation: KeptConversation }
  /** oldest first; those that have not reached the server come last */
  | { part: 'lines'; lines: TimelineItem[] }

const PAGE = 500

export async function* everything(db: Database): AsyncGenerator<Part> {
  const device = await db.device.get('device')
  if (!device) throw new Error('this device keeps nothing')
  const { user } = device.account
  const [rows, people, pending, drafts] = await Promise.all([
    db.conversations.toArray(),
    db.people.toArray(),
    db.outbox.where('pending').aboveOrEqual('').sortBy('order'),
    db.drafts.toArray(),
  ])
  const nameOf = new Map(people.map(({ handle, name }) => [handle, name]))
  const rowOf = new Map(rows.map((row) => [row.id, row]))
  const draftOf = new Map(drafts.map(({ conversation, text }) => [conversation, text]))
  const ids = new Set([
    ...rows.sort((a, b) => b.activity - a.activity).map(({ id }) => id),
    ...pending.flatMap(({ conversation }) => conversation ?? []),
    ...draftOf.keys(),
  ])
  const conversations = [...ids].map((id): KeptConversation => {
    const row = rowOf.get(id)
    const peer = peerOf(id, user.handle)
    const isSelf = id === directConversation(user.handle, user.handle)
    const draft = draftOf.get(id)
    const made = pending.find(({ op }) => op.kind === 'group' && op.conversation === id)?.op
    const title = row?.title ?? (made?.kind === 'group' ? made.title : '')
    return {
      id,
      kind: isSelf ? 'self' : peer === undefined ? 'group' : 'dm',
      title: isSelf ? '' : peer === undefined ? title : (nameOf.get(peer) ?? peer),
      members: (row?.members ?? []).map(({ user, role }) => ({ user, role })),
      ...(draft && { draft }),
    }
  })
  const lines =
    (await db.events.where('[conversation+drawn+place]').aboveOrEqual(['', 1, -Infinity]).count()) + pending.length
  const known = people.map(({ handle, name, about }) => ({ handle, name, ...(about && { about }) }))
  yield {
    part: 'account',
    account: { handle: user.handle, name: nameOf.get(user.handle) ?? user.name },
    people: known,
    conversations,
    lines,
  }

  for (const conversation of conversations) {
    yield { part: 'conversation', conversation }
    const own = pending.filter((row) => row.conversation === conversation.id)
    const held = new Set((await db.events.bulkGet(own.map(({ id }) => id))).flatMap((event) => event?.id ?? []))
    for (let after = -Infinity; ; ) {
      const events: EventRow[] = await db.events
        .where('[conversation+drawn+place]')
        .between([conversation.id, 1, after], [conversation.id, 1, PENDING_PLACE], after === -Infinity, true)
        .limit(PAGE)
        .toArray()
      const last = events.at(-1)
      const atEnd = events.length < PAGE
      const view = { conversation: rowOf.get(conversation.id), events, pending: own, held, atEnd }
      yield { part: 'lines', lines: timeline(view, { self: user.handle }) }
      if (!last || atEnd) break
      after = last.place
    }
  }
}
