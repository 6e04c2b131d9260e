import type { InviteView } from '#protocol/http.ts'
import { useSession } from '../../session/session.ts'
import { useLive } from '../../session/use-live.ts'
import { conversationHead } from '../../store/queries.ts'

/** Whether one is in that group already, and who invites, where they are known here. */
export function useMembership(view: InviteView | undefined): { isMember: boolean; inviter?: string } | undefined {
  const { account, database } = useSession()
  const self = account.user.handle
  return useLive(async () => {
    if (!view) return undefined
    const [head, inviter] = await Promise.all([
      conversationHead(database, { self }, view.conversation),
      database.people.get(view.by),
    ])
    return {
      isMember: head !== undefined && !head.former && head.members.some(({ user }) => user === self),
      ...(inviter && { inviter: inviter.name }),
    }
  }, [database, self, view])
}
