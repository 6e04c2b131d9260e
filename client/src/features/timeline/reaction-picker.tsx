/** Loaded on demand: any emoji as a reaction. */
import { useLingui } from '@lingui/react/macro'
import { Dialog } from '../../ui/dialog.tsx'
import { EmojiPicker } from '../../ui/emoji/emoji-picker.tsx'
import { useMedia } from '../../ui/use-media.ts'
import type { MessageActions, MessageItem } from './message-row.tsx'
import { ReactionBubble } from './reaction-bubble.tsx'
import styles from './reaction-picker.module.css'

export function ReactionPicker({
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
  const isNarrow = useMedia('(max-width: 699px)')
  const picker = (
    <EmojiPicker
      takesFocus={!matchMedia('(pointer: coarse)').matches}
      onChoose={(emoji) => {
        onClose()
        const isThere = item.line.reactions.some((reaction) => reaction.emoji === emoji && reaction.own)
        if (!isThere) actions.react(item, emoji)
      }}
    />
  )
  if (isNarrow)
    return (
      <Dialog title={t`React`} onClose={onClose}>
        <div className={styles.sheet}>{picker}</div>
      </Dialog>
    )
  return (
    <ReactionBubble item={item} trigger={trigger} className={styles.bubble} onClose={onClose}>
      {picker}
    </ReactionBubble>
  )
}
