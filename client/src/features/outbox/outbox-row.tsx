import { Trans, useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import type { Handle } from '#protocol/ids.ts'
import { peerOf } from '#protocol/ids.ts'
import { useSession } from '../../session/session.ts'
import { type ConnectionStatus, useStatus } from '../../session/status.ts'
import type { OutboxGroup, OutboxItem } from '../../store/outbox-queries.ts'
import { nearTime } from '../../ui/dates.ts'
import { StateGlyph } from '../../ui/state-glyph.tsx'
import { EventLineText } from '../../words/event-line.tsx'
import { actionsFor, type RefusalAction, RefusalText } from '../../words/refusal.tsx'
import styles from './outbox-dialog.module.css'
import type { Turn } from './turns.ts'
import type { OutboxActions } from './use-outbox-actions.ts'

export interface OutboxRowProps {
  item: OutboxItem
  group: OutboxGroup
  /** the first of its conversation: says which */
  heads: boolean
  turn: Turn
  /** the one that Tab reaches */
  isStop: boolean
  nameOf: (handle: Handle) => string
  limit: number | undefined
  actions: OutboxActions
}

export function OutboxRow({ item, group, heads, turn, isStop, nameOf, limit, actions }: OutboxRowProps) {
  const { t } = useLingui()
  const { account } = useSession()
  const self = account.user.handle
  const title = group.kind === 'self' ? t`Saved messages` : group.title
  const { row, line, refused } = item
  const ids = { to: `${row.id}-to`, text: `${row.id}-text`, state: `${row.id}-state` }
  const isMessage = row.op.kind === 'message'

  return (
    <li
      className={styles.row}
      data-id={row.id}
      aria-labelledby={`${ids.to} ${ids.text} ${ids.state}`}
      // One stop for the list, moved by the arrows.
      tabIndex={isStop ? 0 : -1}
    >
      <span id={ids.to} className={styles.to} data-heads={heads || undefined}>
        {group.kind === 'none' ? (
          <Trans>Your account:</Trans>
        ) : (
          <Trans>
            To <bdi>{title}</bdi>:
          </Trans>
        )}
      </span>
      <span className={styles.bubble}>
        <span id={ids.text} className={styles.text} dir="auto">
          <ItemText item={item} self={self} nameOf={nameOf} />
          <span className={styles.comma}>,</span>
        </span>
      </span>
      <span className={styles.state} data-refused={refused || undefined}>
        <StateGlyph state={refused ? 'not-sent' : line?.state === 'paused' ? 'paused' : 'waiting'} />
        <span id={ids.state}>
          {refused ? (
            <RefusalText
              reason={row.rejected ?? 'invalid'}
              what={isMessage ? 'message' : 'change'}
              place={group.kind === 'group' ? 'group' : 'direct'}
              name={title}
              handle={'member' in row.op ? row.op.member : peerOf(group.conversation, self)}
              text={row.op.kind === 'message' ? row.op.text : undefined}
              limit={limit}
            />
          ) : (
            <Waiting item={item} turn={turn} />
          )}
        </span>
      </span>
      <span className={styles.actions}>
        <Actions item={item} group={group} actions={actions} />
      </span>
    </li>
  )
}

function ItemText({
  item: { row, line },
  self,
  nameOf,
}: {
  item: OutboxItem
  self: Handle
  nameOf: (handle: Handle) => string
}) {
  const { op } = row
  if (op.kind === 'message') return op.text
  if (op.kind === 'edit') return <Trans>Edited to: {op.text}</Trans>
  if (op.kind === 'remove') return <Trans>A message is deleted</Trans>
  if (!line || line.line.kind === 'message') return <Trans>A change</Trans>
  return <EventLineText line={line.line} by={self} self={self} nameOf={nameOf} />
}

function Waiting({ item: { line, since }, turn: { at, of } }: { item: OutboxItem; turn: Turn }) {
  const connection = useStatus((status) => status.connection)
  const time = nearTime(since, Date.now())
  const sending =
    of > 1 ? (
      <Trans>
        Sending {at} of {of}
      </Trans>
    ) : (
      <Trans>Sending</Trans>
    )
  const state = line?.state === 'sending' ? sending : waitingFor(connection)
  return (
    <>
      {state}
      <span className={styles.since}>
        {' · '}
        <Trans>since {time}</Trans>
      </span>
    </>
  )
}

function waitingFor(connection: ConnectionStatus): ReactNode {
  if (connection.state === 'live' || connection.state === 'syncing') return <Trans>Waiting to send</Trans>
  if (connection.state !== 'paused') return <Trans>Waiting for connection</Trans>
  return connection.reason === 'signed-out' ? (
    <Trans>Sign in again to send</Trans>
  ) : (
    <Trans>Update the app to send</Trans>
  )
}

function Actions({ item, group, actions }: { item: OutboxItem; group: OutboxGroup; actions: OutboxActions }) {
  const { row, refused } = item
  const words: Record<RefusalAction | 'send-now', ReactNode> = {
    'try-again': <Trans>Try again</Trans>,
    edit: <Trans>Edit</Trans>,
    copy: <Trans>Copy text</Trans>,
    delete: <Trans>Delete</Trans>,
    dismiss: <Trans>Dismiss</Trans>,
    'send-now': <Trans>Send now</Trans>,
  }
  const press: Record<RefusalAction | 'send-now', () => void> = {
    'try-again': () => actions.tryAgain(item),
    edit: () => actions.edit(item),
    copy: () => actions.copy(item),
    delete: () => actions.askDelete(item),
    dismiss: () => actions.dismiss(item),
    'send-now': actions.sendNow,
  }
  const isMessage = row.op.kind === 'message'
  const waiting = isMessage ? (['edit', 'send-now', 'delete'] as const) : (['send-now'] as const)
  const offered = refused
    ? actionsFor({
        reason: row.rejected ?? 'invalid',
        what: isMessage ? 'message' : 'change',
        place: group.kind === 'group' ? 'group' : 'direct',
      })
    : waiting
  return offered.map((action) => (
    <button
      key={action}
      type="button"
      className={styles.action}
      data-danger={action === 'delete' || undefined}
      onClick={press[action]}
    >
      {words[action]}
    </button>
  ))
}
