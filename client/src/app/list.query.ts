/** What the list of conversations shows. */
import { useLiveQuery } from 'dexie-react-hooks'
import { useMemo } from 'react'
import type { ConversationItem } from '#engine/model.ts'
import type { Handle } from '#protocol/ids.ts'
import { useSession } from '../session/session.ts'
import { useStatus } from '../session/status.ts'
import { listConversations, waitingCount } from '../store/queries.ts'

export interface ListContents {
  items: ConversationItem[]
  /** this device has not yet held the server's list */
  isFirstSync: boolean
  /** messages that the server does not have, and those that it refused */
  waiting: number
  refused: number
}

/** `undefined` while the disk is read. */
export function useList(): ListContents | undefined {
  const { database, account } = useSession()
  const self = account.user.handle
  const live = useStatus(({ connection }) => connection.state === 'live' || connection.state === 'syncing')
  const paused = useStatus(({ connection }) => (connection.state === 'paused' ? connection.reason : undefined))
  return useLiveQuery(async () => {
    const viewer = { self, live, ...(paused && { paused }), now: Date.now() }
    const [items, { waiting, refused }, device] = await Promise.all([
      listConversations(database, viewer),
      waitingCount(database),
      database.device.get('device'),
    ])
    return { items, waiting, refused, isFirstSync: device === undefined || device.cursor === null }
  }, [database, self, live, paused])
}

/** Names by handle; the handle until a name is known. The same function for as long as no name changes. */
export function useNames(items: readonly ConversationItem[] | undefined): (handle: Handle) => string {
  const { database } = useSession()
  const handles = [...new Set((items ?? []).flatMap(({ last }) => (last ? handlesIn(last) : [])))].sort()
  const key = handles.join(' ')
  const rows = useLiveQuery(() => database.people.bulkGet(key === '' ? [] : key.split(' ')), [database, key])
  return useMemo(() => {
    const names = new Map(rows?.flatMap((row) => (row ? [[row.handle, row.name] as const] : [])))
    return (handle) => names.get(handle) ?? handle
  }, [rows])
}

function handlesIn({ by, line }: NonNullable<ConversationItem['last']>): Handle[] {
  return 'member' in line ? [by, line.member] : [by]
}
