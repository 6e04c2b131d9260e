import type { ConversationItem, Progress, TimelineItem } from '#engine/model.ts'
import type { Viewer } from '#engine/optimistic.ts'
import type { Handle } from '#protocol/ids.ts'
import { useSession } from '../../session/session.ts'
import { isLive, useStatus } from '../../session/status.ts'
import { useLive } from '../../session/use-live.ts'
import type { Database } from '../../store/database.ts'
import { waitingCount } from '../../store/outbox-queries.ts'
import { listConversations, peopleOf } from '../../store/queries.ts'

export interface Listed {
  items: ConversationItem[]
  /** of those who are named in the rows */
  names: ReadonlyMap<Handle, string>
  /** this device has never held the server's list; how much of it is there, where that is known */
  firstSync?: Partial<Progress>
}

/** Rows in their order, with the names that they need. `undefined` while the disk is read. */
export function useListed(): Listed | undefined {
  const { account, database } = useSession()
  const self = account.user.handle
  const live = useStatus(isLive)
  const paused = useStatus(({ connection }) => (connection.state === 'paused' ? connection.reason : undefined))

  return useLive(
    () => readListed(database, { self, live, ...(paused && { paused }) }),
    [database, self, live, paused],
    { name: LISTED },
  )
}

export const LISTED = 'listed'

export async function readListed(database: Database, viewer: Viewer): Promise<Listed> {
  const [items, device] = await Promise.all([
    listConversations(database, { ...viewer, now: Date.now() }),
    database.device.get('device'),
  ])
  const handles = [...new Set(items.flatMap(({ last }) => (last ? handlesIn(last) : [])))]
  const people = await peopleOf(database, handles)
  const names = new Map(handles.map((handle) => [handle, people.get(handle)?.name ?? handle]))
  return { items, names, ...(device?.cursor === null && { firstSync: { ...device.resync?.progress } }) }
}

const handlesIn = ({ by, line }: TimelineItem): Handle[] => ('member' in line ? [by, line.member] : [by])

/** `undefined` while the disk is read. */
export function useNames(handles: readonly Handle[]): string[] | undefined {
  const { database } = useSession()
  return useLive(async () => {
    const people = await peopleOf(database, handles)
    return handles.map((handle) => people.get(handle)?.name ?? handle)
  }, [database, handles.join()])
}

export const UNSENT = 'unsent'

/** Messages that have not reached the server, and those that it refused. */
export function useUnsent(): { waiting: number; refused: number } {
  const { database } = useSession()
  return useLive(() => waitingCount(database), [database], { name: UNSENT }) ?? { waiting: 0, refused: 0 }
}
