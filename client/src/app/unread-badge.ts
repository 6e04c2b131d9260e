import { useLiveQuery } from 'dexie-react-hooks'
import { useEffect } from 'react'
import { showUnread } from '../platform/unread-badge.ts'
import { useSession } from '../session/session.ts'
import { unreadTotals } from '../store/queries.ts'

/** Unread conversations, in the window's title and on the app's icon. */
export function useUnreadBadge(): void {
  const { database } = useSession()
  const unread = useLiveQuery(() => unreadTotals(database, Date.now()), [database])?.conversations
  useEffect(() => {
    if (unread !== undefined) showUnread(unread)
  }, [unread])
  useEffect(() => () => showUnread(0), [])
}
