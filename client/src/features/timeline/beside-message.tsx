import '../../ui/pressable-style.ts'
import { type ReactNode, useRef } from 'react'
import { Dialog as AriaDialog } from 'react-aria-components/Dialog'
import { Popover } from 'react-aria-components/Popover'
import { classNames } from '../../ui/class-names.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { useMedia } from '../../ui/use-media.ts'
import styles from './beside-message.module.css'
import type { MessageItem } from './message-row.tsx'

/** A dialog beside a message; in narrow windows a sheet from below, but for what is a single row. */
export function BesideMessage({
  title,
  item,
  trigger,
  isRow,
  className,
  onClose,
  children,
}: {
  title: string
  item: MessageItem
  trigger: HTMLElement
  isRow?: boolean
  className: string | undefined
  onClose: () => void
  children: ReactNode
}) {
  const anchor = useRef<Element>(trigger)
  const isNarrow = useMedia('(max-width: 699px)')
  if (isNarrow && !isRow)
    return (
      <Dialog title={title} onClose={onClose}>
        <div className={className}>{children}</div>
      </Dialog>
    )
  return (
    <Popover
      className={styles.popover ?? ''}
      triggerRef={anchor}
      isOpen
      placement={item.own ? 'top end' : 'top start'}
      offset={6}
      onOpenChange={(open) => open || onClose()}
    >
      <AriaDialog className={classNames(styles.dialog, className)} aria-label={title}>
        {children}
      </AriaDialog>
    </Popover>
  )
}
