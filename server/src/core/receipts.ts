/** What the authors of messages hear: that a device holds them, that a person has read them. */
import { type DeliveredEvent, type Entry, isPlaced, type ReadEvent } from '#protocol/event.ts'
import type { ConversationId, Handle } from '#protocol/ids.ts'
import { RECEIPT_MEMBERS } from '#protocol/limits.ts'
import { AS_IT_WAS, apply, type Change } from './change.ts'
import type { Context, Look } from './context.ts'
import type { Arrival, Delivery, MemberRow, Tx } from './ports.ts'
import { type Made, made } from './rules/stamp.ts'

/** S19: of many marks of one person in one conversation, a reader who was away needs the last. */
export function receipt(note: ReadEvent | DeliveredEvent): Delivery {
  return { note, supersedes: `${note.kind}:${note.conversation}:${note.by}` }
}

/** To the authors of what the mark newly covers, as far as they are still there. */
export function tellAuthors(look: Look, me: MemberRow, event: ReadEvent | DeliveredEvent, before: number): Change[] {
  if (me.left !== undefined) return []
  const members = look.members(event.conversation)
  if (isLarge(look, event.conversation) || members.length < 2) return []
  const authors = new Set(look.authors(event.conversation, before, event.position))
  const to = members.filter(({ user }) => user !== me.user && authors.has(user))
  return to.length > 0 ? [{ do: 'tell', to, delivery: receipt(event) }] : []
}

const isLarge = (look: Pick<Look, 'members'>, id: ConversationId): boolean => look.members(id).length > RECEIPT_MEMBERS

/** S18: a device of `by` holds what is in the conversation up to `position`. The mark never moves back. */
function delivered(look: Look, by: Handle, { conversation, position }: Arrival, stamp: () => Made): readonly Change[] {
  const me = look.member(conversation, by)
  if (me === undefined || me.left !== undefined || position <= me.delivered) return AS_IT_WAS
  // The mark is not worth a row for each member and message where nobody is told.
  if (isLarge(look, conversation)) return AS_IT_WAS
  const event: DeliveredEvent = { kind: 'delivered', ...stamp(), conversation, by, position }
  const mark: Change = { do: 'put-member', conversation, row: { ...me, delivered: position } }
  return [mark, ...tellAuthors(look, me, event, me.delivered)]
}

/** From an ack: the device holds the entries in (after, upTo]. */
export function tellArrivals(context: Context, by: Handle, after: number, upTo: number): void {
  for (const arrival of context.tx.arrivals(by, after, upTo)) tell(context, by, arrival)
}

/** From a `resume` after a snapshot: the device holds every conversation as it was at the cursor. */
export function tellSnapshot(context: Context, by: Handle, cursor: number): void {
  const { tx } = context
  const next = firstAfter(tx, by, cursor)
  for (const id of tx.conversationsOf(by)) {
    const me = tx.member(id, by)
    const head = tx.conversation(id)?.head ?? 0
    const position = (next.get(id) ?? head + 1) - 1
    if (me === undefined || me.left !== undefined || position <= me.delivered || isLarge(tx, id)) continue
    if (tx.authors(id, me.delivered, position).some((author) => author !== by)) {
      tell(context, by, { conversation: id, position })
    }
  }
}

function tell(context: Context, by: Handle, at: Arrival): void {
  const { tx, env } = context
  apply(
    context,
    delivered(tx, by, at, () => made({ env, received: env.now() })),
  )
}

const PAGE = { entries: 500, bytes: 1024 * 1024 }

/** Where each conversation goes on in the entries after the cursor. */
function firstAfter(tx: Tx, user: Handle, cursor: number): Map<ConversationId, number> {
  const first = new Map<ConversationId, number>()
  for (let entries = tx.inboxAfter(user, cursor, PAGE); entries.length > 0; ) {
    for (const { event } of entries) {
      if (isPlaced(event) && !first.has(event.conversation)) first.set(event.conversation, event.position)
    }
    entries = tx.inboxAfter(user, (entries.at(-1) as Entry).seq, PAGE)
  }
  return first
}
