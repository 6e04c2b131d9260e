import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { ChevronLeft, Clock } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef } from 'react'
import { Link } from 'wouter'
import type { ConversationId } from '#protocol/ids.ts'
import { useDrawn } from '../../platform/use-drawn.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { isComposing } from '../../ui/composition.ts'
import { longDate } from '../../ui/dates.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { ProductName } from '../../ui/product-name.tsx'
import { useToday } from '../../ui/use-today.ts'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import { resultTime } from './result-time.ts'
import {
  type Found,
  type FoundMessage,
  hitsIn,
  type Place,
  useFound,
  useGettingReady,
  useReach,
  useReadAhead,
} from './search.query.ts'
import { SearchField } from './search-field.tsx'
import styles from './search-page.module.css'
import { snippet } from './snippet.ts'

/** What fits on a screen, about. */
const FIRST_MESSAGES = 12

export interface SearchPageProps {
  text: string
  onText: (text: string) => void
  onBack: () => void
  /** It is there, and has the focus. */
  onReady: (ready: boolean) => void
  hrefOf: (conversation: ConversationId, message?: string) => string
  /** where one may have all messages kept on this device */
  storageHref?: string
}

/** Everything on this device that has these words. */
export function SearchPage({ text, onText, onBack, onReady, hrefOf, storageHref }: SearchPageProps) {
  const { t } = useLingui()
  const found = useFound(text)
  useReadAhead()
  // Not with each answer: it asks every conversation.
  const reach = useReach()
  const field = useRef<HTMLInputElement>(null)
  const pane = useRef<HTMLElement>(null)
  const ready = useRef(onReady)

  // Keys go to the field in the list until this one has the focus: none is lost on the way.
  useLayoutEffect(() => {
    field.current?.focus()
    field.current?.setSelectionRange(field.current.value.length, field.current.value.length)
    ready.current(true)
    const left = ready.current
    return () => left(false)
  }, [])

  function onKeyDown(event: KeyboardEvent) {
    if (isComposing(event.nativeEvent)) return
    const stops = [...(pane.current?.querySelectorAll<HTMLElement>('input, [data-result]') ?? [])]
    const at = stops.indexOf(document.activeElement as HTMLElement)
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0 && at >= 0) {
      event.preventDefault()
      stops[at + step]?.focus()
    } else if (event.key === 'Enter' && at === 0) {
      event.preventDefault()
      stops[1]?.click()
    } else if (event.key === 'Escape' && !event.defaultPrevented) {
      event.preventDefault()
      if (text && at === 0) onText('')
      else onBack()
    }
  }

  return (
    <main ref={pane} className={styles.page} aria-label={t`Search`} onKeyDown={onKeyDown}>
      {/* The list has the heading of the page, and is not there in a narrow window. */}
      <ProductName />
      <header className={styles.head}>
        <span className={styles.back}>
          <IconButton icon={ChevronLeft} name={t`Back to conversations`} onClick={onBack} />
        </span>
        <SearchField ref={field} large text={text} onText={onText} />
      </header>
      <div className={styles.scroll}>
        <div className={styles.column}>
          <GettingReady />
          {text.trim() === '' ? (
            <Hints onText={(more) => onText(more)} field={field} reach={reach} />
          ) : (
            found?.typed.trim() && <Results found={found} hrefOf={hrefOf} reach={reach} storageHref={storageHref} />
          )}
        </div>
      </div>
    </main>
  )
}

function GettingReady() {
  const percent = useGettingReady()
  if (percent === undefined) return null
  return (
    <p className={styles.gettingReady} role="status">
      <Clock size={15} strokeWidth={2} aria-hidden="true" />
      <Trans>Search is still getting ready · {percent} %</Trans>
    </p>
  )
}

type HowFar = ReturnType<typeof useReach>

function Hints({
  onText,
  field,
  reach,
}: {
  onText: (text: string) => void
  field: { current: HTMLInputElement | null }
  reach: HowFar
}) {
  const filters = ['from:', 'in:', 'before:']
  return (
    <div className={styles.hints}>
      <p className={styles.hintsTitle}>
        <Trans>Search everything on this device: people, conversations and messages.</Trans>
      </p>
      <p className={styles.filters}>
        {filters.map((filter) => (
          <button
            key={filter}
            type="button"
            className={styles.filter}
            onClick={() => {
              onText(filter)
              field.current?.focus()
            }}
          >
            {filter}
          </button>
        ))}
      </p>
      <p>
        <Trans>
          Narrow it by who wrote (<code>from:mira</code>), where (<code>in:"harbour rowing"</code>) or when (
          <code>before:2025-05-03</code>).
        </Trans>
      </p>
      <Reach reach={reach} />
    </div>
  )
}

function Results({
  found,
  hrefOf,
  reach,
  storageHref,
}: {
  found: Found
  hrefOf: SearchPageProps['hrefOf']
  reach: HowFar
  storageHref: string | undefined
}) {
  const { t } = useLingui()
  const { typed, terms, people, conversations, messages, more } = found
  const drawn = useDrawn(messages, FIRST_MESSAGES, typed)
  const whole = drawn.length === messages.length
  const sought = `'${typed.trim()}'`
  const count = people.length + conversations.length + messages.length
  return (
    <>
      <VisuallyHidden role="status">
        {whole && <Plural value={count} one="# result" other="# results" />}
      </VisuallyHidden>
      {count === 0 && (
        <p className={styles.nothing}>
          <Trans>Nothing on this device for {sought}.</Trans>
        </p>
      )}
      {people.length > 0 && (
        <Section name={t`People`}>
          {people.map((place) => (
            <PlaceRow key={place.id} place={place} href={hrefOf(place.id)} />
          ))}
        </Section>
      )}
      {conversations.length > 0 && (
        <Section name={t`Conversations`}>
          {conversations.map((place) => (
            <PlaceRow key={place.id} place={place} href={hrefOf(place.id)} />
          ))}
        </Section>
      )}
      {messages.length > 0 && (
        <Section name={t`Messages`}>
          {drawn.map((message) => (
            <MessageHit
              key={message.id}
              message={message}
              terms={terms}
              href={hrefOf(message.conversation, message.id)}
            />
          ))}
        </Section>
      )}
      {more && whole && (
        <p className={styles.foot}>
          <Trans>Only the newest are shown. More words find fewer.</Trans>
        </p>
      )}
      {whole && <Reach reach={reach} storageHref={storageHref} />}
    </>
  )
}

function Section({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section className={styles.section} aria-label={name}>
      <h2 className={styles.heading}>{name}</h2>
      <ul className={styles.list}>{children}</ul>
    </section>
  )
}

const titleOf = (place: Place, saved: string) => (place.kind === 'self' ? saved : place.title)

function PlaceRow({ place, href }: { place: Place; href: string }) {
  const { t } = useLingui()
  const title = titleOf(place, t`Saved messages`)
  return (
    <li>
      <Link href={href} className={styles.row} data-result>
        <Avatar name={title} seed={place.seed} kind={place.kind === 'dm' ? 'person' : place.kind} size={40} />
        <span className={styles.words}>
          <bdi className={styles.title}>{title}</bdi>
          {place.handle && <bdi className={styles.detail}>@{place.handle}</bdi>}
        </span>
      </Link>
    </li>
  )
}

function MessageHit({ message, terms, href }: { message: FoundMessage; terms: string[]; href: string }) {
  const { t } = useLingui()
  const today = useToday()
  const { where, name, text, at } = message
  const title = titleOf(where, t`Saved messages`)
  return (
    <li>
      <Link href={href} className={styles.row} data-result>
        <Avatar name={title} seed={where.seed} kind={where.kind === 'dm' ? 'person' : where.kind} size={40} />
        <span className={styles.words}>
          <span className={styles.top}>
            <bdi className={styles.title}>{title}</bdi>
            <time className={styles.time} dateTime={new Date(at).toISOString()}>
              {resultTime(at, today)}
            </time>
          </span>
          <span className={styles.text} dir="auto">
            {(where.kind === 'group' || name === '') && where.kind !== 'self' && (
              <span className={styles.sender}>
                <bdi>{name === '' ? t`You` : name}</bdi>:{' '}
              </span>
            )}
            {snippet(text, hitsIn(text, terms)).map((piece, index) =>
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have no other identity
              piece.hit ? <b key={index}>{piece.text}</b> : <span key={index}>{piece.text}</span>,
            )}
          </span>
        </span>
      </Link>
    </li>
  )
}

/** Says how far back one has searched, and how to reach further. */
function Reach({ reach, storageHref }: { reach: HowFar; storageHref?: string | undefined }) {
  if (reach?.since === undefined) return null
  const day = longDate(reach.since)
  return (
    <p className={styles.foot}>
      <Trans>Searched back to {day}.</Trans>{' '}
      {!reach.whole && storageHref && (
        <>
          <Trans>Older messages are on the server.</Trans>{' '}
          <Link href={storageHref} className={styles.link}>
            <Trans>Keep all history on this device</Trans>
          </Link>
        </>
      )}
    </p>
  )
}
