import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { ChevronLeft, CloudOff, RefreshCw, WifiOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import type { ConversationId } from '#protocol/ids.ts'
import { type ConnectionStatus, useStatus } from '../../session/status.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { type Part, usePart } from '../../ui/part.ts'
import { type CompanyOf, useCompanyOf } from './company.ts'
import type { ConversationHead } from './conversation.query.ts'
import styles from './conversation-header.module.css'

const companyLine: Part<{ company: CompanyOf }> = { load: async () => (await import('./company-line.tsx')).CompanyLine }

export function ConversationHeader({
  conversation,
  head,
  title,
  actions,
}: {
  conversation: ConversationId
  head: ConversationHead
  title: string
  /** behind the title: buttons */
  actions?: ReactNode
}) {
  const { t } = useLingui()
  const [, navigate] = useLocation()
  return (
    <header className={styles.header}>
      <span className={styles.back}>
        <IconButton icon={ChevronLeft} name={t`Back to conversations`} onClick={() => navigate('/')} />
      </span>
      <Avatar name={title} seed={head.hueSeed} kind={head.kind === 'dm' ? 'person' : head.kind} size={40} />
      <div className={styles.titles}>
        <h2 className={styles.title} dir="auto">
          {title}
        </h2>
        <p className={styles.subtitle}>
          <Subtitle conversation={conversation} head={head} />
        </p>
      </div>
      {actions}
    </header>
  )
}

function Subtitle({ conversation, head }: { conversation: ConversationId; head: ConversationHead }) {
  const connection = connectionLine(useStatus((status) => status.connection))
  const known = useCompanyOf(conversation, head)
  const company = !connection || known?.is === 'seen-before' ? known : undefined
  const members = connection ? null : <Members head={head} />
  return (
    <>
      {connection}
      {company ? (
        <Company company={company} before={connection && <span aria-hidden="true">· </span>} instead={members} />
      ) : (
        members
      )}
    </>
  )
}

function Company({ company, before, instead }: { company: CompanyOf; before: ReactNode; instead: ReactNode }) {
  const CompanyLine = usePart(companyLine)
  if (!CompanyLine) return instead
  return (
    <span className={styles.company}>
      {before}
      <span>
        <CompanyLine company={company} />
      </span>
    </span>
  )
}

/** What the connection has to say here; `undefined` where it is not news. */
function connectionLine(connection: ConnectionStatus): ReactNode {
  switch (connection.state) {
    case 'live':
    case 'connecting':
      return undefined
    case 'reconnecting':
      return (
        <Line icon={<RefreshCw size={13} strokeWidth={2} aria-hidden="true" />}>
          <Trans>Connecting…</Trans>
        </Line>
      )
    case 'unreachable':
      return (
        <Line icon={<WifiOff size={14} strokeWidth={1.9} aria-hidden="true" />}>
          <Trans>Can't reach the server</Trans>
        </Line>
      )
    case 'offline':
      return (
        <Line icon={<CloudOff size={14} strokeWidth={1.9} aria-hidden="true" />}>
          <span className={styles.wide}>
            <Trans>Offline. Messages will send later.</Trans>
          </span>
          <span className={styles.narrow}>
            <Trans>Offline</Trans>
          </span>
        </Line>
      )
    case 'syncing':
      return <Trans>Updating…</Trans>
    case 'paused':
      return connection.reason === 'signed-out' ? (
        <Trans>Signed out on this device</Trans>
      ) : (
        <Trans>Update the app to send</Trans>
      )
  }
}

function Line({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <>
      <span className={styles.icon}>{icon}</span>
      {children}
    </>
  )
}

function Members({ head }: { head: ConversationHead }) {
  switch (head.kind) {
    case 'self':
      return <Trans>Only you can see these</Trans>
    case 'dm':
      return <bdi>@{head.peer}</bdi>
    case 'group': {
      const names = head.members.join(', ')
      return (
        <span className={styles.members}>
          <Plural value={head.size} one="# member" other="# members" />
          {names !== '' && (
            <>
              {' · '}
              <bdi>{names}</bdi>
            </>
          )}
        </span>
      )
    }
  }
}
