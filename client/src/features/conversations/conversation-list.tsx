import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Archive, ArrowLeft, ChevronRight, Plus } from 'lucide-react'
import { type ReactNode, useCallback, useEffect, useState } from 'react'
import type { ConversationItem, Progress } from '#engine/model.ts'
import type { ConversationId, Handle } from '#protocol/ids.ts'
import { useSession } from '../../session/session.ts'
import { type ConnectionStatus, useStatus } from '../../session/status.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { type Part, usePart } from '../../ui/part.ts'
import styles from './conversation-list.module.css'
import { useListed, useUnsent } from './conversation-list.query.ts'
import type { DeviceBannerProps } from './device-banner.tsx'
import { ListSkeleton } from './list-skeleton.tsx'
import { inView, isUnread, type ListView, unreadConversations, usefulViews } from './list-view.ts'
import type { Names } from './row-preview.tsx'
import { type RowActions, Rows } from './rows.tsx'
import { StatusChip } from './status-chip.tsx'
import { UpdateChip } from './update-chip.tsx'

export interface ConversationListProps extends RowActions {
  /** in the pane beside or over the list */
  selected?: ConversationId
  /** in the head: the account's button */
  account?: ReactNode
  /** below the head: where one types what to look for */
  search?: ReactNode
  /** below the list: what one may want to do, told whether there is nothing in the list */
  offer?: (isEmpty: boolean) => ReactNode
  /** how many conversations ask to be read, when that changes */
  onUnread: (conversations: number) => void
  onNew: () => void
  onOpenOutbox: () => void
  onSignInAgain: () => void
  /** removes what is kept on this device; asks first */
  onRemove: () => void
  /** everything kept on this device as a file */
  onExport: () => void
  onManageStorage: () => void
  /** asks the browser to keep what is stored here; absent where it does already or can't */
  onProtect?: () => void
}

/** A list that comes for the first time; `waits`: for the server, or for what only the person can do. */
type Coming = Partial<Progress> & { waits: 'server' | 'person' | undefined }
const WAITS: { [K in ConnectionStatus['state']]?: 'server' | 'person' } = {
  offline: 'server',
  unreachable: 'server',
  paused: 'person',
}

const noConversations: Part<{ onNew: () => void }> = {
  load: async () => (await import('./no-conversations.tsx')).NoConversations,
}

/** Only who is new here sees it. */
function Nobody(props: { onNew: () => void }) {
  const NoConversations = usePart(noConversations)
  return NoConversations && <NoConversations {...props} />
}

const deviceBanner: Part<DeviceBannerProps> = { load: async () => (await import('./device-banner.tsx')).DeviceBanner }

/** Fetched as soon as the list stands: what it tells of may be why it could not be fetched later. */
function Trouble(props: DeviceBannerProps) {
  const DeviceBanner = usePart(deviceBanner)
  return DeviceBanner && <DeviceBanner {...props} />
}

/** The column of conversations, as this device holds them. */
export function ConversationList({
  selected,
  account,
  search,
  onNew,
  onOpenOutbox,
  onSignInAgain,
  onRemove,
  onExport,
  onManageStorage,
  onProtect,
  onUnread,
  offer,
  ...actions
}: ConversationListProps) {
  const { t } = useLingui()
  const session = useSession()
  const listed = useListed()
  const { waiting, refused } = useUnsent()
  const { connection, storage, synced, update } = useStatus()
  const names = listed?.names
  const unread = listed && unreadConversations(listed.items)
  useEffect(() => {
    if (unread !== undefined) onUnread(unread)
  }, [unread, onUnread])
  useEffect(() => () => onUnread(0), [onUnread])
  const nameOf = useCallback((handle: Handle) => names?.get(handle) ?? handle, [names])
  return (
    <nav className={styles.column} aria-label={t`Conversations`}>
      <div className={styles.head}>
        <h1 className={styles.heading}>
          <Trans>Chats</Trans>
        </h1>
        {account}
        <IconButton icon={Plus} name={t`New conversation`} shortcut="Alt+N" variant="primary" onClick={onNew} />
      </div>
      {search}
      <Trouble
        status={{ connection, storage }}
        unsent={waiting}
        onSignInAgain={onSignInAgain}
        onRemove={onRemove}
        onExport={onExport}
        onManageStorage={onManageStorage}
        onReload={session.applyUpdate}
        onProtect={onProtect}
      />
      <StatusChip
        connection={connection}
        synced={synced}
        waiting={waiting}
        refused={refused}
        onOpenOutbox={onOpenOutbox}
        onTryNow={session.wake}
      />
      <Scroller
        {...actions}
        items={listed?.items}
        firstSync={listed?.firstSync && { ...listed.firstSync, waits: WAITS[connection.state] }}
        self={session.account.user.handle}
        nameOf={nameOf}
        selected={selected}
        onNew={onNew}
      />
      {listed && offer?.(listed.items.length === 0 && !listed.firstSync)}
      {update === 'ready' && <UpdateChip onReload={session.applyUpdate} />}
    </nav>
  )
}

function Scroller({
  items,
  firstSync,
  onNew,
  ...rows
}: Names &
  RowActions & {
    /** `undefined` while the disk is read */
    items: ConversationItem[] | undefined
    /** this device has never held the server's list: an empty one says nothing yet */
    firstSync: Coming | undefined
    selected: ConversationId | undefined
    onNew: () => void
  }) {
  const { t } = useLingui()
  const [chosen, setView] = useState<ListView>('all')
  // State, not a ref: the list inside is drawn before its ancestor is there.
  const [scroller, setScroller] = useState<HTMLElement | null>(null)
  const { selected } = rows
  const archived = items ? inView(items, 'archived') : []
  const views = items ? usefulViews(items) : []
  const isThere = chosen === 'archived' ? archived.length > 0 : views.includes(chosen)
  const view = isThere ? chosen : 'all'
  const shown = items && inView(items, view, selected)

  return (
    <>
      {view === 'archived' ? (
        <div className={styles.place}>
          <IconButton icon={ArrowLeft} name={t`All chats`} size="small" onClick={() => setView('all')} />
          <h2 className={styles.placeName}>
            <Trans>Archived</Trans>
          </h2>
        </div>
      ) : (
        views.length > 0 && <Views views={views} view={view} onView={setView} />
      )}
      {items && firstSync && <ComingIn {...firstSync} />}
      <div ref={setScroller} className={styles.scroll}>
        {!items && <ListSkeleton />}
        {items?.length === 0 && !firstSync && <Nobody onNew={onNew} />}
        {items?.length === 0 && firstSync && !firstSync.waits && <ListSkeleton />}
        {view === 'all' && archived.length > 0 && (
          <ArchiveButton unread={unreadIn(archived)} onOpen={() => setView('archived')} />
        )}
        {shown && shown.length > 0 && <Rows key={view} items={shown} scroller={scroller} {...rows} />}
        {view === 'unread' && shown?.length === 0 && (
          <p className={styles.nothing}>
            <Trans>Nothing unread</Trans>
          </p>
        )}
      </div>
    </>
  )
}

/** A first list that takes longer than a moment. */
function ComingIn({ done, total, waits }: Coming) {
  // What there is to do is said above.
  if (waits === 'person') return null
  return (
    <p className={styles.coming} role="status">
      {waits === 'server' ? (
        <Trans>Your conversations come when the server can be reached.</Trans>
      ) : total === undefined ? (
        <Trans>Getting your conversations…</Trans>
      ) : (
        <Trans>
          Getting your conversations… {done} of {total}
        </Trans>
      )}
    </p>
  )
}

const unreadIn = (items: readonly ConversationItem[]): number => items.filter(isUnread).length

/** Narrows the list, where that makes a difference. */
function Views({
  views,
  view,
  onView,
}: {
  views: readonly ListView[]
  view: ListView
  onView: (view: ListView) => void
}) {
  const { t } = useLingui()
  const words: Record<ListView, string> = { all: t`All`, unread: t`Unread`, groups: t`Groups`, archived: t`Archived` }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div role="group" className={styles.views} aria-label={t`Show`}>
      {views.map((one) => (
        <button key={one} type="button" className={styles.view} aria-pressed={one === view} onClick={() => onView(one)}>
          {words[one]}
        </button>
      ))}
    </div>
  )
}

function ArchiveButton({ unread, onOpen }: { unread: number; onOpen: () => void }) {
  return (
    <button type="button" className={styles.archive} onClick={onOpen}>
      <Archive size={18} strokeWidth={1.8} aria-hidden="true" />
      <span className={styles.archiveName}>
        <Trans>Archived</Trans>
      </span>
      {unread > 0 && (
        <span className={styles.archiveCount}>
          <Plural value={unread} one="# unread" other="# unread" />
        </span>
      )}
      <ChevronRight className={styles.onward} size={18} strokeWidth={1.8} aria-hidden="true" />
    </button>
  )
}
