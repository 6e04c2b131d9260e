/** Loaded on demand: in place of a conversation's header, it steps through what was said there. */
import { Trans, useLingui } from '@lingui/react/macro'
import { ChevronDown, ChevronUp, Search, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { Link } from 'wouter'
import type { ConversationId, OpId } from '#protocol/ids.ts'
import { classNames } from '../../ui/class-names.ts'
import { isComposing } from '../../ui/composition.ts'
import { longDate } from '../../ui/dates.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import field from '../../ui/search-field.module.css'
import { useEscape } from '../../ui/use-escape.ts'
import { highlight } from './highlight.ts'
import { type FoundHere, MOST_HERE, useFoundHere, useReachHere, useReadAhead } from './search.query.ts'
import styles from './search-bar.module.css'

export interface SearchBarProps {
  conversation: ConversationId
  /** `place`: absent for what has not reached the server */
  onVisit: (message: OpId, place: number | undefined) => void
  onClose: () => void
  /** where one may have all messages kept on this device */
  storageHref: string
}

export function SearchBar({ conversation, onVisit, onClose, storageHref }: SearchBarProps) {
  const { t } = useLingui()
  const [typed, setTyped] = useState('')
  const [current, setCurrent] = useState<OpId>()
  const found = useFoundHere(conversation, typed)
  const since = useReachHere(conversation)
  useReadAhead()
  const day = since !== undefined && longDate(since)
  const sought = typed.trim() !== ''
  const messages = sought ? (found?.messages ?? []) : []
  const at = messages.findIndex(({ id }) => id === current)
  function type(text: string) {
    setTyped(text)
    // Another word is looked for from the newest on.
    if (text.trim() === '') setCurrent(undefined)
  }
  useEscape('search', onClose)

  function visit(index: number) {
    const message = messages[index]
    if (!message) return
    setCurrent(message.id)
    onVisit(message.id, message.place)
  }
  // The newest is shown at once; whoever stands on one that still fits stays there.
  const first = useRef(visit)
  first.current = visit
  const isNone = at < 0
  const newest = messages[0]?.id
  useEffect(() => {
    if (isNone && newest !== undefined) first.current(0)
  }, [isNone, newest])

  const terms = sought ? (found?.terms.join(' ') ?? '') : ''
  useEffect(() => (terms ? highlight(terms.split(' '), current) : undefined), [terms, current])

  const step = (by: 1 | -1) => visit((at + by + messages.length) % messages.length)
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (isComposing(event.nativeEvent) || event.ctrlKey || event.metaKey || event.altKey) return
    const isBack = event.key === 'ArrowDown' || (event.key === 'Enter' && event.shiftKey)
    if (!isBack && event.key !== 'ArrowUp' && event.key !== 'Enter') return
    event.preventDefault()
    step(isBack ? -1 : 1)
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: not every browser knows that <search> is a landmark
    <div role="search" aria-label={t`Search in conversation`} className={styles.bar}>
      <div className={styles.row}>
        <div className={classNames(field.field, styles.field)}>
          <Search className={field.lens} size={17} strokeWidth={1.9} aria-hidden="true" />
          <input
            type="search"
            className={field.input}
            aria-label={t`Search in conversation`}
            aria-keyshortcuts="Control+F"
            placeholder={t`Search in conversation`}
            // biome-ignore lint/a11y/noAutofocus: it was asked for, by a key or a press
            autoFocus
            enterKeyHint="search"
            autoComplete="off"
            autoCapitalize="none"
            value={typed}
            onChange={({ target }) => type(target.value)}
            onKeyDown={onKeyDown}
          />
          <span className={styles.count} role="status">
            {sought && <Count found={found} typed={typed} at={at} />}
          </span>
        </div>
        <IconButton
          icon={ChevronDown}
          name={t`Previous result`}
          shortcut="Shift+Enter"
          disabled={messages.length === 0}
          onClick={() => step(-1)}
        />
        <IconButton
          icon={ChevronUp}
          name={t`Next result`}
          shortcut="Enter"
          disabled={messages.length === 0}
          onClick={() => step(1)}
        />
        <IconButton icon={X} name={t`Close search`} shortcut="Escape" onClick={onClose} />
      </div>
      {day && (
        <p className={styles.note}>
          <Trans>Searched back to {day}.</Trans> <Trans>Older messages are on the server.</Trans>{' '}
          <Link href={storageHref} className={styles.link}>
            <Trans>Keep all history on this device</Trans>
          </Link>
        </p>
      )}
    </div>
  )
}

/** `3 of 14`; with an ellipsis for as long as there may be more. */
function Count({ found, typed, at }: { found: FoundHere | undefined; typed: string; at: number }) {
  if (!found || found.typed !== typed) return '…'
  const { length } = found.messages
  if (!found.whole && length === 0) return '…'
  const count = length > MOST_HERE ? `${MOST_HERE}+` : found.whole ? length : `${length}…`
  const place = at + 1
  return (
    <Trans>
      {place} of {count}
    </Trans>
  )
}
