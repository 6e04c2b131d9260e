import { useSession } from '../../session/session.ts'
import { useLive } from '../../session/use-live.ts'
import { type Destination, listDestinations } from '../../store/destinations.ts'

export type { Destination }

/** `undefined` while the disk is read. */
export function useDestinations(): Destination[] | undefined {
  const { account, database } = useSession()
  const self = account.user.handle
  return useLive(() => listDestinations(database, self), [database, self])
}
