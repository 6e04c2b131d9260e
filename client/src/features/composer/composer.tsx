import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Check, Pencil, Reply, SendHorizontal, Smile, X } from 'lucide-react'
import { type Ref, Suspense, useCallback, useId, useImperativeHandle, useState, useSyncExternalStore } from 'react'
import type { ConversationId, OpId } from '#protocol/ids.ts'
import { preference } from '../../platform/preferences.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { lateOverlay } from '../../ui/late-part.tsx'
import { type Part, usePart } from '../../ui/part.ts'
import { useEscape } from '../../ui/use-escape.ts'
import { QuoteText } from '../../words/quote-text.tsx'
import type { Box, BoxState } from './box.ts'
import { useCompletion } from './completion.tsx'
import styles from './composer.module.css'
import { useBox, useQuoted, useTypingNotices } from './composer.query.ts'
import { growToContent } from './grow.ts'
import { meaningOf } from './keys.ts'
import { markOf } from './marking.ts'
import { putMark } from './put-text.ts'
import type { TroubleNoteProps } from './trouble-note.tsx'
import { useField } from './use-field.ts'

/** Fetched while nothing else happens. */
export const fetchEmojiPanel = () => import('./emoji-panel.tsx')
const EmojiPanel = lateOverlay(async () => (await fetchEmojiPanel()).EmojiPanel)

/** Fetched while nothing else happens: there must be words where the disk fails. */
export const troubleNote: Part<TroubleNoteProps> = {
  load: async () => (await import('./trouble-note.tsx')).TroubleNote,
}

export interface ComposerHandle {
  focus(): void
  /** Puts a message into the box, to be changed. What was being written comes back afterwards. */
  edit(message: OpId, text: string): void
  /** What is written answers this message. */
  reply(to: OpId): void
}

export interface ComposerProps {
  conversation: ConversationId
  title: string
  /** A message is on disk. */
  onSent?: () => void
  /** The arrow up in an empty box. */
  onEditLast?: () => void
  onManageStorage: () => void
  /** One message back, or forward, from the one that is being answered; from the newest where none is. */
  onReplyStep?: (from: OpId | undefined, step: -1 | 1) => OpId | undefined
  ref?: Ref<ComposerHandle>
}

/** Where a message is written. Mount anew for another conversation. */
export function Composer({
  conversation,
  title,
  onSent,
  onEditLast,
  onManageStorage,
  onReplyStep,
  ref,
}: ComposerProps) {
  const { t } = useLingui()
  const box = useBox(conversation)
  const state = useSyncExternalStore(box.subscribe, box.state)
  const field = useField(box)
  const typing = useTypingNotices(conversation)
  const completion = useCompletion(conversation, field)
  const hint = useId()
  useEscape('strip', state.editing || state.reply ? () => cancel(box, field.current) : undefined)
  const [emojiOpen, setEmojiOpen] = useState(false)
  const closeEmoji = useCallback(() => setEmojiOpen(false), [])

  useImperativeHandle(ref, () => ({
    focus: () => field.current?.focus({ preventScroll: true }),
    edit: (message, text) => {
      box.edit(message, text)
      field.current?.focus({ preventScroll: true })
    },
    reply: (to) => {
      box.reply(to)
      field.current?.focus({ preventScroll: true })
    },
  }))

  async function submit() {
    const sending = !box.state().editing
    if (sending) typing.stop()
    if ((await box.submit()) && sending) onSent?.()
  }

  return (
    <form
      className={styles.composer}
      aria-label={t`Message box`}
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      {state.trouble && <Trouble trouble={state.trouble} onTryAgain={submit} onManageStorage={onManageStorage} />}
      {state.editing && <EditStrip onCancel={() => cancel(box, field.current)} />}
      {state.reply && (
        <ReplyStrip conversation={conversation} to={state.reply} onCancel={() => cancel(box, field.current)} />
      )}
      <div className={styles.row}>
        {completion.list}
        <div className={styles.box} data-over={state.room.state === 'over' || undefined}>
          <div className={styles.line}>
            <textarea
              ref={field}
              id="message-box"
              className={styles.field}
              rows={1}
              dir="auto"
              aria-label={t`Message ${title}`}
              placeholder={t`Message ${title}`}
              aria-describedby={hint}
              aria-invalid={state.room.state === 'over' || undefined}
              enterKeyHint={preference('enterSends') ? 'send' : 'enter'}
              onInput={({ currentTarget: it }) => {
                growToContent(it)
                box.typed(it.value, [it.selectionStart, it.selectionEnd])
                if (!state.editing) typing.wrote(it.value)
                completion.look(it)
              }}
              onSelect={({ currentTarget: it }) => {
                box.typed(it.value, [it.selectionStart, it.selectionEnd])
                completion.look(it)
              }}
              onBlur={completion.close}
              onCompositionEnd={() => queueMicrotask(box.composed)}
              {...completion.aria}
              onKeyDown={(event) => {
                if (completion.takes(event)) return
                const mark = markOf(event.nativeEvent)
                if (mark !== undefined) {
                  event.preventDefault()
                  return putMark(event.currentTarget, mark)
                }
                const meaning = meaningOf(event.nativeEvent, {
                  empty: event.currentTarget.value === '',
                  enterSends: preference('enterSends'),
                })
                if (meaning === undefined) return
                if (meaning.startsWith('reply') && state.editing) return
                event.preventDefault()
                if (meaning === 'send') void submit()
                else if (meaning === 'emoji') setEmojiOpen(!emojiOpen)
                else if (meaning === 'edit-last') onEditLast?.()
                else {
                  const to = onReplyStep?.(state.reply, meaning === 'reply-older' ? -1 : 1)
                  if (to) box.reply(to)
                  else if (meaning === 'reply-newer') box.cancel()
                }
                event.stopPropagation()
              }}
            />
            <span className={styles.inside}>
              <IconButton
                icon={Smile}
                name={t`Emoji`}
                shortcut="Ctrl+;"
                shape="round"
                aria-haspopup="dialog"
                aria-expanded={emojiOpen}
                onClick={() => setEmojiOpen(!emojiOpen)}
              />
            </span>
          </div>
          <span id={hint} className={styles.hint} role="status">
            <RoomNote room={state.room} />
          </span>
        </div>
        <span
          className={styles.send}
          data-saving={state.saving || undefined}
          data-editing={state.editing !== undefined || undefined}
        >
          <IconButton
            type="submit"
            icon={state.editing ? Check : SendHorizontal}
            name={state.editing ? t`Save` : t`Send message`}
            variant="primary"
            shape="round"
            size="large"
            aria-disabled={state.empty || state.room.state === 'over' || undefined}
            aria-busy={state.saving || undefined}
            // The keyboard of a phone stays open, and the caret where it is.
            onPointerDown={(event) => event.preventDefault()}
          />
        </span>
      </div>
      {emojiOpen && (
        <Suspense>
          <EmojiPanel field={field} onClose={closeEmoji} />
        </Suspense>
      )}
    </form>
  )
}

function Trouble(props: TroubleNoteProps) {
  const TroubleNote = usePart(troubleNote)
  return TroubleNote && <TroubleNote {...props} />
}

function cancel(box: Box, field: HTMLTextAreaElement | null) {
  box.cancel()
  field?.focus({ preventScroll: true })
}

function EditStrip({ onCancel }: { onCancel: () => void }) {
  const { t } = useLingui()
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would nest a form's structure into a strip
    <div role="group" aria-label={t`Editing message`} className={styles.strip}>
      <Pencil size={16} strokeWidth={1.9} aria-hidden="true" />
      <span className={styles.stripText}>
        <Trans>Editing message</Trans>
      </span>
      <IconButton icon={X} name={t`Cancel`} size="small" onClick={onCancel} />
    </div>
  )
}

function ReplyStrip({ conversation, to, onCancel }: { conversation: ConversationId; to: OpId; onCancel: () => void }) {
  const { t } = useLingui()
  const quoted = useQuoted(conversation, to)
  if (!quoted) return null
  const { quote, name, own } = quoted
  const label = own ? t`Replying to yourself` : name ? t`Replying to ${name}` : t`Replying to a message`
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would nest a form's structure into a strip
    <div role="group" aria-label={label} className={styles.strip}>
      <Reply size={16} strokeWidth={1.9} aria-hidden="true" />
      <span className={styles.stripText}>
        <span className={styles.stripTitle} dir="auto">
          {label}
        </span>
        <span className={styles.stripQuote} dir="auto">
          <QuoteText quote={quote} />
        </span>
      </span>
      <IconButton icon={X} name={t`Cancel`} size="small" onClick={onCancel} />
    </div>
  )
}

function RoomNote({ room }: { room: BoxState['room'] }) {
  if (room.state === 'enough') return null
  if (room.state === 'near') return <Plural value={room.left} one="# character left" other="# characters left" />
  return <Plural value={room.excess} one="Too long by about # character" other="Too long by about # characters" />
}
