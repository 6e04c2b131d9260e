import { useLiveQuery } from 'dexie-react-hooks'
import type { ConversationItem, TimelineItem } from '#engine/model.ts'
import type { Handle } from '#protocol/ids.ts'
import { useSession } from '../../session/session.ts'
import { useStatus } from '../../session/status.ts'
import { listConversations, waitingCount } from '../../store/queries.ts'

export interface Listed {
  items: ConversationItem[]
  /** of those who are named in the rows */
  names: ReadonlyMap<Handle, string>
  /** this device has never held the server's list */
  isFirstSync: boolean
}

/** Rows in their order, with the names that they need. `undefined` while the disk is read. */
export function useListed(): Listed | undefined {
  const { account, database } = useSession()
  const self = account.user.handle
  const live = useStatus(({ connection }) => connection.state === 'live' || connection.state === 'syncing')
  const paused = useStatus(({ connection }) => (connection.state === 'paused' ? connection.reason : undefined))

  return useLiveQuery(async () => {
    const [items, device] = await Promise.all([
      listConversations(database, { self, live, now: Date.now(), ...(paused && { paused }) }),
      database.device.get('device'),
    ])
    const handles = [...new Set(items.flatMap(({ last }) => (last ? handlesIn(last) : [])))]
    const people = await database.people.bulkGet(handles)
    const names = new Map(handles.map((handle, i) => [handle, people[i]?.name ?? handle]))
    return { items, names, isFirstSync: device?.cursor === null }
  }, [database, self, live, paused])
}

const handlesIn = ({ by, line }: TimelineItem): Handle[] => ('member' in line ? [by, line.member] : [by])

/** Messages that have not reached the server, and those that it refused. */
export function useUnsent(): { waiting: number; refused: number } {
  const { database } = useSession()
  return useLiveQuery(() => waitingCount(database), [database]) ?? { waiting: 0, refused: 0 }
}
