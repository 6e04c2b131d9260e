import { DEFAULT_LIMITS } from '#protocol/limits.ts'
import { useSession } from '../../session/session.ts'
import { useLive } from '../../session/use-live.ts'
import type { Person } from './people-options.ts'

const byName = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true })

/** Those known on this device but oneself and those who are blocked, by name. `undefined` while the disk is read. */
export function usePeople(): Person[] | undefined {
  const { account, database } = useSession()
  return useLive(async () => {
    const people = await database.people.toArray()
    return people
      .filter(({ handle, blocked }) => handle !== account.user.handle && !blocked)
      .sort((a, b) => byName.compare(a.name, b.name))
  }, [database, account.user.handle])
}

/** Members of a group and code points of its name, as the server told. */
export function useGroupLimits(): { members: number; title: number } {
  const { database } = useSession()
  const limits = useLive(async () => (await database.device.get('device'))?.limits, [database])
  return limits ?? DEFAULT_LIMITS
}
