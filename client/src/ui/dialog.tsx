/** Overlays are loaded on demand: import this from a screen that is itself loaded lazily. */
import './pressable-style.ts'
import { useLingui } from '@lingui/react/macro'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Dialog as AriaDialog, Heading } from 'react-aria-components/Dialog'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import styles from './dialog.module.css'
import { IconButton } from './icon-button.tsx'

interface DialogFrameProps {
  title: string
  onClose: () => void
  /** below everything, always in sight: the buttons */
  foot?: ReactNode
  children: ReactNode
}

export interface DialogProps extends DialogFrameProps {
  /** in front of the title: a way back */
  lead?: ReactNode
  /** behind the title */
  actions?: ReactNode
  /** wide windows: in the middle, below the top, or a pane at the end. Narrow ones: a sheet, or for `page` the whole window. */
  place?: 'middle' | 'top' | 'side' | 'page'
  /** narrow windows: the whole height, so that nothing moves as its content changes */
  tall?: boolean
}

/** Open for as long as it is mounted. A sheet from below in narrow windows. Gives the focus back when it goes. */
export function Dialog({ title, onClose, lead, actions, place = 'middle', tall, foot, children }: DialogProps) {
  const { t } = useLingui()
  return (
    <ModalOverlay
      className={styles.scrim}
      data-place={place === 'page' ? 'side' : place}
      isOpen
      isDismissable
      onOpenChange={(open) => open || onClose()}
    >
      <Modal
        className={styles.panel}
        data-place={place === 'page' ? 'side' : place}
        data-page={place === 'page' || undefined}
        data-tall={tall || undefined}
      >
        <AriaDialog className={styles.dialog}>
          <div className={styles.head} data-lead={lead !== undefined || undefined}>
            {lead}
            <Heading slot="title" level={2} className={styles.title}>
              {title}
            </Heading>
            {actions}
            <IconButton icon={X} name={t`Close`} onClick={onClose} />
          </div>
          <div className={styles.body}>{children}</div>
          {foot && <div className={styles.foot}>{foot}</div>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}

/** What lies by its trigger in wide windows: a sheet without a head. */
export function Sheet({ name, onClose, children }: { name: string; onClose: () => void; children: ReactNode }) {
  return (
    <ModalOverlay className={styles.scrim} isOpen isDismissable onOpenChange={(open) => open || onClose()}>
      <Modal className={styles.panel}>
        <AriaDialog className={styles.dialog} aria-label={name}>
          <div className={styles.body}>{children}</div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}

/** A question that must be answered: `alertdialog`. Escape is a no. Its buttons are the foot. */
export function AlertDialog({ title, onClose, foot, children }: DialogFrameProps) {
  return (
    <ModalOverlay className={styles.scrim} data-place="middle" isOpen onOpenChange={(open) => open || onClose()}>
      <Modal className={styles.panel} data-place="middle" data-alert>
        <AriaDialog role="alertdialog" className={styles.dialog}>
          <Heading slot="title" level={2} className={styles.title} data-alert>
            {title}
          </Heading>
          <div className={styles.body} data-alert>
            {children}
          </div>
          {foot && (
            <div className={styles.foot} data-alert>
              {foot}
            </div>
          )}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}
