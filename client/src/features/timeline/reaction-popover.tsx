/** Loaded on demand: a reaction to choose. */
import { useLingui } from '@lingui/react/macro'
import { BesideMessage } from './beside-message.tsx'
import type { MessageActions, MessageItem } from './message-row.tsx'
import styles from './reaction-popover.module.css'
import { ReactionRow } from './reaction-row.tsx'

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
  return (
    <BesideMessage title={t`React`} item={item} trigger={trigger} isRow className={styles.bubble} onClose={onClose}>
      <ReactionRow item={item} trigger={trigger} actions={actions} takesFocus onDone={onClose} />
    </BesideMessage>
  )
}
