import { useSession } from '../../session/session.ts'
import { useLive } from '../../session/use-live.ts'
import { waitingCount } from '../../store/outbox-queries.ts'

/** Messages whose text is on this device alone: waiting ones and refused ones. `undefined` while the disk is read. */
export function useUnsentMessages(): number | undefined {
  const { database } = useSession()
  return useLive(async () => {
    const { waiting, refused } = await waitingCount(database)
    return waiting + refused
  }, [database])
}
