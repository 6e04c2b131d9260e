import type { ReactNode } from 'react'
import styles from './log.module.css'

/** A line of its own between messages. */
export function Separator({ name, children }: { name: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: an hr holds no word
    <div role="separator" aria-label={name} className={styles.separator}>
      {children}
    </div>
  )
}
