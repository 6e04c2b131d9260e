import { useState } from 'react'
import { useLocation } from 'wouter'
import type { ConversationId } from '#protocol/ids.ts'
import { ConversationListView } from '../features/conversations/conversation-list.tsx'
import { DeviceBanner } from '../features/conversations/device-banner.tsx'
import { StatusChip } from '../features/conversations/status-chip.tsx'
import { UpdateChip } from '../features/conversations/update-chip.tsx'
import { useSession } from '../session/session.ts'
import { useStatus } from '../session/status.ts'
import { useList, useNames } from './list.query.ts'

/** The column of conversations, with how it stands between this device and the server above them. */
export function ListColumn({ selected }: { selected: ConversationId | undefined }) {
  const [, navigate] = useLocation()
  const { account, wake, applyUpdate } = useSession()
  const status = useStatus()
  const list = useList()
  const nameOf = useNames(list?.items)
  const [removing, setRemoving] = useState(false)

  return (
    <ConversationListView
      items={list?.items}
      isFirstSync={list?.isFirstSync ?? true}
      self={account.user.handle}
      nameOf={nameOf}
      onNew={() => navigate('/new')}
      {...(selected !== undefined && { selected })}
      notices={
        <>
          <DeviceBanner
            status={status}
            unsent={list?.waiting ?? 0}
            onSignInAgain={() => navigate('/signin')}
            onRemove={() => setRemoving(true)}
            onReload={applyUpdate}
          />
          <StatusChip
            connection={status.connection}
            {...(status.synced !== undefined && { synced: status.synced })}
            waiting={list?.waiting ?? 0}
            refused={list?.refused ?? 0}
            onOpenOutbox={() => navigate('/outbox')}
            onTryNow={wake}
          />
        </>
      }
      foot={status.update === 'ready' && <UpdateChip onReload={applyUpdate} />}
    />
  )
}
