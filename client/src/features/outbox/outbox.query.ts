import { useSession } from '../../session/session.ts'
import { useStatus } from '../../session/status.ts'
import { useLive } from '../../session/use-live.ts'
import { type OutboxGroup, outboxGroups } from '../../store/outbox-queries.ts'

export interface Outbox {
  groups: OutboxGroup[]
  names: Record<string, string>
  /** bytes that a text may have */
  limit: number | undefined
}

/** `undefined` while the disk is read. */
export function useOutbox(): Outbox | undefined {
  const { database, account } = useSession()
  const self = account.user.handle
  const live = useStatus(({ connection }) => connection.state === 'live' || connection.state === 'syncing')
  const paused = useStatus(({ connection }) => (connection.state === 'paused' ? connection.reason : undefined))
  return useLive(async () => {
    const groups = await outboxGroups(database, { self, live, ...(paused && { paused }) })
    const handles = groups.flatMap(({ items }) => items.flatMap(({ row: { op } }) => ('member' in op ? op.member : [])))
    const people = await database.people.bulkGet(handles)
    const names = Object.fromEntries(handles.map((handle, index) => [handle, people[index]?.name ?? handle]))
    return { groups, names, limit: (await database.device.get('device'))?.limits.text }
  }, [database, self, live, paused])
}
