/** Links that let their holder into a group. A group has one at most. */
import type { Handle } from '#protocol/ids.ts'
import type { Context } from './context.ts'
import type { Tx } from './ports.ts'
import type { Answer, Ask } from './requests.ts'

export function createInvite({ tx }: Context, ask: Ask<'createInvite'>): Answer<'createInvite'> {
  const { user, conversation, tokenHash } = ask
  if (!isMemberOfGroup(tx, user, conversation)) return 'not-found'
  tx.putInvite({ conversation, by: user, tokenHash })
  return 'created'
}

export function endInvite({ tx }: Context, { user, conversation }: Ask<'endInvite'>): Answer<'endInvite'> {
  if (!isMemberOfGroup(tx, user, conversation)) return 'not-found'
  tx.deleteInvite(conversation)
  return 'ended'
}

export function invite({ tx }: Context, { tokenHash }: Ask<'invite'>): Answer<'invite'> {
  const row = tx.inviteByToken(tokenHash)
  const conversation = row && tx.conversation(row.conversation)
  if (row === undefined || conversation === undefined) return undefined
  const members = tx.members(row.conversation).length
  const inviter = tx.user(row.by)?.name ?? row.by
  return { conversation: row.conversation, title: conversation.title ?? '', by: row.by, members, inviter }
}

function isMemberOfGroup(tx: Tx, user: Handle, id: string): boolean {
  if (tx.conversation(id)?.kind !== 'group') return false
  const row = tx.member(id, user)
  return row !== undefined && row.left === undefined
}
