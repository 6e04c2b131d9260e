import { Suspense, useCallback, useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useLocation } from 'wouter'
import type { ConversationId, OpId } from '#protocol/ids.ts'
import { Composer, type ComposerHandle } from '../features/composer/composer.tsx'
import { type ConversationHead, useConversationHead } from '../features/conversation/conversation.query.ts'
import { ConversationPane, useTitle } from '../features/conversation/conversation-pane.tsx'
import { BlockedNote, PausedBar, RequestBar } from '../features/info/request-bar.tsx'
import { EmptyLog } from '../features/timeline/empty-log.tsx'
import { Timeline, type TimelineHandle } from '../features/timeline/timeline.tsx'
import { useSession } from '../session/session.ts'
import { useStatus } from '../session/status.ts'
import { lateOverlay, latePart } from '../ui/late-part.tsx'
import { useEscape } from '../ui/use-escape.ts'
import { useMedia } from '../ui/use-media.ts'
import { saved } from '../words/saved.ts'
import { announce } from './announcer.tsx'
import { ConversationActions } from './conversation-actions.tsx'
import styles from './conversation-screen.module.css'
import { useFindKey } from './global-keys.ts'
import { NotFound } from './not-found.tsx'
import { conversationPath, infoPath, messagePath, settingsPath } from './routes.ts'

/** Fetched while nothing else happens: it opens at once, and offline. */
export const fetchConversationInfo = () => import('./conversation-info.tsx')
const ConversationInfo = lateOverlay(async () => (await fetchConversationInfo()).ConversationInfo)

export const fetchSearchBar = () => import('../features/search/search-bar.tsx')
const SearchBar = lateOverlay(async () => (await fetchSearchBar()).SearchBar)

const NotRead = latePart(async () => (await import('./not-read.tsx')).NotRead)

export interface ConversationScreenProps {
  id: ConversationId
  /** where the log opens */
  message?: OpId | undefined
  /** with what there is to know about it */
  info: boolean
}

/** A conversation: its head, what was said, and the box. Mount anew for another. */
export function ConversationScreen(props: ConversationScreenProps) {
  const head = useConversationHead(props.id)
  if (head === undefined) return <Unread />
  return head === 'none' ? <NotFound /> : <OpenConversation {...props} head={head} />
}

function OpenConversation({ id, message, info, head }: ConversationScreenProps & { head: ConversationHead }) {
  const [jumps, setJumps] = useState(0)
  const { commands, meet } = useSession()
  const title = useTitle(head)
  const composer = useRef<ComposerHandle>(null)
  const timeline = useRef<TimelineHandle>(null)
  const searchButton = useRef<HTMLButtonElement>(null)
  const infoButton = useRef<HTMLButtonElement>(null)
  // As it was found: a mark that is set while it is open is for later.
  const opened = useRef(head)
  const [, navigate] = useLocation()
  const isWide = useMedia('(min-width: 1100px)')
  const mayWrite = !head.former && !head.blocked

  useEffect(() => {
    // Where a keyboard is at hand, the next key is the message. A phone's would cover the half of what was opened.
    if (matchMedia('(hover: hover)').matches) composer.current?.focus()
  }, [])

  const unmet = head.unmet && head.peer
  const isLive = useStatus(({ connection }) => connection.state === 'live')
  useEffect(() => {
    if (unmet && isLive) void meet(unmet)
  }, [unmet, isLive, meet])

  useEffect(() => {
    if (opened.current.markedUnread) void commands.setPrefs(id, { unread: false })
  }, [id, commands])

  async function sayHello() {
    if (await saved(commands.sendMessage({ conversation: id, text: '👋' }))) composer.current?.focus()
  }

  /** Once more to where one is already: from there on, the log is opened anew. */
  function jump(to: OpId) {
    if (to === message) setJumps(jumps + 1)
    else navigate(messagePath(id, to))
  }

  const closeInfo = useCallback(() => {
    navigate(conversationPath(id), { replace: true })
    infoButton.current?.focus()
  }, [id, navigate])
  useEscape('info', info && isWide ? closeInfo : undefined)

  const paused = useStatus(({ connection }) => (connection.state === 'paused' ? connection.reason : undefined))
  const isNarrow = useMedia('(max-width: 699.98px)')
  useEscape('pane', () => (isNarrow ? navigate('/') : timeline.current?.follow()))

  /** What had the focus before, while one searches here. */
  const [searching, setSearching] = useState<{ from: Element | null }>()
  const search = useCallback(() => setSearching({ from: document.activeElement }), [])
  useFindKey(search)

  function closeSearch() {
    const { from } = searching ?? {}
    flushSync(() => setSearching(undefined))
    timeline.current?.comeBack()
    // Its button is there again.
    const back = from instanceof HTMLElement && from.isConnected ? from : searchButton.current
    back?.focus({ preventScroll: true })
  }

  const pane = (
    <ConversationPane
      conversation={id}
      head={head}
      actions={
        <ConversationActions
          conversation={id}
          onSearch={search}
          searchButton={searchButton}
          infoOpen={info}
          onInfo={() => (info ? closeInfo() : navigate(infoPath(id)))}
          infoButton={infoButton}
        />
      }
      search={
        searching &&
        ((header) => (
          <Suspense fallback={header}>
            <SearchBar
              conversation={id}
              onVisit={(message, place) => timeline.current?.visit(message, place)}
              onClose={closeSearch}
              storageHref={settingsPath('storage')}
            />
          </Suspense>
        ))
      }
      log={
        <Timeline
          key={`${message} ${jumps}`}
          ref={timeline}
          conversation={id}
          target={message}
          title={title}
          kind={head.kind}
          {...(head.peer !== undefined && { peer: { name: head.title, handle: head.peer } })}
          unread={head.unread}
          read={head.mark}
          empty={(unknown) => (
            <EmptyLog
              title={title}
              seed={head.hueSeed}
              kind={head.kind}
              unknown={unknown}
              {...(mayWrite && { onSayHello: () => void sayHello(), onInvite: () => navigate(infoPath(id)) })}
            />
          )}
          rights={{ write: mayWrite, admin: head.admin }}
          onEdit={(message, text) => composer.current?.edit(message, text)}
          onReply={(message) => composer.current?.reply(message)}
          onJump={jump}
          onNews={announce}
        />
      }
      blockedNote={head.peer !== undefined && <BlockedNote name={title} handle={head.peer} />}
      box={
        <>
          {head.request && (
            <RequestBar
              conversation={id}
              title={title}
              onReply={() => composer.current?.focus()}
              onDeleted={() => navigate('/')}
            />
          )}
          {paused && isNarrow && <PausedBar reason={paused} onSignIn={() => navigate('/signin')} />}
          <Composer
            ref={composer}
            conversation={id}
            title={title}
            onSent={() => timeline.current?.follow()}
            onManageStorage={() => navigate(settingsPath('storage'))}
            onReplyStep={(from, step) => timeline.current?.neighbour(from, step)}
            onEditLast={() => {
              const last = timeline.current?.lastOpen()
              if (last) composer.current?.edit(last.id, last.text)
            }}
          />
        </>
      }
    />
  )

  return (
    <div className={styles.screen} data-info={(info && isWide) || undefined}>
      {pane}
      {info && (
        <Suspense>
          <ConversationInfo
            conversation={id}
            place={isWide ? 'beside' : 'over'}
            onClose={closeInfo}
            onSearch={() => {
              if (!isWide) closeInfo()
              search()
            }}
            onOpen={(other) => navigate(conversationPath(other))}
          />
        </Suspense>
      )}
    </div>
  )
}

/** The disk is being read; long, where it can't be. */
function Unread() {
  const storage = useStatus((status) => status.storage)
  const isUpdated = storage === 'updated-elsewhere'
  if (!isUpdated && storage !== 'unavailable') return null
  return (
    <Suspense>
      <NotRead isUpdated={isUpdated} />
    </Suspense>
  )
}
