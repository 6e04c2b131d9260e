/** group, rename: making a group and naming it. Who is in it: membership. */
import type { GroupEvent, RenameEvent } from '#protocol/event.ts'
import { addressOf, type Handle } from '#protocol/ids.ts'
import type { OpOf } from '#protocol/op.ts'
import { newMember, type Standing } from '../authorise.ts'
import { AS_IT_WAS, type Change, type Decision } from '../change.ts'
import type { Desk } from '../context.ts'
import type { ConversationRow } from '../ports.ts'
import { isStill } from './peers.ts'
import { stamp } from './stamp.ts'

export function group(desk: Desk, op: OpOf<'group'>): Decision {
  if (addressOf(op.conversation).kind !== 'group') return 'invalid'
  if (desk.look.conversation(op.conversation) !== undefined) return 'conflict'
  const asked = new Set(op.members)
  asked.delete(desk.by)
  if (asked.size + 1 > desk.env.settings.members) return 'full'

  const members: Handle[] = []
  const unknown: Handle[] = []
  for (const handle of asked) (isStill(desk.look, handle, op.peers) ? members : unknown).push(handle)

  const conversation: ConversationRow = { id: op.conversation, kind: 'group', title: op.title, head: 1 }
  const event: GroupEvent = {
    kind: 'group',
    ...stamp(desk, op),
    conversation: op.conversation,
    position: 1,
    title: op.title,
    members,
  }
  if (unknown.length > 0) event.unknown = unknown
  const rows = [desk.by, ...members].map((user, rank) =>
    newMember(user, { role: rank === 0 ? 'admin' : 'member', joined: 1, rank }),
  )
  return [
    { do: 'put-conversation', row: conversation },
    ...rows.map((row): Change => ({ do: 'put-member', conversation: op.conversation, row })),
    { do: 'place', event },
    { do: 'tell', to: rows, delivery: { event } },
    { do: 'meet', members: rows },
  ]
}

export function rename(desk: Desk, { conversation, members }: Standing, op: OpOf<'rename'>): Decision {
  if (conversation.title === op.title) return AS_IT_WAS
  const position = conversation.head + 1
  const event: RenameEvent = {
    kind: 'rename',
    ...stamp(desk, op),
    conversation: op.conversation,
    position,
    title: op.title,
  }
  return [
    { do: 'put-conversation', row: { ...conversation, title: op.title, head: position } },
    { do: 'place', event },
    { do: 'tell', to: members, delivery: { event } },
  ]
}
