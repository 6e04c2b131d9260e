import type { CSSProperties } from 'react'
import styles from './skeleton.module.css'

/** Where something will stand. Invisible for the first 300 ms: what is quick shows no placeholder. */
export function Skeleton({
  width = '100%',
  height = '1em',
  round,
}: {
  width?: string
  height?: string
  round?: boolean
}) {
  return (
    <span
      className={styles.skeleton}
      data-round={round || undefined}
      style={{ '--skeleton-inline': width, '--skeleton-block': height } as CSSProperties}
      aria-hidden="true"
    />
  )
}
