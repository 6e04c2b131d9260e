import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Ellipsis, Reply, SmilePlus } from 'lucide-react'
import { memo, type ReactNode, useId, useRef, useState } from 'react'
import type { TimelineItem } from '#engine/model.ts'
import type { Handle, OpId } from '#protocol/ids.ts'
import { useStatus } from '../../session/status.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { clockTime } from '../../ui/dates.ts'
import { HuedName } from '../../ui/hued-name.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { useLongPress } from '../../ui/long-press.ts'
import { StateGlyph } from '../../ui/state-glyph.tsx'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import { glyphOf, useStateWords } from '../../words/message-state.tsx'
import { abilitiesOf, type Rights } from './abilities.ts'
import { isFewEmoji } from './big-emoji.ts'
import { exactly } from './day-label.ts'
import styles from './message.module.css'
import { MessageText } from './message-text.tsx'
import { QuoteBlock } from './quote-block.tsx'
import { Reactions } from './reactions.tsx'
import { RefusedNote } from './refused-note.tsx'
import type { Row } from './rows.ts'
import { useSwipe } from './swipe.ts'

export type MessageItem = TimelineItem & { line: { kind: 'message' } }

/** What can be done from a message; the same functions for as long as the log stands. */
export interface MessageActions {
  openMenu(item: MessageItem, trigger: HTMLElement): void
  reply(item: MessageItem): void
  /** To the message that is quoted. */
  jump(to: OpId): void
  copy(item: MessageItem): void
  edit(item: MessageItem): void
  askDelete(item: MessageItem, trigger: HTMLElement): void
  /** To choose from. */
  openReactions(item: MessageItem, trigger: HTMLElement): void
  /** All emoji. */
  openEmoji(item: MessageItem, trigger: HTMLElement): void
  openInfo(item: MessageItem, trigger: HTMLElement): void
  openForward(item: MessageItem, trigger: HTMLElement): void
  /** Puts a reaction, or takes it back. */
  react(item: MessageItem, emoji: string): void
  /** Takes back an edit or removal that waits. */
  undo(item: MessageItem): void
  tryAgain(item: MessageItem): void
  dismiss(item: TimelineItem): void
}

export interface Sender {
  name: string
  seed: string
}

export interface MessageRowProps {
  item: MessageItem
  run: Row['run']
  sender: Sender
  /** names and pictures are shown */
  inGroup: boolean
  /** for the words of a refusal */
  peer?: { name: string; handle: string }
  limit: number
  rights: Rights
  self: Handle
  senderOf: (handle: Handle) => Sender
  /** it was just jumped to */
  flash: boolean
  /** the one that Tab reaches */
  current: boolean
  menuOpen: boolean
  actions: MessageActions
}

const FRESH_MS = 1500

/** One message. Drawn anew only when something of it changed. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { item, run, self, sender, senderOf, inGroup, rights, flash, current, menuOpen, actions } = props
  const { t } = useLingui()
  const id = useId()
  const bubble = useRef<HTMLDivElement>(null)
  const [pointed, setPointed] = useState(false)
  const [fresh] = useState(() => item.own && item.pending && Date.now() - item.at < FRESH_MS)
  const { line, own, state } = item
  const removed = line.removed !== undefined || line.removePending === true
  const quote = removed ? undefined : line.quote
  const big = !removed && !quote && isFewEmoji(line.text)
  const can = abilitiesOf(item, rights)
  const named = inGroup && !own && run.first
  const openMenu = () => !removed && bubble.current && actions.openMenu(item, bubble.current)
  const longPress = useLongPress(openMenu)
  const swipe = useSwipe(bubble, can.reply ? () => actions.reply(item) : undefined)
  const labels = [
    'sender',
    'text',
    'time',
    state && 'state',
    state === 'failed' && 'why',
    line.edited && !removed && 'edited',
  ]

  return (
    <article
      className={styles.message}
      data-id={item.id}
      data-own={own || undefined}
      data-state={state}
      data-first={run.first || undefined}
      data-last={run.last || undefined}
      data-group={(inGroup && !own) || undefined}
      data-fresh={fresh || undefined}
      data-flash={flash || undefined}
      aria-labelledby={labels
        .filter(Boolean)
        .map((part) => `${id}${part}`)
        .join(' ')}
      aria-describedby={quote && `${id}quote`}
      tabIndex={current ? 0 : -1}
      // Not by entering: while one scrolls, rows pass under a mouse that rests.
      onPointerMove={(event) => event.pointerType === 'mouse' && setPointed(true)}
      onPointerLeave={() => setPointed(false)}
      onKeyDown={(event) => {
        if (event.target === event.currentTarget && opensMenu(event)) {
          event.preventDefault()
          openMenu()
        }
      }}
    >
      <VisuallyHidden id={`${id}sender`}>{own ? t`You` : sender.name}</VisuallyHidden>
      {inGroup && !own && (
        <span className={styles.face}>{run.last && <Avatar name={sender.name} seed={sender.seed} size={32} />}</span>
      )}
      <div className={styles.stack}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the message itself opens the same menu by keys */}
        <div
          ref={bubble}
          className={styles.bubble}
          data-bubble
          data-big={big || undefined}
          data-removed={removed || undefined}
          onContextMenu={(event) => {
            if (removed || (event.target as Element).closest('a') || !getSelection()?.isCollapsed) return
            event.preventDefault()
            openMenu()
          }}
          {...both(longPress, swipe.handlers)}
        >
          {named && (
            <span className={styles.name}>
              <HuedName seed={sender.seed}>{sender.name}</HuedName>
            </span>
          )}
          {quote && line.reply && (
            <QuoteBlock
              id={`${id}quote`}
              quote={quote}
              sender={quote.state === 'here' ? senderOf(quote.by) : undefined}
              own={quote.state === 'here' && quote.by === self}
              reachable={current}
              onJump={() => line.reply && actions.jump(line.reply)}
            />
          )}
          <div className={styles.text} dir="auto">
            <span id={`${id}text`} data-words>
              {removed ? <RemovedText item={item} actions={actions} /> : <MessageText text={line.text} />}
            </span>
            {(line.files?.length ?? 0) > 0 && !removed && <Files count={line.files?.length ?? 0} />}
            <Meta item={item} id={id} removed={removed} />
          </div>
        </div>
        {swipe.under && (
          <span className={styles.swiped} aria-hidden="true">
            <Reply size={20} strokeWidth={1.9} />
          </span>
        )}
        {!removed && line.reactions.length > 0 && (
          <Reactions
            reactions={line.reactions}
            self={self}
            senderOf={senderOf}
            reachable={current}
            onToggle={can.react ? (emoji) => actions.react(item, emoji) : undefined}
          />
        )}
        {!removed && (pointed || current || menuOpen) && (
          <span
            className={styles.more}
            data-shown={pointed || menuOpen || undefined}
            data-raised={line.reactions.length > 0 || undefined}
          >
            {can.react && (
              <IconButton
                className={styles.wide}
                icon={SmilePlus}
                size="small"
                name={t`React`}
                shortcut="+"
                tabIndex={-1}
                onClick={() => bubble.current && actions.openReactions(item, bubble.current)}
              />
            )}
            {can.reply && (
              <IconButton
                className={styles.wide}
                icon={Reply}
                size="small"
                name={t`Reply`}
                shortcut="R"
                tabIndex={-1}
                onClick={() => actions.reply(item)}
              />
            )}
            <IconButton
              icon={Ellipsis}
              size="small"
              name={t`Message actions`}
              aria-haspopup="menu"
              aria-expanded={menuOpen}
              tabIndex={-1}
              onClick={openMenu}
            />
          </span>
        )}
      </div>
      {state === 'failed' && <RefusedNote id={`${id}why`} {...props} />}
    </article>
  )
})

/** Each of both hears of each event. */
function both<E>(first: Record<string, (event: E) => void>, second: Record<string, (event: E) => void>) {
  const names = new Set([...Object.keys(first), ...Object.keys(second)])
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      (event: E) => {
        first[name]?.(event)
        second[name]?.(event)
      },
    ]),
  )
}

function opensMenu({ key, shiftKey }: { key: string; shiftKey: boolean }): boolean {
  return key === 'Enter' || key === 'ContextMenu' || (key === 'F10' && shiftKey)
}

function Meta({ item, id, removed }: { item: MessageItem; id: string; removed: boolean }) {
  const words = useStateWords()
  const { line, state } = item
  return (
    <span className={styles.meta}>
      {line.edited && !removed && (
        <span id={`${id}edited`} className={styles.edited}>
          <Trans>edited</Trans>
          {line.editPending && (
            <>
              <StateGlyph state="waiting" />
              <VisuallyHidden>
                <Trans>edit waiting to send</Trans>
              </VisuallyHidden>
            </>
          )}
        </span>
      )}
      {state === 'failed' && (
        <span aria-hidden="true">
          <Trans>Not sent</Trans>
        </span>
      )}
      {state === 'paused' && (
        <span aria-hidden="true">
          <Trans>Paused</Trans>
        </span>
      )}
      <time
        id={`${id}time`}
        className={styles.time}
        data-hidden={state === 'failed' || state === 'paused' || undefined}
        dateTime={new Date(item.at).toISOString()}
        title={exactly(item.at)}
      >
        {clockTime(item.at)}
      </time>
      {state && !removed && (
        <span className={styles.glyph}>
          <StateGlyph state={glyphOf[state]} />
        </span>
      )}
      {state && (
        <VisuallyHidden id={`${id}state`}>
          {words[state]}
          {state === 'failed' && ','}
          {state === 'paused' && <PausedWhy />}
        </VisuallyHidden>
      )}
    </span>
  )
}

function PausedWhy() {
  const isOld = useStatus(({ connection }) => connection.state === 'paused' && connection.reason === 'upgrade-required')
  return isOld ? <Trans>, update the app to send</Trans> : <Trans>, sign in again to send</Trans>
}

function RemovedText({ item, actions }: { item: MessageItem; actions: MessageActions }): ReactNode {
  if (item.line.removed) return <Trans>This message was deleted</Trans>
  return (
    <>
      <Trans>Deleting…</Trans>{' '}
      {item.line.undo && (
        <button type="button" className={styles.undo} onClick={() => actions.undo(item)}>
          <Trans>Undo</Trans>
        </button>
      )}
    </>
  )
}

function Files({ count }: { count: number }) {
  return (
    <span className={styles.files}>
      <Plural
        value={count}
        one="# file, which a newer version can show"
        other="# files, which a newer version can show"
      />
    </span>
  )
}
