import type { ReactNode } from 'react'
import styles from './day-pill.module.css'

/** A word of its own in the middle of a column: a day, or what happened to a group. */
export function DayPill({ tone = 'quiet', children }: { tone?: 'quiet' | 'waiting'; children: ReactNode }) {
  return (
    <span className={styles.pill} data-tone={tone}>
      {children}
    </span>
  )
}
