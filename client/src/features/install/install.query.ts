import { useSession } from '../../session/session.ts'
import { useLive } from '../../session/use-live.ts'
import { SENT } from './due.ts'

/** How many messages were written on this device of late, as far as it matters. */
export function useSentCount(): number {
  const { database } = useSession()
  const count = () =>
    database.outbox
      .filter(({ op }) => op.kind === 'message')
      .limit(SENT)
      .count()
  return useLive(count, [database]) ?? 0
}
