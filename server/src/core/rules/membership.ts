/** add, join, drop, admin: who is in a group, and who leads it. A group with members always keeps an admin. */
import type { AddEvent, AdminEvent, DropEvent, JoinEvent, PlacedEvent, RosterEvent } from '#protocol/event.ts'
import type { Handle } from '#protocol/ids.ts'
import type { OpOf } from '#protocol/op.ts'
import { newMember, type Standing } from '../authorise.ts'
import { AS_IT_WAS, type Change, type Decision } from '../change.ts'
import type { Desk } from '../context.ts'
import type { ConversationRow, MemberRow } from '../ports.ts'
import { closedAt } from '../spans.ts'
import { isStill } from './peers.ts'
import { made, stamp } from './stamp.ts'

export function add(desk: Desk, standing: Standing, op: OpOf<'add'>): Decision {
  const { conversation, members } = standing
  if (!isStill(desk.look, op.member, op.peers)) return 'no-such-user'
  if (isMember(members, op.member)) return AS_IT_WAS
  if (members.length >= desk.env.settings.members) return 'full'
  const position = conversation.head + 1
  const event: AddEvent = {
    kind: 'add',
    ...stamp(desk, op),
    conversation: op.conversation,
    position,
    member: op.member,
  }
  return bringIn(desk, { conversation, members, newcomer: op.member, event })
}

export function join(desk: Desk, op: OpOf<'join'>): Decision {
  const conversation = desk.look.conversation(op.conversation)
  if (conversation === undefined) return 'no-such-conversation'
  const members = desk.look.members(op.conversation)
  if (isMember(members, desk.by)) return AS_IT_WAS
  const invite = desk.look.inviteByToken(desk.env.tokenHash(op.token))
  if (invite?.conversation !== op.conversation) return 'no-such-conversation'
  if (members.length >= desk.env.settings.members) return 'full'
  const position = conversation.head + 1
  const event: JoinEvent = { kind: 'join', ...stamp(desk, op), conversation: op.conversation, position }
  return bringIn(desk, { conversation, members, newcomer: desk.by, event })
}

interface Entrance {
  conversation: ConversationRow
  members: readonly MemberRow[]
  newcomer: Handle
  event: AddEvent | JoinEvent
}

/** The newcomer hears who is there before they hear that they are in. */
function bringIn(desk: Desk, { conversation, members, newcomer, event }: Entrance): Change[] {
  const rank = (members.at(-1)?.rank ?? 0) + 1
  const row = newMember(newcomer, { role: 'member', joined: event.position, rank })
  const former = desk.look.member(conversation.id, newcomer)
  if (former !== undefined) row.spans = [...former.spans, ...row.spans]
  const roster: RosterEvent = {
    kind: 'roster',
    ...made(desk),
    conversation: conversation.id,
    by: event.by,
    title: conversation.title ?? '',
    members: members.map(({ user, role }) => ({ user, role })),
  }
  return [
    { do: 'put-member', conversation: conversation.id, row },
    { do: 'tell', to: [row], delivery: { note: roster } },
    ...place(conversation, [...members, row], event),
    { do: 'meet', members: [...members, row] },
  ]
}

export function drop(desk: Desk, standing: Standing, op: OpOf<'drop'>): Decision {
  const { conversation, me, members } = standing
  const isLeaving = op.member === desk.by
  if (!isLeaving && me.role !== 'admin') return 'not-allowed'
  const leaver = members.find(({ user }) => user === op.member)
  if (leaver === undefined) return AS_IT_WAS

  const position = conversation.head + 1
  const event: DropEvent = {
    kind: 'drop',
    ...stamp(desk, op),
    conversation: op.conversation,
    position,
    member: op.member,
  }
  const staying = members.filter((member) => member !== leaver)
  const row: MemberRow = {
    ...leaver,
    spans: closedAt(leaver.spans, position),
    left: { position, title: conversation.title ?? '', members: staying.map(view) },
  }
  const after: ConversationRow = { ...conversation, head: position }
  return [
    { do: 'put-member', conversation: conversation.id, row },
    ...(!isLeaving || staying.length === 0 ? [{ do: 'end-invite', conversation: conversation.id } as const] : []),
    ...place(conversation, members, event),
    ...succession(desk, after, staying),
  ]
}

export function admin(desk: Desk, standing: Standing, op: OpOf<'admin'>): Decision {
  const { conversation, members } = standing
  const target = members.find(({ user }) => user === op.member)
  if (target === undefined) return op.on ? 'invalid' : AS_IT_WAS
  const role = op.on ? 'admin' : 'member'
  if (target.role === role) return AS_IT_WAS
  if (!op.on && members.length === 1) return 'not-allowed'

  const row: MemberRow = { ...target, role }
  const after = members.map((member) => (member === target ? row : member))
  const event: AdminEvent = {
    kind: 'admin',
    ...stamp(desk, op),
    conversation: op.conversation,
    position: conversation.head + 1,
    member: op.member,
    on: op.on,
  }
  // Who steps down is not the one to step up again.
  const others = after.filter((member) => member !== row)
  return [
    { do: 'put-member', conversation: conversation.id, row },
    ...place(conversation, after, event),
    ...(row.role === 'admin' ? [] : succession(desk, { ...conversation, head: event.position }, others, after)),
  ]
}

/** Where no admin is left, the longest-standing one becomes it, in the same commit and by who left. */
function succession(
  desk: Desk,
  conversation: ConversationRow,
  candidates: readonly MemberRow[],
  members: readonly MemberRow[] = candidates,
): Change[] {
  const heir = candidates[0]
  if (heir === undefined || candidates.some(({ role }) => role === 'admin')) return []
  const event: AdminEvent = {
    kind: 'admin',
    ...made(desk),
    conversation: conversation.id,
    by: desk.by,
    position: conversation.head + 1,
    member: heir.user,
    on: true,
  }
  return [
    { do: 'put-member', conversation: conversation.id, row: { ...heir, role: 'admin' } },
    ...place(conversation, members, event),
  ]
}

function place(conversation: ConversationRow, to: readonly MemberRow[], event: PlacedEvent): Change[] {
  return [
    { do: 'put-conversation', row: { ...conversation, head: event.position } },
    { do: 'place', event },
    { do: 'tell', to, delivery: { event } },
  ]
}

const isMember = (members: readonly MemberRow[], user: Handle): boolean =>
  members.some((member) => member.user === user)

const view = ({ user, role, joined, read, delivered }: MemberRow) => ({ user, role, joined, read, delivered })
