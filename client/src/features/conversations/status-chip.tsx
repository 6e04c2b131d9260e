import { plural } from '@lingui/core/macro'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { CircleAlert, CloudOff, type LucideIcon, RefreshCw, Unplug, UserRoundX } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ConnectionStatus } from '../../session/status.ts'
import { clockTime } from '../../ui/dates.ts'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import styles from './status-chip.module.css'

export interface StatusChipProps {
  connection: ConnectionStatus
  /** ms: when this device last held all that the server had */
  synced?: number
  /** messages that have not reached the server */
  waiting: number
  /** messages that it refused */
  refused: number
  onOpenOutbox: () => void
  onTryNow: () => void
}

interface Words {
  icon: LucideIcon
  tone: 'waiting' | 'busy' | 'danger'
  /** as read aloud */
  name: string
  head: ReactNode
  detail?: ReactNode
  /** the detail has a line of its own, with the count in it: a button stands beside */
  stacked?: true
}

/** How it stands between this device and the server, where that is news. Opens the Outbox. */
export function StatusChip(props: StatusChipProps) {
  const { t } = useLingui()
  const words = useWords(props)
  if (!words) return null
  const { connection, waiting, refused, onOpenOutbox, onTryNow } = props
  const { icon: Icon, tone, name, head, detail, stacked } = words
  const isCounted =
    connection.state === 'offline' || connection.state === 'reconnecting' || connection.state === 'paused'
  return (
    <div className={styles.place}>
      <button type="button" className={styles.chip} data-tone={tone} onClick={onOpenOutbox}>
        <VisuallyHidden>{name}</VisuallyHidden>
        <span className={styles.face} aria-hidden="true">
          <Icon className={styles.icon} size={18} strokeWidth={1.9} data-turning={tone === 'busy' || undefined} />
          <span className={styles.text} data-stacked={stacked}>
            <span className={styles.head}>{head}</span>
            {detail && ' '}
            {detail && <span className={styles.detail}>{detail}</span>}
          </span>
          {isCounted && waiting > 0 && (
            <span className={styles.count}>
              <Plural value={waiting} one="# waiting" other="# waiting" />
            </span>
          )}
          {isCounted && waiting === 0 && refused > 0 && (
            <span className={styles.count} data-tone="danger">
              <Plural value={refused} one="# not sent" other="# not sent" />
            </span>
          )}
        </span>
      </button>
      {connection.state === 'unreachable' && (
        <button type="button" className={styles.tryNow} onClick={onTryNow}>
          {t`Try now`}
        </button>
      )}
    </div>
  )
}

function useWords({ connection, synced, waiting, refused }: StatusChipProps): Words | undefined {
  const { t } = useLingui()
  const tail = waiting > 0 ? t`, ${waiting} waiting` : refused > 0 ? t`, ${refused} not sent` : ''
  switch (connection.state) {
    case 'live':
    case 'connecting':
      if (refused === 0) return undefined
      return {
        icon: CircleAlert,
        tone: 'danger',
        name: t`${refused} not sent`,
        head: <Plural value={refused} one="# not sent" other="# not sent" />,
      }
    case 'reconnecting':
      return { icon: RefreshCw, tone: 'busy', name: t`Connecting${tail}`, head: <Trans>Connecting…</Trans> }
    case 'unreachable': {
      const { host } = connection
      return {
        icon: Unplug,
        tone: 'waiting',
        name: t`Can't reach ${host}${tail}`,
        head: <Trans>Can't reach {host}</Trans>,
        detail:
          waiting > 0 ? (
            <Plural value={waiting} one="# waiting · trying again" other="# waiting · trying again" />
          ) : (
            <Trans>Trying again</Trans>
          ),
        stacked: true,
      }
    }
    case 'offline': {
      if (synced === undefined) {
        return { icon: CloudOff, tone: 'waiting', name: t`Offline${tail}`, head: <Trans>Offline</Trans> }
      }
      const time = clockTime(synced)
      return {
        icon: CloudOff,
        tone: 'waiting',
        name: t`Offline, last synced ${time}${tail}`,
        head: <Trans>Offline</Trans>,
        detail: <Trans>· last synced {time}</Trans>,
      }
    }
    case 'syncing': {
      if (connection.count === undefined) {
        return { icon: RefreshCw, tone: 'busy', name: t`Updating`, head: <Trans>Updating…</Trans> }
      }
      return {
        icon: RefreshCw,
        tone: 'busy',
        name: t`Updating, ${plural(connection.count, { one: '# message', other: '# messages' })}`,
        head: <Trans>Updating…</Trans>,
        detail: <Plural value={connection.count} one="# message" other="# messages" />,
      }
    }
    case 'paused':
      return connection.reason === 'signed-out'
        ? {
            icon: UserRoundX,
            tone: 'waiting',
            name: t`Signed out on this device${tail}`,
            head: <Trans>Signed out on this device</Trans>,
          }
        : {
            icon: RefreshCw,
            tone: 'waiting',
            name: t`Update the app to send${tail}`,
            head: <Trans>Update the app to send</Trans>,
          }
  }
}
