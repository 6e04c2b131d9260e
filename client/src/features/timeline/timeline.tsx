import {
  type Dispatch,
  type ReactNode,
  type Ref,
  type SetStateAction,
  Suspense,
  useCallback,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { ConversationId, Handle, OpId } from '#protocol/ids.ts'
import { useSession } from '../../session/session.ts'
import type { WindowWish } from '../../store/queries.ts'
import { latePart } from '../../ui/late-part.tsx'
import { useToday } from '../../ui/use-today.ts'
import { abilitiesOf, type Rights } from './abilities.ts'
import { Log, type LogHandle } from './log.tsx'
import type { Cast } from './log-row.tsx'
import type { MessageItem } from './message-row.tsx'
import { arrange, keepSame, type Row } from './rows.ts'
import { isReturn, type Left, leftAt, markReturn, remember } from './scroll-memory.ts'
import { type Lines, useLines, usePlaceOf, useSenders, useTextLimit } from './timeline.query.ts'
import type { TopState } from './top-note.tsx'
import { useJump } from './use-jump.ts'
import type { Opening, SavedPlace } from './use-log-scroll.ts'
import { useMessageActions } from './use-message-actions.ts'
import { useNews } from './use-news.ts'
import { useOlder } from './use-older.ts'
import { useOriginals, useSeek } from './use-originals.ts'
import { aroundPlace, downward, newest, settled, upward } from './window.ts'

let loaded: typeof import('./message-overlays.tsx') | undefined
async function overlays() {
  loaded = await import('./message-overlays.tsx')
  return loaded
}
const MessageOverlays = latePart(
  async () => (await overlays()).MessageOverlays,
  ({ overlay, onClose }) => onClose(overlay.kind),
)

export interface TimelineHandle {
  /** To the newest message, and along with the one that is just being sent. */
  follow(): void
  /** One's own newest message that may still be changed from here. */
  lastOpen(): { id: OpId; text: string } | undefined
  /** The message before or behind this one (the newest, where none is given) that may be answered. */
  neighbour(from: OpId | undefined, step: -1 | 1): OpId | undefined
  /** To a message of this device, in passing: see `comeBack`. `place`: absent for one that has not reached the server. */
  visit(message: OpId, place: number | undefined): void
  /** To where the log stood before the first visit. */
  comeBack(): void
}

export interface TimelineProps {
  conversation: ConversationId
  /** opens at this message, and lights it up */
  target?: OpId | undefined
  title: string
  kind: Cast['kind']
  /** in a direct conversation */
  peer?: { name: string; handle: string }
  unread: number
  /** the own mark */
  read: number
  /** drawn where nothing was said yet; of a group that one has just made: who of those that one named does not exist */
  empty: (unknown: readonly Handle[] | undefined) => ReactNode
  rights: Rights
  onEdit: (message: OpId, text: string) => void
  onReply: (message: OpId) => void
  /** To a message that is on this device. */
  onJump: (message: OpId) => void
  /** Read aloud, politely. */
  onNews?: (text: string) => void
  ref?: Ref<TimelineHandle>
}

/** The messages of a conversation. Mount anew for another, or for another message to open at. */
export function Timeline(props: TimelineProps) {
  const { conversation, target } = props
  const view = target ? `${conversation} ${target}` : conversation
  const [left] = useState(() => leftAt(view))
  const [returning] = useState(() => left !== undefined && isReturn())
  const [wish, setWish] = useState<WindowWish>(() => left?.wish ?? newest())
  const lines = useLines(conversation, wish)
  const at = usePlaceAt(conversation, left ? undefined : target)
  const [opening, setOpening] = useState<Opening>()
  if (lines && at !== 'looking' && !opening) {
    const next = target && at ? openingAt(target, at, lines) : openingOf(left, lines, returning)
    if (next.at === 'elsewhere') {
      if (wish.around !== next.place) setWish(aroundPlace(next.place))
    } else setOpening(next)
  }
  // The room of the log is there from the first moment on: nothing else moves when it fills.
  if (!lines || !opening) return <div style={{ flex: 1 }} />
  return (
    <LoadedTimeline {...props} view={view} left={left} lines={lines} opening={opening} wish={wish} setWish={setWish} />
  )
}

/** The window must be another. */
type ElsewhereInHistory = { at: 'elsewhere'; place: number }

/** The first unread message (but not where one only comes back to), else where it was left, else the end. */
function openingOf(
  left: Left | undefined,
  { items, firstUnread, wish }: Lines,
  returning: boolean,
): Opening | ElsewhereInHistory {
  if (firstUnread && !returning) {
    if (items.some(({ id }) => id === firstUnread.id)) return { at: 'unread', unread: firstUnread.id }
    if (wish.around !== firstUnread.place) return { at: 'elsewhere', place: firstUnread.place }
  }
  const { place, focus } = left ?? {}
  const unread = returning ? left?.unread : undefined
  return place && items.some(({ id }) => id === place.key)
    ? { at: 'place', place, focus, unread }
    : { at: 'end', focus, unread }
}

function openingAt(target: OpId, at: { place: number }, { items, wish }: Lines): Opening | ElsewhereInHistory {
  const isHere = items.some(({ id }) => id === target) || wish.around === at.place
  return isHere ? { at: 'message', key: target, focus: target } : { at: 'elsewhere', place: at.place }
}

/** Where the message to open at stands; `undefined` where there is none, or none here. */
function usePlaceAt(conversation: ConversationId, target: OpId | undefined): { place: number } | undefined | 'looking' {
  const placeOf = usePlaceOf(conversation)
  const [at, setAt] = useState<{ place: number } | undefined | 'looking'>(target ? 'looking' : undefined)
  useEffect(() => {
    if (!target) return
    const found = (place?: number) => setAt(place === undefined ? undefined : { place })
    placeOf(target).then(found, () => found())
  }, [target, placeOf])
  return at
}

function LoadedTimeline({
  conversation,
  target,
  view,
  left,
  title,
  kind,
  peer,
  unread,
  read,
  empty,
  rights,
  onEdit,
  onReply,
  onJump,
  onNews,
  ref,
  lines,
  opening,
  wish,
  setWish,
}: TimelineProps & {
  view: string
  left: Left | undefined
  lines: Lines
  opening: Opening
  wish: WindowWish
  setWish: Dispatch<SetStateAction<WindowWish>>
}) {
  const { account, commands } = useSession()
  const log = useRef<LogHandle>(null)
  const today = useToday()
  const limit = useTextLimit()
  const senderOf = useSenders(lines.people)
  const made = justMade(lines)
  const rows = useRows(lines, opening)
  const older = useOlder(conversation, lines)
  const seek = useSeek(conversation)
  useOriginals(lines, seek)
  const jumped = useRef(false)
  const jump = useJump(seek, (message) => {
    jumped.current = true
    markReturn()
    // It is lit up again, even where one has been before.
    remember(`${conversation} ${message}`, undefined)
    onJump(message)
  })
  const isLost = target !== undefined && !left && opening.at !== 'message'
  useEffect(() => {
    if (isLost && target) jump(target)
  }, [isLost, target, jump])
  const ways = { onEdit, onReply, onJump: jump }
  const { overlay, actions, close } = useMessageActions(conversation, ways)
  useNews({ conversation, lines, senderOf, onNews })

  const self = account.user.handle
  const { write, admin } = rights
  const [peerName, peerHandle] = [peer?.name, peer?.handle]
  const cast = useMemo<Cast>(
    () => ({
      self,
      kind,
      senderOf,
      limit,
      rights: { write, admin },
      ...(peerName !== undefined && peerHandle !== undefined && { peer: { name: peerName, handle: peerHandle } }),
    }),
    [self, kind, senderOf, limit, write, admin, peerName, peerHandle],
  )

  const { items, olderHere, newerHere } = lines
  const current = lines.wish === wish
  const { load } = older
  /** From this window to its neighbour, unless another is wished for already: whoever scrolled there comes too late. */
  const move = useCallback((next: WindowWish) => setWish((now) => (now === wish ? next : now)), [wish, setWish])
  const onNearTop = useCallback(() => {
    if (!current) return
    if (olderHere) move(upward(wish, items))
    else load()
  }, [current, olderHere, wish, items, move, load])
  const onNearEnd = useCallback(() => {
    if (current) move(newerHere ? downward(wish, items) : settled(wish, items, newerHere))
  }, [current, newerHere, wish, items, move])

  /** where it stood before what it was led to in passing */
  const home = useRef<{ place: SavedPlace | undefined; wish: WindowWish }>(undefined)
  useImperativeHandle(ref, () => {
    /** Another window, unless this one has the row: then it stays, whatever was on its way. */
    const lead = (key: OpId, otherwise: WindowWish) =>
      setWish(lines.items.some(({ id }) => id === key) ? lines.wish : otherwise)
    return {
      follow() {
        home.current = undefined
        log.current?.follow()
      },
      visit(message, place) {
        home.current ??= { place: log.current?.stand(), wish }
        log.current?.show(message)
        lead(message, place === undefined ? newest() : aroundPlace(place))
      },
      comeBack() {
        const left = home.current
        home.current = undefined
        if (!left) return
        if (!left.place) {
          setWish(newest())
          return log.current?.follow()
        }
        log.current?.show(left.place)
        lead(left.place.key, left.wish)
      },
      lastOpen() {
        const item = lines.items.findLast(
          (item) => item.own && item.line.kind === 'message' && abilitiesOf(item as MessageItem, { write, admin }).edit,
        ) as MessageItem | undefined
        return item && { id: item.id, text: item.line.text }
      },
      neighbour(from, step) {
        const fit = lines.items.filter(
          (item) =>
            item.id === from ||
            (item.line.kind === 'message' && abilitiesOf(item as MessageItem, { write, admin }).reply),
        )
        const at = from === undefined ? fit.length : fit.findIndex(({ id }) => id === from)
        return fit[at + step]?.id
      },
    }
  }, [lines, write, admin, wish, setWish])

  const lastMarked = useRef(0)
  return (
    <>
      <Log
        ref={log}
        title={title}
        rows={made ? NO_ROWS : rows}
        top={topOf(lines, older.state)}
        more={newerHere}
        opening={opening}
        today={today}
        cast={cast}
        unread={unread}
        read={read}
        menuOn={overlay?.kind === 'menu' ? overlay.item.id : undefined}
        actions={actions}
        // It can't be waited for: what is not loaded yet leaves it to the browser.
        onCopy={(event) => loaded?.copyLines(event, items, senderOf)}
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
        onLeave={(place, focused) => {
          const left = jumped.current
            ? { place, wish, focus: focused, unread: opening.unread }
            : (home.current ?? { place, wish })
          remember(view, left.place || jumped.current ? left : undefined)
        }}
        empty={empty(made?.unknown)}
      />
      <Suspense fallback={null}>
        {overlay && (
          <MessageOverlays
            overlay={overlay}
            conversation={conversation}
            rights={rights}
            actions={actions}
            onClose={close}
          />
        )}
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

const NO_ROWS: readonly Row[] = []

/** A group of one's own in which nothing has happened yet but that it was made. */
function justMade({ items, newerHere }: Lines) {
  const [only, ...others] = items
  if (!only?.own || only.line.kind !== 'group' || only.state === 'failed' || others.length > 0 || newerHere) return
  return only.line
}

function useRows({ items, olderHere, olderOnServer }: Lines, opening: Opening): Row[] {
  const before = useRef<Row[]>([])
  const firstUnread = opening.unread
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
    const ahead = () =>
      void overlays()
        .then(({ fetchForwarding }) => fetchForwarding())
        .catch(() => {})
    if (typeof requestIdleCallback !== 'function') {
      const timer = setTimeout(ahead, 2000)
      return () => clearTimeout(timer)
    }
    const idle = requestIdleCallback(ahead)
    return () => cancelIdleCallback(idle)
  }, [])
  return null
}
