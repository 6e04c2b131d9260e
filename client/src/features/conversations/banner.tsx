import type { ReactNode } from 'react'
import styles from './banner.module.css'

/** Something that is wrong with this device and needs a decision: read aloud at once. */
export function Banner({
  title,
  tone = 'waiting',
  actions,
  children,
}: {
  title?: ReactNode
  tone?: 'waiting' | 'danger'
  actions?: ReactNode
  children: ReactNode
}) {
  return (
    <div role="alert" className={styles.banner} data-tone={tone}>
      {title && <p className={styles.title}>{title}</p>}
      <p className={styles.text}>{children}</p>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  )
}
