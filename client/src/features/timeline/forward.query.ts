import { useSession } from '../../session/session.ts'
import { useLive } from '../../session/use-live.ts'
import { type Destination, listDestinations } from '../../store/destinations.ts'

export type { Destination }

/** Wherever a message may be forwarded to. `undefined` while the disk is read. */
export function useReceiving(): Destination[] | undefined {
  const { account, database } = useSession()
  const self = account.user.handle
  return useLive(async () => (await listDestinations(database, self)).filter(({ former }) => !former), [database, self])
}
