import { Trans, useLingui } from '@lingui/react/macro'
import { type MouseEvent, Suspense } from 'react'
import { useLocation } from 'wouter'
import { ConversationScreen } from './conversation-screen.tsx'
import { ErrorBoundary } from './error-boundary.tsx'
import styles from './frame.module.css'
import { useGlobalKeys } from './global-keys.ts'
import { ListColumn } from './list-column.tsx'
import { NotFound } from './not-found.tsx'
import { useOver } from './over.ts'
import { ConnectionNews, Overlays, OverOverlays, RefusedToasts, useOverlaysInAdvance } from './overlays.tsx'
import { type Pane, usePlace } from './routes.ts'
import { SearchScreen, useSearchReady } from './search-screen.tsx'
import { SettingsScreen } from './settings-screen.tsx'

/** The window: the list, a pane, and what lies over them. Narrow ones show one at a time. */
export function Frame() {
  const { pane, overlay, token, path } = usePlace()
  const [, navigate] = useLocation()
  useGlobalKeys()
  useOverlaysInAdvance()
  const over = useOver(({ shown }) => shown)
  const isSearchReady = useSearchReady(({ ready }) => ready)
  const showsList = pane.at === 'list' || (pane.at === 'search' && !isSearchReady)

  return (
    <>
      <SkipLinks toConversation={pane.at === 'conversation'} />
      <div className={styles.frame} data-shows={showsList ? 'list' : 'pane'}>
        <div className={styles.list}>
          <ErrorBoundary>
            <ListColumn selected={pane.at === 'conversation' ? pane.id : undefined} />
          </ErrorBoundary>
        </div>
        <div className={styles.pane}>
          <ErrorBoundary key={pane.at === 'conversation' ? pane.id : pane.at === 'settings' ? 'settings' : path}>
            <PaneContent pane={pane} />
          </ErrorBoundary>
        </div>
      </div>
      <Suspense>
        <RefusedToasts />
        <ConnectionNews />
      </Suspense>
      {overlay && (
        <div className={styles.over}>
          <ErrorBoundary key={overlay}>
            <Suspense>
              <Overlays
                overlay={overlay}
                {...(token !== undefined && { token })}
                onClose={() => navigate(path, { replace: true })}
              />
            </Suspense>
          </ErrorBoundary>
        </div>
      )}
      {over && (
        <div className={styles.over}>
          <ErrorBoundary key={over}>
            <Suspense>
              <OverOverlays over={over} />
            </Suspense>
          </ErrorBoundary>
        </div>
      )}
    </>
  )
}

function PaneContent({ pane }: { pane: Pane }) {
  switch (pane.at) {
    case 'conversation':
      return <ConversationScreen key={pane.id} id={pane.id} message={pane.message} info={pane.info === true} />
    case 'search':
      return <SearchScreen />
    case 'settings':
      return <SettingsScreen section={pane.section} />
    case 'list':
      return <NothingSelected />
    case 'nowhere':
      return <NotFound />
  }
}

function NothingSelected() {
  const { t } = useLingui()
  return (
    <main className={styles.empty} aria-label={t`No conversation selected`}>
      <div className={styles.emptyInner}>
        <img className={styles.emptyMark} src="/icons/icon.svg" alt="" width={88} height={88} />
        <p>
          <Trans>Choose a conversation, or start one. What you write is kept, and gets there.</Trans>
        </p>
      </div>
    </main>
  )
}

function SkipLinks({ toConversation }: { toConversation: boolean }) {
  if (!toConversation) return null
  // The address is that of the conversation, and stays it.
  const skip = (event: MouseEvent<HTMLAnchorElement>) => {
    event.preventDefault()
    document.querySelector<HTMLElement>(event.currentTarget.hash)?.focus()
  }
  return (
    <div className={styles.skip}>
      {/* biome-ignore lint/a11y/useValidAnchor: it leads to a place on this page */}
      <a href="#messages" onClick={skip}>
        <Trans>Skip to messages</Trans>
      </a>
      {/* biome-ignore lint/a11y/useValidAnchor: it leads to a place on this page */}
      <a href="#message-box" onClick={skip}>
        <Trans>Skip to message box</Trans>
      </a>
    </div>
  )
}
