import { useSession } from '../../session/session.ts'
import { useLive } from '../../session/use-live.ts'
import { waitingCount } from '../../store/outbox-queries.ts'
import { ownProfile } from '../../store/profile.ts'

/** Messages whose text is on this device alone: waiting ones and refused ones. `undefined` while the disk is read. */
export function useUnsentMessages(): number | undefined {
  const { database } = useSession()
  return useLive(async () => {
    const { waiting, refused } = await waitingCount(database)
    return waiting + refused
  }, [database])
}

/** As it is now, also where the server has not heard of it. */
export function useOwnName(): string {
  const { account, database } = useSession()
  const { user } = account
  const profile = useLive(() => ownProfile(database, user), [database, user], { name: OWN })
  return (profile ?? user).name
}

/** What is known of oneself: remembered under this name. */
export const OWN = 'own'
