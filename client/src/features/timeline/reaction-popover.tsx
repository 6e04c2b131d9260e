/** Loaded on demand: a reaction to choose. */
import type { MessageActions, MessageItem } from './message-row.tsx'
import { ReactionBubble } from './reaction-bubble.tsx'
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
  return (
    <ReactionBubble item={item} trigger={trigger} className={styles.bubble} onClose={onClose}>
      <ReactionRow item={item} trigger={trigger} actions={actions} takesFocus onDone={onClose} />
    </ReactionBubble>
  )
}
