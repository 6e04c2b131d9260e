import '../../ui/pressable-style.ts'
import { useLingui } from '@lingui/react/macro'
import { type ReactNode, useRef } from 'react'
import { Dialog } from 'react-aria-components/Dialog'
import { Popover } from 'react-aria-components/Popover'
import { classNames } from '../../ui/class-names.ts'
import type { MessageItem } from './message-row.tsx'
import styles from './reaction-bubble.module.css'

/** Beside a message: what one may react with. */
export function ReactionBubble({
  item,
  trigger,
  className,
  onClose,
  children,
}: {
  item: MessageItem
  trigger: HTMLElement
  className: string | undefined
  onClose: () => void
  children: ReactNode
}) {
  const { t } = useLingui()
  const anchor = useRef<Element>(trigger)
  return (
    <Popover
      className={styles.popover ?? ''}
      triggerRef={anchor}
      isOpen
      placement={item.own ? 'top end' : 'top start'}
      offset={6}
      onOpenChange={(open) => open || onClose()}
    >
      <Dialog className={classNames(styles.dialog, className)} aria-label={t`React`}>
        {children}
      </Dialog>
    </Popover>
  )
}
