import styles from './badge.module.css'

/** A count, up to 99+. Hidden from screen readers: the name of what it counts says it in words. */
export function Badge({ count, muted }: { count: number; muted?: boolean }) {
  return (
    <span className={styles.badge} data-muted={muted || undefined} aria-hidden="true">
      {count > 99 ? '99+' : count}
    </span>
  )
}

/** Somebody wrote one's name: stands out where all else is muted. */
export function MentionBadge() {
  return (
    <span className={styles.badge} data-sign aria-hidden="true">
      @
    </span>
  )
}

/** Marked as unread, with nothing to count. */
export function Dot({ muted }: { muted?: boolean }) {
  return <span className={styles.dot} data-muted={muted || undefined} aria-hidden="true" />
}
