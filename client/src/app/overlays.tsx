import { type ComponentType, lazy, useEffect } from 'react'
import { useLocation } from 'wouter'
import { prefetchAccountOverlays } from '../features/account/dialogs.ts'
import { fetchEmojiPanel, troubleNote } from '../features/composer/composer.tsx'
import { NewConversationDialog, NewGroupDialog, prefetchPeopleDialogs } from '../features/people/dialogs.ts'
import { lateOverlay } from '../ui/late-part.tsx'
import { fetchPart } from '../ui/part.ts'
import { fetchConversationMenu } from './conversation-menu.ts'
import { fetchConversationInfo, fetchSearchBar } from './conversation-screen.tsx'
import { closeOver, type Over } from './over.ts'
import { conversationPath, infoPath, type Overlay } from './routes.ts'
import { prefetchSearch } from './search-screen.tsx'
import { prefetchSettings } from './settings-screen.tsx'

const join = () => import('../features/join/join-dialog.tsx')
const JoinDialog = lateOverlay(async () => (await join()).JoinDialog)

const outbox = () => import('../features/outbox/outbox-dialog.tsx')
const OutboxDialog = lateOverlay(async () => (await outbox()).OutboxDialog)
/** Nothing on the first screen needs them, and where they can't be loaded the screens still tell. */
const perhaps = (load: () => Promise<ComponentType>) =>
  lazy(async () => ({ default: await load().catch(() => () => null) }))
export const RefusedToasts = perhaps(async () => (await import('../features/outbox/refused-toasts.tsx')).RefusedToasts)
export const ConnectionNews = perhaps(async () => (await import('./connection-announcements.ts')).ConnectionNews)

const switcher = () => import('../features/switcher/switcher-dialog.tsx')
const SwitcherDialog = lateOverlay(async () => (await switcher()).SwitcherDialog)
const exporting = () => import('../features/settings/export-dialog.tsx')
const ExportDialog = lateOverlay(async () => (await exporting()).ExportDialog)
const help = () => import('./keys-dialog.tsx')
const KeysDialog = lateOverlay(async () => (await help()).KeysDialog)

/** What lies over a pane. Closing leads back to it. */
export function Overlays({
  overlay,
  token = '',
  onClose,
}: {
  overlay: Overlay
  /** of an invitation */
  token?: string
  onClose: () => void
}) {
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
    case 'join':
      return <JoinDialog key={token} token={token} onClose={onClose} onOpen={open} />
    case 'outbox':
      return <OutboxDialog onClose={onClose} onOpen={open} />
  }
}

/** What has no address: it comes and goes over whatever is there. */
export function OverOverlays({ over }: { over: Over }) {
  const [, navigate] = useLocation()
  switch (over) {
    case 'switcher':
      return (
        <SwitcherDialog
          onClose={closeOver}
          onOpen={(conversation) => {
            closeOver()
            navigate(conversationPath(conversation))
          }}
          onInfo={(conversation) => {
            closeOver()
            navigate(infoPath(conversation))
          }}
        />
      )
    case 'export':
      return <ExportDialog onClose={closeOver} />
    case 'keys':
      return <KeysDialog onClose={closeOver} />
  }
}

/** Overlays are fetched while nothing else happens: they open at once, and offline. */
export function useOverlaysInAdvance(): void {
  useEffect(() => {
    const fetchAll = () =>
      void Promise.all([
        fetchPart(troubleNote),
        prefetchPeopleDialogs(),
        prefetchAccountOverlays(),
        fetchConversationMenu(),
        fetchConversationInfo().then(({ fetchInfoParts }) => fetchInfoParts()),
        fetchSearchBar(),
        prefetchSearch(),
        outbox(),
        join(),
        switcher(),
        exporting(),
        prefetchSettings(),
        help(),
        fetchEmojiPanel(),
      ]).catch(() => {})
    if (typeof requestIdleCallback !== 'function') {
      const timer = setTimeout(fetchAll, 2000)
      return () => clearTimeout(timer)
    }
    const idle = requestIdleCallback(fetchAll, { timeout: 5000 })
    return () => cancelIdleCallback(idle)
  }, [])
}
