/** What rules decide, as data, and the one place that writes it. */
import type { PlacedEvent } from '#protocol/event.ts'
import type { Prefs } from '#protocol/http.ts'
import type { ConversationId, Handle, OpId } from '#protocol/ids.ts'
import type { Reason } from '#protocol/rejection.ts'
import type { Context } from './context.ts'
import type { ConversationRow, Delivery, MemberRow, UserRow } from './ports.ts'

export type Change =
  | { do: 'put-conversation'; row: ConversationRow }
  | { do: 'put-member'; conversation: ConversationId; row: MemberRow }
  | { do: 'place'; event: PlacedEvent }
  | { do: 'erase'; message: OpId }
  | { do: 'put-reaction'; target: OpId; by: Handle; emoji: string; on: boolean }
  | { do: 'end-invite'; conversation: ConversationId }
  | { do: 'put-prefs'; user: Handle; conversation: ConversationId; prefs: Prefs }
  | { do: 'put-block'; by: Handle; user: Handle; on: boolean }
  | { do: 'put-user'; row: UserRow }
  | { do: 'meet'; members: readonly { user: Handle }[] }
  | { do: 'tell'; to: readonly { user: Handle }[]; delivery: Delivery }

/** Why not, or what to write, in order; nothing to write where all is as the op wants it already. */
export type Decision = Reason | readonly Change[]

export const AS_IT_WAS: readonly Change[] = []

export const isRefused = (decision: Decision): decision is Reason => typeof decision === 'string'

export function apply({ tx, news }: Context, changes: readonly Change[]): void {
  for (const change of changes) {
    switch (change.do) {
      case 'put-conversation':
        tx.putConversation(change.row)
        break
      case 'put-member':
        tx.putMember(change.conversation, change.row)
        break
      case 'place':
        tx.appendEvent(change.event)
        break
      case 'erase':
        tx.erase(change.message)
        break
      case 'put-reaction':
        tx.putReaction(change.target, change.by, change.emoji, change.on)
        break
      case 'end-invite':
        tx.deleteInvite(change.conversation)
        break
      case 'put-prefs':
        tx.putPrefs(change.user, change.conversation, change.prefs)
        break
      case 'put-block':
        tx.putBlock(change.by, change.user, change.on)
        break
      case 'put-user':
        tx.putUser(change.row)
        break
      case 'meet':
        news.met.push(change.members.map(({ user }) => user))
        break
      case 'tell':
        for (const { user } of change.to) {
          tx.appendInbox(user, change.delivery)
          news.users.add(user)
        }
        break
      default:
        change satisfies never
    }
  }
}
