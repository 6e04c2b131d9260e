/** What the settings say about this person and this device. */

import { useSession } from '../../session/session.ts'
import { useLive } from '../../session/use-live.ts'
import { everything } from '../../store/export.ts'
import { reach } from '../../store/history.ts'
import { waitingCount } from '../../store/outbox-queries.ts'
import { ownProfile } from '../../store/profile.ts'
import { blockedPeople } from '../../store/queries.ts'

export { everything }

export function useOwnProfile() {
  const { database, account } = useSession()
  return useLive(() => ownProfile(database, account.user), [database, account.user])
}

export function useUnsent(): number {
  const { database } = useSession()
  return (
    useLive(async () => {
      const { waiting, refused } = await waitingCount(database)
      return waiting + refused
    }, [database]) ?? 0
  )
}

/** Messages held here, and those that are on the server alone. */
export function useHistory() {
  const { database } = useSession()
  return useLive(() => reach(database), [database])
}

export function useBlocked() {
  const { database } = useSession()
  return useLive(() => blockedPeople(database), [database])
}

/** Numbers alone: nothing that anybody said, and nobody's name. */
export async function countsOf(database: ReturnType<typeof useSession>['database']): Promise<Record<string, number>> {
  const [events, conversations, people, outbox, drafts] = await Promise.all([
    database.events.count(),
    database.conversations.count(),
    database.people.count(),
    database.outbox.count(),
    database.drafts.count(),
  ])
  return { events, conversations, people, outbox, drafts }
}
