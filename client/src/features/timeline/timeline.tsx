import {
  lazy,
  type ReactNode,
  type Ref,
  Suspense,
  useCallback,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { ConversationId, OpId } from '#protocol/ids.ts'
import { useSession } from '../../session/session.ts'
import type { WindowWish } from '../../store/queries.ts'
import { Log, type LogHandle } from './log.tsx'
import type { Cast } from './log-row.tsx'
import { isOpen, type MessageItem } from './message-row.tsx'
import { arrange, keepSame, type Row } from './rows.ts'
import { leftAt, remember } from './scroll-memory.ts'
import { type Lines, useLines, useSenders, useTextLimit } from './timeline.query.ts'
import type { TopState } from './top-note.tsx'
import type { Opening } from './use-log-scroll.ts'
import { useMessageActions } from './use-message-actions.ts'
import { useNews } from './use-news.ts'
import { useOlder } from './use-older.ts'
import { useToday } from './use-today.ts'
import { aroundPlace, downward, newest, settled, upward } from './window.ts'

const MessageMenu = lazy(async () => ({ default: (await import('./message-menu.tsx')).MessageMenu }))
const DeleteDialog = lazy(async () => ({ default: (await import('../../words/delete-dialog.tsx')).DeleteDialog }))

export interface TimelineHandle {
  /** To the newest message, and along with the one that is just being sent. */
  follow(): void
  /** One's own newest message that may still be changed from here. */
  lastOpen(): { id: OpId; text: string } | undefined
}

export interface TimelineProps {
  conversation: ConversationId
  title: string
  kind: Cast['kind']
  /** in a direct conversation */
  peer?: { name: string; handle: string }
  unread: number
  /** the own mark */
  read: number
  /** drawn where nothing was said yet */
  empty: ReactNode
  onEdit: (message: OpId, text: string) => void
  /** Read aloud, politely. */
  onNews?: (text: string) => void
  ref?: Ref<TimelineHandle>
}

/** The messages of a conversation. Mount anew for another. */
export function Timeline(props: TimelineProps) {
  const { conversation } = props
  const [wish, setWish] = useState<WindowWish>(() => leftAt(conversation)?.wish ?? newest())
  const lines = useLines(conversation, wish)
  const [opening, setOpening] = useState<Opening>()
  if (lines && !opening) {
    const next = openingOf(conversation, lines)
    if (next.at === 'elsewhere') {
      if (wish.around !== next.place) setWish(aroundPlace(next.place))
    } else setOpening(next)
  }
  // The room of the log is there from the first moment on: nothing else moves when it fills.
  if (!lines || !opening) return <div style={{ flex: 1 }} />
  return <LoadedTimeline {...props} lines={lines} opening={opening} wish={wish} setWish={setWish} />
}

/** The first unread message, else where it was left, else the end. */
function openingOf(
  conversation: ConversationId,
  { items, firstUnread, wish }: Lines,
): Opening | { at: 'elsewhere'; place: number } {
  if (firstUnread) {
    if (items.some(({ id }) => id === firstUnread.id)) return { at: 'unread', key: firstUnread.id }
    if (wish.around !== firstUnread.place) return { at: 'elsewhere', place: firstUnread.place }
  }
  const left = leftAt(conversation)
  return left && items.some(({ id }) => id === left.place.key) ? { at: 'place', place: left.place } : { at: 'end' }
}

function LoadedTimeline({
  conversation,
  title,
  kind,
  peer,
  unread,
  read,
  empty,
  onEdit,
  onNews,
  ref,
  lines,
  opening,
  wish,
  setWish,
}: TimelineProps & { lines: Lines; opening: Opening; wish: WindowWish; setWish: (wish: WindowWish) => void }) {
  const { account, commands } = useSession()
  const log = useRef<LogHandle>(null)
  const today = useToday()
  const limit = useTextLimit()
  const senderOf = useSenders(lines.people)
  const rows = useRows(lines, opening)
  const older = useOlder(conversation, lines)
  const { menu, asking, actions, closeMenu, closeAsking, remove } = useMessageActions(conversation, onEdit)
  useNews({ conversation, lines, senderOf, onNews })

  const self = account.user.handle
  const [peerName, peerHandle] = [peer?.name, peer?.handle]
  const cast = useMemo<Cast>(
    () => ({
      self,
      kind,
      senderOf,
      limit,
      ...(peerName !== undefined && peerHandle !== undefined && { peer: { name: peerName, handle: peerHandle } }),
    }),
    [self, kind, senderOf, limit, peerName, peerHandle],
  )

  const { items, olderHere, newerHere } = lines
  const current = lines.wish === wish
  const { load } = older
  const onNearTop = useCallback(() => {
    if (!current) return
    if (olderHere) setWish(upward(wish, items))
    else load()
  }, [current, olderHere, wish, items, setWish, load])
  const onNearEnd = useCallback(() => {
    if (current) setWish(newerHere ? downward(wish, items) : settled(wish, items, newerHere))
  }, [current, newerHere, wish, items, setWish])

  useImperativeHandle(
    ref,
    () => ({
      follow: () => log.current?.follow(),
      lastOpen() {
        const item = items.findLast((item) => item.line.kind === 'message' && isOpen(item as MessageItem)) as
          | MessageItem
          | undefined
        return item && !item.line.removePending ? { id: item.id, text: item.line.text } : undefined
      },
    }),
    [items],
  )

  const lastMarked = useRef(0)
  return (
    <>
      <Log
        ref={log}
        title={title}
        rows={rows}
        top={topOf(lines, older.state)}
        more={newerHere}
        opening={opening}
        today={today}
        cast={cast}
        unread={unread}
        read={read}
        menuOn={menu?.item.id}
        actions={actions}
        onNearTop={onNearTop}
        onNearEnd={onNearEnd}
        onLatest={() => setWish(newest())}
        onRead={async (position) => {
          if (position <= lastMarked.current) return
          lastMarked.current = position
          const answer = await commands.markRead({ conversation, position })
          // The next look tries again.
          if ('failed' in answer) lastMarked.current = 0
        }}
        onLeave={(place) => remember(conversation, place && { place, wish })}
        empty={empty}
      />
      <Suspense fallback={null}>
        {menu && <MessageMenu key={menu.item.id} {...menu} actions={actions} onClose={closeMenu} />}
        {asking && <DeleteDialog onItsWay={asking.state === 'sending'} onDelete={remove} onClose={closeAsking} />}
      </Suspense>
      <OverlaysAhead />
    </>
  )

  function topOf({ olderHere, olderOnServer, items }: Lines, state: ReturnType<typeof useOlder>['state']): TopState {
    if (olderHere) return { kind: 'here' }
    if (olderOnServer && state !== 'start')
      return { kind: state === 'fetching' ? 'fetching' : state === 'away' ? 'away' : 'here' }
    return { kind: 'start', at: items[0]?.at ?? today }
  }
}

function useRows({ items, olderHere, olderOnServer }: Lines, opening: Opening): Row[] {
  const before = useRef<Row[]>([])
  const firstUnread = opening.at === 'unread' ? opening.key : undefined
  return useMemo(() => {
    const fromStart = !olderHere && !olderOnServer
    const rows = arrange(items, { now: Date.now(), fromStart, ...(firstUnread && { firstUnread }) })
    before.current = keepSame(before.current, rows)
    return before.current
  }, [items, olderHere, olderOnServer, firstUnread])
}

/** What opens on demand is fetched while nothing else happens: it is there with the first press. */
function OverlaysAhead() {
  useEffect(() => {
    const ahead = () => {
      void import('./message-menu.tsx')
      void import('../../words/delete-dialog.tsx')
    }
    if (typeof requestIdleCallback !== 'function') {
      const timer = setTimeout(ahead, 2000)
      return () => clearTimeout(timer)
    }
    const idle = requestIdleCallback(ahead)
    return () => cancelIdleCallback(idle)
  }, [])
  return null
}
