/** Loaded on demand: a reaction to choose. */
import '../../ui/pressable-style.ts'
import { useLingui } from '@lingui/react/macro'
import { useRef } from 'react'
import { Dialog } from 'react-aria-components/Dialog'
import { Popover } from 'react-aria-components/Popover'
import type { MessageActions, MessageItem } from './message-row.tsx'
import styles from './reaction-popover.module.css'
import { ReactionRow } from './reaction-row.tsx'
import { useAfterwards } from './use-afterwards.ts'

export function ReactionPopover({
  item,
  trigger,
  actions,
  onClose,
}: {
  item: MessageItem
  trigger: HTMLElement
  actions: MessageActions
  onClose: () => void
}) {
  const { t } = useLingui()
  const anchor = useRef<Element>(trigger)
  const afterwards = useAfterwards()
  return (
    <Popover
      className={styles.popover}
      triggerRef={anchor}
      isOpen
      placement={item.own ? 'top end' : 'top start'}
      offset={6}
      onOpenChange={(open) => open || onClose()}
    >
      <Dialog className={styles.dialog} aria-label={t`React`}>
        <ReactionRow
          item={item}
          actions={actions}
          takesFocus
          onDone={onClose}
          onMore={() => {
            onClose()
            afterwards(() => actions.openEmoji(item, trigger))
          }}
        />
      </Dialog>
    </Popover>
  )
}
