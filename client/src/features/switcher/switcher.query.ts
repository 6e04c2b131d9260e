import { useLiveQuery } from 'dexie-react-hooks'
import { useSession } from '../../session/session.ts'
import { type Destination, listDestinations } from '../../store/destinations.ts'

export type { Destination }

/** `undefined` while the disk is read. */
export function useDestinations(): Destination[] | undefined {
  const { account, database } = useSession()
  const self = account.user.handle
  return useLiveQuery(() => listDestinations(database, self), [database, self])
}
