import type { OutboxRow } from '#engine/model.ts'
import { isRefused } from '#engine/optimistic.ts'
import { peerOf } from '#protocol/ids.ts'
import { useSession } from '../../session/session.ts'
import { useLive } from '../../session/use-live.ts'

export interface RefusedChange {
  row: OutboxRow
  place: 'direct' | 'group'
  /** of the other in a direct conversation */
  name: string | undefined
  handle: string | undefined
  /** bytes that a text may have */
  limit: number | undefined
}

const CHANGES: ReadonlySet<string> = new Set(['edit', 'remove', 'react', 'prefs'])

/** The newest change of a message or a conversation's preferences that was refused since, and not yet put away. */
export function useRefusedChange(since: number): RefusedChange | undefined {
  const { database, account } = useSession()
  const self = account.user.handle
  return useLive(async () => {
    const pending = await database.outbox.where('pending').above('').toArray()
    const row = pending
      .filter((row) => isRefused(row) && CHANGES.has(row.op.kind) && (row.settledAt ?? 0) >= since)
      .toSorted((a, b) => (a.settledAt ?? 0) - (b.settledAt ?? 0))
      .at(-1)
    if (!row?.conversation) return undefined
    const peer = peerOf(row.conversation, self)
    const person = peer === undefined ? undefined : await database.people.get(peer)
    return {
      row,
      place: peer === undefined ? 'group' : 'direct',
      name: person?.name ?? peer,
      handle: peer,
      limit: (await database.device.get('device'))?.limits.text,
    }
  }, [database, self, since])
}
