/** Who may ask for which op. A kind without a policy does not compile. */
import { addressOf, type ConversationId, type Handle, isDirect } from '#protocol/ids.ts'
import type { Op, OpKind, OpOf } from '#protocol/op.ts'
import type { Reason } from '#protocol/rejection.ts'
import type { Desk, Look } from './context.ts'
import type { ConversationRow, MemberRow } from './ports.ts'

/**
 * `anyone`: there is no standing to check; the rule looks for itself. `once-member`: former members too.
 * `group`: nothing for direct conversations. `evenIfBlocked`: also in a direct conversation with who blocked them.
 */
interface OpenPolicy {
  who: 'anyone'
  group?: true
}
interface HeldPolicy {
  who: 'member' | 'admin' | 'once-member'
  group?: true
  evenIfBlocked?: true
}

const POLICIES = {
  message: { who: 'member' },
  edit: { who: 'member' },
  remove: { who: 'member' },
  react: { who: 'member' },
  read: { who: 'once-member', evenIfBlocked: true },
  prefs: { who: 'once-member', evenIfBlocked: true },
  group: { who: 'anyone', group: true },
  rename: { who: 'member', group: true },
  add: { who: 'admin', group: true },
  join: { who: 'anyone', group: true },
  drop: { who: 'member', group: true },
  admin: { who: 'admin', group: true },
  block: { who: 'anyone' },
  profile: { who: 'anyone' },
} as const satisfies { readonly [K in OpKind]: OpenPolicy | HeldPolicy }

/** Kinds that are asked for by whoever has a standing in the conversation. */
export type HeldKind = {
  [K in OpKind]: (typeof POLICIES)[K]['who'] extends 'anyone' ? never : K
}[OpKind]
export type OpenKind = Exclude<OpKind, HeldKind>

/** The conversation as the asker stands in it. */
export interface Standing {
  conversation: ConversationRow
  me: MemberRow
  /** current members, by rank */
  members: readonly MemberRow[]
  /** `false` for a direct conversation without a message: what is here has no rows yet */
  begun: boolean
}

export const isHeld = (op: Op): op is OpOf<HeldKind> => POLICIES[op.kind].who !== 'anyone'

/** Group ops on a direct conversation. */
export const isMisplaced = (op: Op): boolean =>
  'group' in POLICIES[op.kind] && 'conversation' in op && isDirect(op.conversation)

export function authorise(desk: Desk, op: OpOf<HeldKind>): Standing | Reason {
  const standing = standingOf(desk.look, desk.by, op.conversation)
  if (typeof standing === 'string') return standing
  const policy: HeldPolicy = POLICIES[op.kind]
  const { conversation, me } = standing
  if (me.left !== undefined && policy.who !== 'once-member') return 'no-such-conversation'
  if (policy.who === 'admin' && me.role !== 'admin') return 'not-allowed'
  if (conversation.kind === 'dm' && policy.evenIfBlocked === undefined) {
    const other = standing.members.find((member) => member.user !== desk.by)
    if (other !== undefined && desk.look.blocked(other.user, desk.by)) return 'not-allowed'
  }
  return standing
}

/** A foreign conversation and none at all are told alike. */
export function standingOf(look: Look, user: Handle, id: ConversationId): Standing | Reason {
  const address = addressOf(id)
  if (address.kind === 'misordered') return 'invalid'
  if (address.kind === 'malformed') return 'no-such-conversation'
  if (address.kind === 'dm' && !address.handles.includes(user)) return 'no-such-conversation'
  const conversation = look.conversation(id)
  if (conversation === undefined) {
    return address.kind === 'dm' ? unbegun(look, user, id, address.handles) : 'no-such-conversation'
  }
  const me = look.member(id, user)
  if (me === undefined) return 'no-such-conversation'
  return { conversation, me, members: look.members(id), begun: true }
}

function unbegun(look: Look, user: Handle, id: ConversationId, handles: [Handle, Handle]): Standing | Reason {
  const other = handles[0] === user ? handles[1] : handles[0]
  if (look.user(other) === undefined) return 'no-such-user'
  const members = [...new Set(handles)].map((handle, rank) => newMember(handle, { role: 'member', joined: 1, rank }))
  const me = members.find((member) => member.user === user) as MemberRow
  return { conversation: { id, kind: 'dm', head: 0 }, me, members, begun: false }
}

/** Somebody who sees what comes from `joined` on. What was before holds no tick back. */
export function newMember(user: Handle, place: Pick<MemberRow, 'role' | 'joined' | 'rank'>): MemberRow {
  const before = place.joined - 1
  return { user, ...place, read: before, delivered: before, spans: [[place.joined, null]] }
}
