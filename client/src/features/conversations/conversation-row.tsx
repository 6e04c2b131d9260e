import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Archive, BellOff, Ellipsis, Mail, Pin } from 'lucide-react'
import { memo, type ReactNode, useEffect, useRef, useState } from 'react'
import { navigate } from 'wouter/use-browser-location'
import type { ConversationItem, MessageState } from '#engine/model.ts'
import { isCompanyKnown, type Typist, useCompany } from '../../session/company.ts'
import { useStatus } from '../../session/status.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Badge, Dot, MentionBadge } from '../../ui/badge.tsx'
import { classNames } from '../../ui/class-names.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { type Part, usePart } from '../../ui/part.ts'
import { StateGlyph } from '../../ui/state-glyph.tsx'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import { glyphOf } from '../../words/message-state.tsx'
import styles from './conversation-row.module.css'
import { listTime } from './list-time.ts'
import { isUnread } from './list-view.ts'
import { LastLine, type Names } from './row-preview.tsx'
import type { RowActions } from './rows.tsx'
import type { TypingPreviewProps } from './typing-preview.tsx'
import { useRowGestures } from './use-row-gestures.ts'

const typingPreview: Part<TypingPreviewProps> = {
  load: async () => (await import('./typing-preview.tsx')).TypingPreview,
}

interface RowProps extends Names {
  item: ConversationItem
  today: number
  isSelected: boolean
  /** the list's one tab stop */
  isStop: boolean
  onFocus: (id: string) => void
  menuOpen: boolean
  actions: Omit<RowActions, 'menuOn'>
  /** where it stands in a list of which only a part is drawn: its index, of so many, so many pixels from the top */
  index?: number
  count?: number
  start?: number
  measure?: (row: HTMLElement | null) => void
}

/** One link: all of it may be pressed, and its name says what its parts show. */
export const ConversationRow = memo(function ConversationRow({
  item,
  today,
  isSelected,
  isStop,
  onFocus,
  menuOpen,
  actions,
  index,
  count,
  start,
  measure,
  ...names
}: RowProps) {
  const { t } = useLingui()
  const title = item.kind === 'self' ? t`Saved messages` : item.title
  const time = useListTime(item, today)
  const row = useRef<HTMLLIElement>(null)
  const link = useRef<HTMLAnchorElement>(null)
  const [pointed, setPointed] = useState(false)
  const openMenu = () => link.current && actions.onMenu(item.id, link.current)
  const { gestures, pulled } = useRowGestures({
    onLongPress: openMenu,
    onSwipe: (direction) => actions.onSwipe(item, direction === 'right' ? 'read' : 'archive'),
  })

  // Opened by a key or an address, it may lie outside of what is seen.
  useEffect(() => {
    if (isSelected) row.current?.scrollIntoView({ block: 'nearest' })
  }, [isSelected])

  return (
    <li
      ref={(element) => {
        row.current = element
        measure?.(element)
      }}
      className={styles.item}
      data-windowed={start !== undefined || undefined}
      data-index={index}
      aria-posinset={index === undefined ? undefined : index + 1}
      aria-setsize={count}
      style={start === undefined ? undefined : { transform: `translateY(${start}px)` }}
      onPointerEnter={(event) => event.pointerType === 'mouse' && setPointed(true)}
      onPointerLeave={() => setPointed(false)}
      onPointerDown={() => actions.onAhead(item.id)}
    >
      {pulled && (
        <span className={styles.under} data-pulled={pulled} aria-hidden="true">
          {pulled === 'right' ? <Mail size={20} strokeWidth={1.9} /> : <Archive size={20} strokeWidth={1.9} />}
        </span>
      )}
      {/* Not the router's: each of those is drawn anew whenever the address changes. */}
      <a
        ref={link}
        href={`/c/${item.id}`}
        onClick={(event) => {
          const { ctrlKey, metaKey, altKey, shiftKey, button, defaultPrevented } = event
          if (ctrlKey || metaKey || altKey || shiftKey || button !== 0 || defaultPrevented) return
          event.preventDefault()
          navigate(`/c/${item.id}`)
        }}
        data-conversation={item.id}
        className={styles.row}
        aria-current={isSelected ? 'page' : undefined}
        tabIndex={isStop ? 0 : -1}
        draggable={false}
        onFocus={() => onFocus(item.id)}
        onKeyDown={(event) => {
          if (event.key !== 'ContextMenu' && !(event.shiftKey && event.key === 'F10')) return
          event.preventDefault()
          openMenu()
        }}
        onContextMenu={(event) => {
          event.preventDefault()
          openMenu()
        }}
        data-pulled={pulled}
        {...gestures}
      >
        <VisuallyHidden>
          <RowName item={item} title={title} time={time} {...names} />
        </VisuallyHidden>
        <span className={styles.face} data-unread={isUnread(item) || undefined} aria-hidden="true">
          <Avatar
            name={title}
            seed={item.hueSeed}
            kind={item.kind === 'dm' ? 'person' : item.kind === 'self' ? 'self' : 'group'}
          />
          <span className={styles.top}>
            <bdi className={styles.title}>{title}</bdi>
            {item.pinned && <Pin className={classNames(styles.mark, styles.pin)} size={14} strokeWidth={2} />}
            {item.muted && <BellOff className={styles.mark} size={14} strokeWidth={2} />}
            <span className={styles.time}>{time}</span>
          </span>
          <span className={styles.bottom}>
            <Typing item={item}>
              <RowPreview item={item} {...names} />
            </Typing>
            {item.mentioned && <MentionBadge />}
            {item.unread > 0 && <Badge count={item.unread} muted={item.muted} />}
            {item.unread === 0 && item.markedUnread && <Dot muted={item.muted} />}
          </span>
        </span>
      </a>
      {(pointed || menuOpen) && (
        <span className={styles.more} data-selected={isSelected || undefined}>
          <IconButton
            icon={Ellipsis}
            size="small"
            name={t`Actions for ${title}`}
            aria-haspopup="menu"
            aria-expanded={menuOpen}
            // The row's own keys open the same.
            tabIndex={-1}
            onPointerEnter={actions.onMenuAhead}
            onClick={openMenu}
          />
        </span>
      )}
    </li>
  )
})

function useListTime(item: ConversationItem, today: number): string {
  const { t } = useLingui()
  const time = listTime(item.last?.at ?? item.activity, today)
  return time.kind === 'yesterday' ? t`Yesterday` : time.text
}

/** Who types is for the eye alone: the name of the row, which is read aloud, would change with every pause. */
function Typing({ item: { id, kind, former }, children }: { item: ConversationItem; children: ReactNode }) {
  const typists = useTypists(id)
  if (!typists || kind === 'self' || former) return children
  return <InPlace kind={kind} typists={typists} instead={children} />
}

function InPlace({ instead, ...typing }: TypingPreviewProps & { instead: ReactNode }) {
  const TypingPreview = usePart(typingPreview)
  if (!TypingPreview) return instead
  return (
    <span className={classNames(styles.preview, styles.typing)}>
      <TypingPreview {...typing} />
    </span>
  )
}

function useTypists(id: string): readonly Typist[] | undefined {
  const typists = useCompany(({ typing }) => typing[id])
  const isKnown = useStatus(({ connection }) => isCompanyKnown(connection))
  return isKnown ? typists : undefined
}

function RowPreview({ item, self, nameOf }: Names & { item: ConversationItem }) {
  if (item.draft !== undefined && item.draft.trim() !== '') {
    return (
      <span className={styles.preview}>
        <span className={styles.draft}>
          <Trans>Draft:</Trans>{' '}
        </span>
        <bdi>{item.draft.trim().slice(0, 200)}</bdi>
      </span>
    )
  }
  // A refusal further up must not hide behind a newer message that went through.
  const state: MessageState | undefined = item.failed ? 'failed' : item.last?.state
  const isRemoved = item.last?.line.kind === 'message' && item.last.line.removed !== undefined
  return (
    <>
      {state && !isRemoved && <StateGlyph state={glyphOf[state]} />}
      <span className={styles.preview} data-quiet={isRemoved || undefined}>
        {item.last && <LastLine item={item.last} self={self} nameOf={nameOf} withSender={namesSender(item)} />}
      </span>
    </>
  )
}

/** In a conversation of two, whose line it is is plain where it isn't one's own. Notes to self have one sender. */
function namesSender({ kind, last }: ConversationItem): boolean {
  return kind === 'group' || (kind === 'dm' && last?.own === true)
}

/**
 * "{Title}[, pinned][, muted][, {n} unread][, mentioned][, draft][, {n} waiting][, not sent]. {last sender}: {preview}. {time}": what
 * a screen reader says, and what tests find it by.
 */
function RowName({ item, title, time, self, nameOf }: Names & { item: ConversationItem; title: string; time: string }) {
  const { unread, waiting, last } = item
  return (
    <>
      {title}
      {item.pinned && <Trans>, pinned</Trans>}
      {item.muted && <Trans>, muted</Trans>}
      {unread > 0 && <Plural value={unread} one=", # unread" other=", # unread" />}
      {unread === 0 && item.markedUnread && <Trans>, unread</Trans>}
      {item.mentioned && <Trans>, mentioned</Trans>}
      {item.draft !== undefined && item.draft.trim() !== '' && <Trans>, draft</Trans>}
      {waiting > 0 && <Plural value={waiting} one=", # waiting" other=", # waiting" />}
      {item.failed && <Trans>, not sent</Trans>}
      {'. '}
      {last && (
        <>
          <LastLine item={last} self={self} nameOf={nameOf} withSender />
          {'. '}
        </>
      )}
      {time}
    </>
  )
}
