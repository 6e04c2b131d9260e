import { useLiveQuery } from 'dexie-react-hooks'
import { useSession } from '../../session/session.ts'
import { type Destination, listDestinations } from '../../store/destinations.ts'

export type { Destination }

/** Wherever a message may be forwarded to. `undefined` while the disk is read. */
export function useReceiving(): Destination[] | undefined {
  const { account, database } = useSession()
  const self = account.user.handle
  return useLiveQuery(
    async () => (await listDestinations(database, self)).filter(({ former }) => !former),
    [database, self],
  )
}
