/** A conversation as a screen shows it: its row, with what still waits in the outbox laid over it. Pure. */
import { type ConversationId, directConversation, type Handle, isDirect, type OpId, peerOf } from '#protocol/ids.ts'
import type { Op, OpOf } from '#protocol/op.ts'
import { newConversation, prefsOf, subjectOf } from './membership.ts'
import type { ConversationItem, ConversationRow, DraftRow, EventRow, OutboxRow, PersonRow } from './model.ts'
import { isIdle, isRefused, isSmall, isWaiting, timeline, type Viewer } from './optimistic.ts'

/**
 * Whether what an op asks for is shown as if it were so. Committed, it is until something is told of the same from behind
 * where the inbox stood then, that this device did not do itself: its own event settles it, and where it changed nothing
 * and has none, it gives way to whatever was changed after it.
 */
const isShown = (row: OutboxRow, told: number | undefined): boolean =>
  row.rejected === undefined &&
  row.awaits === undefined &&
  (isWaiting(row) || (row.state === 'committed' && (told ?? 0) <= (row.committedAt ?? 0)))

/**
 * A conversation as it is with what waits: made here and not yet known to the server, joined, left, renamed, its members
 * and roles changed, set otherwise.
 */
export function conversationAsShown(
  {
    id,
    row,
    pending,
  }: {
    id: ConversationId
    row: ConversationRow | undefined
    pending: readonly OutboxRow[]
  },
  self: Handle,
): ConversationRow {
  const title = pending.findLast(({ op }) => op.kind === 'join')?.title
  const begun = row ?? { ...newConversation(id), ...(title !== undefined && { title }) }
  return pending
    .filter((op) => isShown(op, toldOf(row, op.op)) && !isIdle(op, row))
    .reduce((shown, { op }) => withOp(shown, op, self), begun)
}

function toldOf(row: ConversationRow | undefined, { kind }: Op): number | undefined {
  const subject = subjectOf(kind)
  return subject && row?.told?.[subject]
}

function withOp(shown: ConversationRow, op: Op, self: Handle): ConversationRow {
  switch (op.kind) {
    case 'group':
      return shown.head > 0 ? shown : { ...shown, title: op.title, members: membersOf(op, self) }
    case 'rename':
      return { ...shown, title: op.title }
    case 'prefs':
      return { ...shown, prefs: { ...shown.prefs, ...prefsOf(op) } }
    case 'add':
      return withMember(shown, op.member)
    case 'join': {
      const { left: _left, ...rest } = shown
      return withMember(rest, self)
    }
    case 'drop': {
      const members = shown.members.filter(({ user }) => user !== op.member)
      return { ...shown, members, ...(op.member === self && { left: shown.left ?? shown.head }) }
    }
    case 'admin': {
      const role = op.on ? 'admin' : 'member'
      return { ...shown, members: shown.members.map((one) => (one.user === op.member ? { ...one, role } : one)) }
    }
    default:
      return shown
  }
}

/** One who is not there yet has neither got nor read anything, and holds no tick back. */
const withMember = (shown: ConversationRow, user: Handle): ConversationRow =>
  shown.members.some((member) => member.user === user)
    ? shown
    : { ...shown, members: [...shown.members, { user, role: 'member', joined: Infinity, read: 0, delivered: 0 }] }

const membersOf = (op: OpOf<'group'>, self: Handle): ConversationRow['members'] =>
  [...new Set([self, ...op.members])].map((user) => ({
    user,
    role: user === self ? 'admin' : 'member',
    joined: 0,
    read: 0,
    delivered: 0,
  }))

/** Whether somebody is blocked, with what waits. @param pending rows of the outbox that belong to no conversation */
export const blockedAsShown = (
  handle: Handle,
  person: Pick<PersonRow, 'blocked' | 'told' | 'answered'> | undefined,
  pending: readonly OutboxRow[],
): boolean =>
  pending.reduce(
    (shown, row) =>
      row.op.kind === 'block' && row.op.user === handle && isShown(row, person?.told) && !isIdle(row, person)
        ? row.op.on
        : shown,
    person?.blocked === true,
  )

/** One row of the list. */
export function conversationItem(
  view: {
    id: ConversationId
    row: ConversationRow | undefined
    /** the event of `row.last`, and those of its pending changes */
    last: EventRow | undefined
    pending: readonly OutboxRow[]
    /** ids of pending ops whose event is held */
    held: ReadonlySet<OpId>
    draft?: DraftRow | undefined
    people: ReadonlyMap<Handle, PersonRow>
    /** ms: whether it is muted now */
    now: number
  },
  viewer: Viewer,
): ConversationItem {
  const { id, pending, held, draft, people, now, last } = view
  const row = conversationAsShown({ id, row: view.row, pending }, viewer.self)
  const isSelf = id === directConversation(viewer.self, viewer.self)
  const peer = isDirect(id) && !isSelf ? peerOf(id, viewer.self) : undefined
  const person = peer === undefined ? undefined : people.get(peer)
  const lines = timeline({ conversation: row, events: last ? [last] : [], pending, held, atEnd: true }, viewer)
  const newest = lines.at(-1)
  const { muted = 0, pinned, archived, unread } = row.prefs
  return {
    id,
    kind: isSelf ? 'self' : row.kind,
    title: isSelf ? '' : peer === undefined ? (row.title ?? '') : (person?.name ?? peer),
    hueSeed: peer === undefined ? id : (person?.id ?? peer),
    ...(peer !== undefined && { peer }),
    unread: row.unread,
    mentioned: row.mentions > 0,
    markedUnread: unread === true,
    muted: muted > now,
    pinned: pinned === true,
    archived: archived === true,
    ...(draft?.text && !draft.editing && { draft: draft.text }),
    waiting: pending.filter((row) => isWaiting(row) && row.op.kind === 'message').length,
    failed: pending.some((op) => isRefused(op) && !isSmall(op)),
    ...(newest && { last: newest }),
    activity: Math.max(row.activity, newest?.pending ? newest.at : 0, newest ? 0 : (draft?.changed ?? 0)),
    head: row.head,
    former: row.left !== undefined,
  }
}
