/** Loaded on demand: all that opens from a message. */
// Not `useLingui`'s: words that are chosen later, outside of drawing, come out empty with that.

import { t } from '@lingui/core/macro'
import { Suspense } from 'react'
import type { ConversationId } from '#protocol/ids.ts'
import { useSession } from '../../session/session.ts'
import { lateOverlay } from '../../ui/late-part.tsx'
import { showToast } from '../../ui/toasts.ts'
import { DeleteDialog } from '../../words/delete-dialog.tsx'
import { saved } from '../../words/saved.ts'
import { abilitiesOf, isOpen, type Rights } from './abilities.ts'
import { DeleteMessageDialog } from './delete-message-dialog.tsx'
import { MessageInfoDialog } from './message-info-dialog.tsx'
import { MessageMenu } from './message-menu.tsx'
import type { MessageActions } from './message-row.tsx'
import { ReactionPopover } from './reaction-popover.tsx'
import type { MessageOverlay } from './use-message-actions.ts'

export { copyLines } from './copy-lines.ts'

const ReactionPicker = lateOverlay(async () => (await import('./reaction-picker.tsx')).ReactionPicker)
/** Its list to pick from is half as much again as all the rest. */
export const fetchForwarding = () => import('./forward-dialog.tsx')
const ForwardDialog = lateOverlay(async () => (await fetchForwarding()).ForwardDialog)

export interface MessageOverlaysProps {
  overlay: MessageOverlay
  conversation: ConversationId
  rights: Rights
  actions: MessageActions
  onClose: (kind: MessageOverlay['kind']) => void
}

export function MessageOverlays({ overlay, conversation, rights, actions, onClose }: MessageOverlaysProps) {
  const { commands } = useSession()
  const { kind, item, trigger } = overlay
  const close = () => onClose(kind)

  /** Out of sight here, and back for as long as the toast stands. */
  async function removeHere() {
    close()
    if (!(await saved(commands.hideMessages([item.id], true)))) return
    const undo = () => void saved(commands.hideMessages([item.id], false))
    showToast({ text: t`Deleted for you`, action: { label: t`Undo`, onPress: undo } })
  }

  /** A refused message is put away; one that may have arrived is taken back. */
  function remove() {
    close()
    const { id: target, state } = item
    void saved(state === 'failed' ? commands.dismiss(target) : commands.removeMessage({ conversation, target }))
  }

  switch (kind) {
    case 'menu':
      return (
        <MessageMenu key={item.id} item={item} trigger={trigger} rights={rights} actions={actions} onClose={close} />
      )
    case 'reactions':
      return <ReactionPopover key={item.id} item={item} trigger={trigger} actions={actions} onClose={close} />
    case 'emoji':
      return (
        <Suspense>
          <ReactionPicker key={item.id} item={item} trigger={trigger} actions={actions} onClose={close} />
        </Suspense>
      )
    case 'delete':
      return isOpen(item) ? (
        <DeleteDialog onItsWay={item.state === 'sending'} onDelete={remove} onClose={close} />
      ) : (
        <DeleteMessageDialog
          own={item.own}
          everywhere={abilitiesOf(item, rights).remove === 'everywhere'}
          onHere={removeHere}
          onEverywhere={remove}
          onClose={close}
        />
      )
    case 'info':
      return <MessageInfoDialog conversation={conversation} item={item} trigger={trigger} onClose={close} />
    case 'forward':
      return <ForwardDialog text={item.line.text} onClose={close} />
  }
}
