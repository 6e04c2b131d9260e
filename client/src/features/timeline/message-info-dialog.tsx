/** Loaded on demand: what became of a message, and with whom. */
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { type ReactNode, useEffect, useState } from 'react'
import type { ConversationId } from '#protocol/ids.ts'
import { useStatus } from '../../session/status.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { clockTime } from '../../ui/dates.ts'
import { BesideMessage } from './beside-message.tsx'
import { exactly } from './day-label.ts'
import { type Receiver, useReceipts } from './message-info.query.ts'
import styles from './message-info-dialog.module.css'
import type { MessageItem } from './message-row.tsx'

export function MessageInfoDialog({
  conversation,
  item,
  trigger,
  onClose,
}: {
  conversation: ConversationId
  item: MessageItem
  trigger: HTMLElement
  onClose: () => void
}) {
  const { t } = useLingui()
  const told = useReceipts(conversation, item.id)
  const synced = useStatus(({ connection, synced }) => (connection.state === 'live' ? undefined : synced))
  const asOf = synced === undefined ? undefined : clockTime(synced)
  return (
    <BesideMessage title={t`Message info`} item={item} trigger={trigger} className={styles.info} onClose={onClose}>
      {/* A sheet has it already. */}
      <h2 className={styles.title}>{t`Message info`}</h2>
      {told && (
        <>
          {told.waiting ? (
            <Waiting at={item.at} tries={told.waiting.tries} />
          ) : (
            <p className={styles.sent}>
              <Trans>Sent</Trans> <time dateTime={new Date(item.at).toISOString()}>{exactly(item.at)}</time>
            </p>
          )}
          {!told.waiting && asOf && item.own && (
            <p className={styles.note}>
              <Trans>as of {asOf}</Trans>
            </p>
          )}
          {told.receivers && (
            <>
              <People name={t`Read by`} people={told.receivers.filter(({ read }) => read)} />
              <People name={t`Delivered to`} people={told.receivers.filter(({ delivered }) => delivered)} />
            </>
          )}
          {told.tooMany && (
            <p className={styles.note}>
              <Trans>In groups this large it isn't told who has read a message.</Trans>
            </p>
          )}
        </>
      )}
    </BesideMessage>
  )
}

/** `Written 12:51 · not sent yet · tries: 3 · next try in 20 s` */
function Waiting({ at, tries }: { at: number; tries: number }) {
  const nextTry = useStatus(({ connection }) => (connection.state === 'unreachable' ? connection.nextTry : undefined))
  const now = useSeconds(nextTry !== undefined)
  const written = clockTime(at)
  const seconds = nextTry === undefined ? 0 : Math.max(0, Math.ceil((nextTry - now) / 1000))
  return (
    <p className={styles.sent}>
      <Trans>
        Written {written} · not sent yet · tries: {tries}
      </Trans>
      {seconds > 0 && (
        <>
          {' · '}
          <Plural value={seconds} one="next try in # s" other="next try in # s" />
        </>
      )}
    </p>
  )
}

function useSeconds(ticks: boolean): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (!ticks) return
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [ticks])
  return now
}

function People({ name, people }: { name: string; people: readonly Receiver[] }): ReactNode {
  return (
    <section>
      <h3 className={styles.heading}>{name}</h3>
      {people.length === 0 ? (
        <p className={styles.note}>
          <Trans>Nobody yet</Trans>
        </p>
      ) : (
        <ul aria-label={name} className={styles.people}>
          {people.map(({ handle, name, seed }) => (
            <li key={handle} className={styles.person}>
              <Avatar name={name} seed={seed} size={32} />
              <bdi>{name}</bdi>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
