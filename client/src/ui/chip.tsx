import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './chip.module.css'

/** Something chosen, that can be taken out again. */
export function Chip({
  lead,
  children,
  remove,
}: {
  /** in front: an avatar */
  lead?: ReactNode
  children: ReactNode
  remove: { name: string; onPress: () => void }
}) {
  return (
    <span className={styles.chip}>
      {lead}
      <span className={styles.text} dir="auto">
        {children}
      </span>
      <button type="button" className={styles.remove} aria-label={remove.name} onClick={remove.onPress}>
        <X size={14} strokeWidth={2} aria-hidden="true" />
      </button>
    </span>
  )
}
