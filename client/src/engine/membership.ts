/** Who is in a conversation, and what they have seen: a conversation's row after each event, in order. */
import type { PlacedEvent, Role } from '#protocol/event.ts'
import type { Member, Prefs, Span } from '#protocol/http.ts'
import { addressOf, type ConversationId, type Handle, isDirect } from '#protocol/ids.ts'
import type { ConversationRow, Subject } from './model.ts'

/** As the server has it: what was before somebody joined holds no tick back. */
function newcomer(user: Handle, role: Role, joined: number): Member {
  const before = Math.max(0, joined - 1)
  return { user, role, joined, read: before, delivered: before }
}

/** A conversation that nothing is known of yet but its id. */
export function newConversation(id: ConversationId): ConversationRow {
  const address = addressOf(id)
  const handles = address.kind === 'dm' ? [...new Set(address.handles)] : []
  return {
    id,
    kind: isDirect(id) ? 'dm' : 'group',
    members: handles.map((user) => newcomer(user, 'member', 0)),
    head: 0,
    asOf: 0,
    read: 0,
    spans: isDirect(id) ? [[1, null]] : [],
    prefs: {},
    held: [],
    unread: 0,
    mentions: 0,
    lastWrites: 0,
    activity: 0,
  }
}

/** The row after an event that takes a place, told in order. */
export function afterEvent(row: ConversationRow, event: PlacedEvent, self: Handle): ConversationRow {
  switch (event.kind) {
    case 'group': {
      const handles = [...new Set([event.by, ...event.members])].filter((user) => !event.unknown?.includes(user))
      const members = handles.map((user) => newcomer(user, user === event.by ? 'admin' : 'member', event.position))
      return opened({ ...row, title: event.title, members }, event.position)
    }
    case 'rename':
      return { ...row, title: event.title }
    case 'add':
      return joined(row, event.member, event.position, self)
    case 'join':
      return joined(row, event.by, event.position, self)
    case 'drop': {
      const members = row.members.filter((member) => member.user !== event.member)
      return event.member === self ? closed({ ...row, members }, event.position) : { ...row, members }
    }
    case 'admin': {
      const role = event.on ? 'admin' : 'member'
      return {
        ...row,
        members: row.members.map((member) => (member.user === event.member ? { ...member, role } : member)),
      }
    }
    default:
      return row
  }
}

function joined(row: ConversationRow, user: Handle, position: number, self: Handle): ConversationRow {
  const { roster, ...rest } = row
  const told =
    user === self && roster
      ? { ...rest, title: roster.title, members: roster.members.map((m) => newcomer(m.user, m.role, 0)) }
      : row
  const members = [...told.members.filter((member) => member.user !== user), newcomer(user, 'member', position)]
  return user === self ? opened({ ...told, members }, position) : { ...told, members }
}

const isOpen = (span: Span): boolean => span[1] === null

function opened(row: ConversationRow, position: number): ConversationRow {
  const { left: _left, ...rest } = row
  if (rest.spans.some(isOpen)) return rest
  return { ...rest, read: Math.max(rest.read, position - 1), spans: [...rest.spans, [position, null]] }
}

function closed(row: ConversationRow, position: number): ConversationRow {
  const spans = row.spans.map((span): Span => (isOpen(span) ? [span[0], position] : span))
  return { ...row, spans, left: position }
}

/** A mark is a fact that may come late or twice: the greater one holds. */
export function withMark(
  row: ConversationRow,
  mark: { kind: 'read' | 'delivered'; by: Handle; position: number },
): ConversationRow {
  const member = row.members.find(({ user }) => user === mark.by)
  if (!member || member[mark.kind] >= mark.position) return row
  return { ...row, members: row.members.map((m) => (m === member ? { ...m, [mark.kind]: mark.position } : m)) }
}

/** The newest message that oneself has read, as this device knows it. */
export const ownMark = (row: ConversationRow): number => Math.max(row.read, row.marked ?? 0)

const SUBJECTS: Partial<Record<string, Subject>> = {
  group: 'members',
  rename: 'title',
  add: 'members',
  join: 'members',
  drop: 'members',
  admin: 'members',
  prefs: 'prefs',
}

export const subjectOf = (kind: string): Subject | undefined =>
  Object.hasOwn(SUBJECTS, kind) ? SUBJECTS[kind] : undefined

/** With the entry that told of it last. */
export function toldAt(row: ConversationRow, kind: string, seq: number): ConversationRow {
  const subject = subjectOf(kind)
  return subject ? { ...row, told: { ...row.told, [subject]: seq } } : row
}

/** A direct conversation that is here from its beginning, and in which the user never said anything. */
export const isRequest = ({ kind, head, held: [first], spoke }: ConversationRow): boolean =>
  kind === 'dm' && spoke === undefined && head > 0 && first?.[0] === 1 && first[1] === head

/** What a change of preferences says, and no more. */
export function prefsOf({ muted, pinned, archived, unread }: Prefs): Prefs {
  return {
    ...(muted !== undefined && { muted }),
    ...(pinned !== undefined && { pinned }),
    ...(archived !== undefined && { archived }),
    ...(unread !== undefined && { unread }),
  }
}
