import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { CheckCheck } from 'lucide-react'
import { type KeyboardEvent, Suspense, useRef, useState } from 'react'
import type { ConversationId } from '#protocol/ids.ts'
import { useSession } from '../../session/session.ts'
import { useStatus } from '../../session/status.ts'
import type { OutboxItem } from '../../store/outbox-queries.ts'
import { Button } from '../../ui/button.tsx'
import { nearTime } from '../../ui/dates.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { lateOverlay } from '../../ui/late-part.tsx'
import { useOutbox } from './outbox.query.ts'
import styles from './outbox-dialog.module.css'
import { OutboxRow } from './outbox-row.tsx'
import { turns } from './turns.ts'
import { type OutboxActions, useOutboxActions } from './use-outbox-actions.ts'

const DeleteDialog = lateOverlay(async () => (await import('../../words/delete-dialog.tsx')).DeleteDialog)

export interface OutboxDialogProps {
  onClose: () => void
  /** Closes this, and shows a conversation. */
  onOpen: (conversation: ConversationId) => void
}

/** Everything that has not reached the server: why, and what can be done about it. */
export function OutboxDialog({ onClose, onOpen }: OutboxDialogProps) {
  const { t } = useLingui()
  const { wake } = useSession()
  const outbox = useOutbox()
  const { actions, asking, closeAsking, remove } = useOutboxActions(onOpen)
  const isEmpty = outbox !== undefined && outbox.groups.length === 0
  const waits = outbox?.groups.some(({ items, small }) => small > 0 || items.some(({ refused }) => !refused))

  return (
    <Dialog
      title={t`Outbox`}
      place="side"
      onClose={onClose}
      foot={
        waits && (
          <Button variant="primary" wide onClick={wake}>
            <Trans>Send all now</Trans>
          </Button>
        )
      }
    >
      {isEmpty && <NothingWaiting />}
      {outbox && !isEmpty && (
        <>
          {waits && (
            <p className={styles.note}>
              <WhenItSends />
            </p>
          )}
          <ItemList outbox={outbox} actions={actions} />
        </>
      )}
      <Suspense fallback={null}>
        {asking && <DeleteDialog onItsWay={asking.line?.state === 'sending'} onDelete={remove} onClose={closeAsking} />}
      </Suspense>
    </Dialog>
  )
}

function ItemList({
  outbox: { groups, names, limit },
  actions,
}: {
  outbox: NonNullable<ReturnType<typeof useOutbox>>
  actions: OutboxActions
}) {
  const { t } = useLingui()
  const items = groups.flatMap(({ items }) => items)
  const turnOf = turns(useRef(new Set<string>()).current, items)
  const [last, setLast] = useState<string>()
  const stop = items.some(({ row }) => row.id === last) ? last : items[0]?.row.id
  const small = groups.reduce((sum, group) => sum + group.small, 0)

  function onKeyDown(event: KeyboardEvent<HTMLUListElement>) {
    const target = event.target as HTMLElement
    if (target.tagName !== 'LI' || event.ctrlKey || event.metaKey || event.altKey) return
    const rows = [...event.currentTarget.querySelectorAll<HTMLElement>(':scope > li')]
    const at = rows.indexOf(target)
    const item = items[at]
    if (event.key === 'ArrowDown') rows[at + 1]?.focus()
    else if (event.key === 'ArrowUp') rows[at - 1]?.focus()
    else if (!item || !act(event.key, item, actions)) return
    event.preventDefault()
  }

  return (
    <>
      {items.length > 0 && (
        <ul
          className={styles.list}
          aria-label={t`Waiting messages`}
          onKeyDown={onKeyDown}
          onFocus={({ target }) => target.tagName === 'LI' && setLast((target as HTMLElement).dataset.id)}
        >
          {groups.flatMap((group) =>
            group.items.map((item, index) => (
              <OutboxRow
                key={item.row.id}
                item={item}
                group={group}
                heads={index === 0}
                turn={turnOf(item)}
                isStop={item.row.id === stop}
                nameOf={(handle) => names[handle] ?? handle}
                limit={limit}
                actions={actions}
              />
            )),
          )}
        </ul>
      )}
      {small > 0 && (
        <p className={styles.small}>
          <Plural
            value={small}
            one="# small change (read marks, reactions)"
            other="# small changes (read marks, reactions)"
          />
        </p>
      )}
    </>
  )
}

function act(key: string, item: OutboxItem, actions: OutboxActions): boolean {
  if (key === 'Enter') actions.show(item)
  else if (key === 'e' && item.row.op.kind === 'message') actions.edit(item)
  else if (key === 'Delete' && item.row.op.kind === 'message') actions.askDelete(item)
  else return false
  return true
}

function WhenItSends() {
  const connection = useStatus((status) => status.connection)
  if (connection.state === 'live' || connection.state === 'syncing')
    return <Trans>Sending, in the order you wrote.</Trans>
  if (connection.state !== 'paused') {
    return <Trans>Sends by itself when you're back online. If you close the app, it sends when you next open it.</Trans>
  }
  return connection.reason === 'signed-out' ? (
    <Trans>Sends after you sign in again. Nothing is lost.</Trans>
  ) : (
    <Trans>Sends after the app is updated. Nothing is lost.</Trans>
  )
}

function NothingWaiting() {
  const synced = useStatus((status) => status.synced)
  const time = synced === undefined ? undefined : nearTime(synced, Date.now())
  return (
    <div className={styles.empty}>
      <CheckCheck size={40} strokeWidth={1.5} aria-hidden="true" />
      <p>
        <Trans>Nothing waiting. Everything is on the server.</Trans>
      </p>
      {time !== undefined && (
        <p className={styles.synced}>
          <Trans>Last synced {time}</Trans>
        </p>
      )}
    </div>
  )
}
