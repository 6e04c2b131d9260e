/** Loaded on demand: any emoji as a reaction. */
import '../../ui/pressable-style.ts'
import { useLingui } from '@lingui/react/macro'
import { useRef } from 'react'
import { Dialog as AriaDialog } from 'react-aria-components/Dialog'
import { Popover } from 'react-aria-components/Popover'
import { Dialog } from '../../ui/dialog.tsx'
import { EmojiPicker } from '../../ui/emoji/emoji-picker.tsx'
import { useMedia } from '../../ui/use-media.ts'
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
  const anchor = useRef<Element>(trigger)
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
    <Popover
      className={styles.popover}
      triggerRef={anchor}
      isOpen
      placement={item.own ? 'top end' : 'top start'}
      offset={6}
      onOpenChange={(open) => open || onClose()}
    >
      <AriaDialog className={styles.dialog} aria-label={t`React`}>
        {picker}
      </AriaDialog>
    </Popover>
  )
}
