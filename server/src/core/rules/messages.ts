/** message, edit, remove, react. */
import type { EditEvent, MessageEvent, PlacedEvent } from '#protocol/event.ts'
import type { OpId } from '#protocol/ids.ts'
import type { OpOf } from '#protocol/op.ts'
import type { Standing } from '../authorise.ts'
import { AS_IT_WAS, type Change, type Decision } from '../change.ts'
import type { Desk } from '../context.ts'
import type { MessageRow } from '../ports.ts'
import { includes } from '../spans.ts'
import { stamp } from './stamp.ts'

export function message(desk: Desk, standing: Standing, op: OpOf<'message'>): Decision {
  const { conversation } = standing
  if (op.peer !== undefined && !isPeer(desk, standing, op.peer)) return 'no-such-user'
  const event: MessageEvent = {
    kind: 'message',
    ...stamp(desk, op),
    conversation: op.conversation,
    position: conversation.head + 1,
    text: op.text,
  }
  if (op.reply !== undefined && readable(desk, standing, op.reply) !== undefined) event.reply = op.reply
  if (op.files !== undefined) event.files = op.files
  return [...begin(standing), ...place(standing, event)]
}

/** In a direct conversation: the other one (oneself in notes to self) is still who the device knew. */
function isPeer(desk: Desk, { conversation, members }: Standing, id: string): boolean {
  if (conversation.kind !== 'dm') return true
  const other = members.find((member) => member.user !== desk.by)?.user ?? desk.by
  return desk.look.user(other)?.id === id
}

/** A direct conversation has rows once it has a message. */
function begin({ begun, conversation, members }: Standing): Change[] {
  if (begun) return []
  const rows = members.map((row): Change => ({ do: 'put-member', conversation: conversation.id, row }))
  return [{ do: 'put-conversation', row: conversation }, ...rows, { do: 'meet', members }]
}

export function edit(desk: Desk, standing: Standing, op: OpOf<'edit'>): Decision {
  const target = readable(desk, standing, op.target)
  if (target === undefined) return 'no-such-message'
  if (target.by !== desk.by) return 'not-allowed'
  const { conversation, members } = standing
  const event: EditEvent = {
    kind: 'edit',
    ...stamp(desk, op),
    conversation: op.conversation,
    position: conversation.head + 1,
    target: op.target,
    text: op.text,
  }
  const readers = members.filter((member) => includes(member.spans, target.position))
  if (readers.length === members.length) return place(standing, event)
  const others = members.filter((member) => !includes(member.spans, target.position))
  return [
    ...settle(standing, event),
    { do: 'tell', to: readers, delivery: { event } },
    { do: 'tell', to: others, delivery: { event, bare: true } },
  ]
}

export function remove(desk: Desk, standing: Standing, op: OpOf<'remove'>): Decision {
  const target = readable(desk, standing, op.target)
  if (target === undefined) return 'no-such-message'
  const { conversation, me } = standing
  if (target.by !== desk.by && !(conversation.kind === 'group' && me.role === 'admin')) return 'not-allowed'
  const event: PlacedEvent = {
    kind: 'remove',
    ...stamp(desk, op),
    conversation: op.conversation,
    position: conversation.head + 1,
    target: op.target,
  }
  return [{ do: 'erase', message: op.target }, ...place(standing, event)]
}

export function react(desk: Desk, standing: Standing, op: OpOf<'react'>): Decision {
  const { target, emoji, on } = op
  if (readable(desk, standing, target) === undefined) return 'no-such-message'
  if (desk.look.reaction(target, desk.by, emoji) === on) return AS_IT_WAS
  const event: PlacedEvent = {
    kind: 'react',
    ...stamp(desk, op),
    conversation: op.conversation,
    position: standing.conversation.head + 1,
    target,
    emoji,
    on,
  }
  return [{ do: 'put-reaction', target, by: desk.by, emoji, on }, ...place(standing, event)]
}

/** A message that is still there, here, and within what the asker may read. */
function readable(desk: Desk, { conversation, me }: Standing, id: OpId): MessageRow | undefined {
  const row = desk.look.message(id)
  if (row === undefined || row.removed || row.conversation !== conversation.id) return undefined
  return includes(me.spans, row.position) ? row : undefined
}

function settle({ conversation }: Standing, event: PlacedEvent): Change[] {
  return [
    { do: 'put-conversation', row: { ...conversation, head: event.position } },
    { do: 'place', event },
  ]
}

function place(standing: Standing, event: PlacedEvent): Change[] {
  return [...settle(standing, event), { do: 'tell', to: standing.members, delivery: { event } }]
}
