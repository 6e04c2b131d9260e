import { lazy, useEffect } from 'react'
import { useLocation } from 'wouter'
import { prefetchAccountOverlays } from '../features/account/dialogs.ts'
import { NewConversationDialog, NewGroupDialog, prefetchPeopleDialogs } from '../features/people/dialogs.ts'
import { conversationPath, type Overlay } from './routes.ts'

const outbox = () => import('../features/outbox/outbox-dialog.tsx')
const OutboxDialog = lazy(async () => ({ default: (await outbox()).OutboxDialog }))

/** What lies over a pane. Closing leads back to it. */
export function Overlays({ overlay, onClose }: { overlay: Overlay; onClose: () => void }) {
  const [, navigate] = useLocation()
  const open = (conversation: string) => navigate(conversationPath(conversation), { replace: true })

  switch (overlay) {
    case 'new':
      return (
        <NewConversationDialog
          onClose={onClose}
          onOpen={open}
          onNewGroup={() => navigate('/new/group', { replace: true })}
        />
      )
    case 'new-group':
      return <NewGroupDialog onClose={onClose} onBack={() => navigate('/new', { replace: true })} onCreated={open} />
    case 'outbox':
      return <OutboxDialog onClose={onClose} onOpen={open} />
  }
}

/** Overlays are fetched while nothing else happens: they open at once, and offline. */
export function useOverlaysInAdvance(): void {
  useEffect(() => {
    const fetchAll = () =>
      void Promise.all([prefetchPeopleDialogs(), prefetchAccountOverlays(), outbox()]).catch(() => {})
    if (typeof requestIdleCallback !== 'function') {
      const timer = setTimeout(fetchAll, 2000)
      return () => clearTimeout(timer)
    }
    const idle = requestIdleCallback(fetchAll, { timeout: 500 })
    return () => cancelIdleCallback(idle)
  }, [])
}
