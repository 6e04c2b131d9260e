import { Star } from 'lucide-react'
import type { CSSProperties } from 'react'
import styles from './avatar.module.css'
import { hueOf } from './hue.ts'
import { initials } from './initials.ts'

/** Pixels across. */
export type AvatarSize = 24 | 32 | 40 | 48 | 96

/** People are circles, groups rounded squares, notes to self a star. Decoration: the name stands beside it. */
export function Avatar({
  name,
  seed,
  kind = 'person',
  size = 48,
}: {
  name: string
  /** an id that never changes; the colour comes from it */
  seed: string
  kind?: 'person' | 'group' | 'self'
  size?: AvatarSize
}) {
  const style = { '--avatar': `${size}px`, '--hue': kind === 'self' ? 195 : hueOf(seed) } as CSSProperties
  return (
    <span className={styles.avatar} data-kind={kind} style={style} aria-hidden="true">
      {kind === 'self' ? <Star className={styles.star} /> : <span dir="auto">{initials(name)}</span>}
    </span>
  )
}
