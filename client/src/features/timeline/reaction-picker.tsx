/** Loaded on demand: any emoji as a reaction. */
import { useLingui } from '@lingui/react/macro'
import { EmojiPicker } from '../../ui/emoji/emoji-picker.tsx'
import { BesideMessage } from './beside-message.tsx'
import type { MessageActions, MessageItem } from './message-row.tsx'
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
  return (
    <BesideMessage title={t`React`} item={item} trigger={trigger} className={styles.picker} onClose={onClose}>
      <EmojiPicker
        takesFocus={!matchMedia('(pointer: coarse)').matches}
        onChoose={(emoji) => {
          onClose()
          const isThere = item.line.reactions.some((reaction) => reaction.emoji === emoji && reaction.own)
          if (!isThere) actions.react(item, emoji)
        }}
      />
    </BesideMessage>
  )
}
