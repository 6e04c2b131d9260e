import type { CSSProperties, ReactNode } from 'react'
import { hueOf } from './hue.ts'
import styles from './hued-name.module.css'

/** A name in the colour of its person's avatar. */
export function HuedName({ seed, children }: { seed: string; children: ReactNode }) {
  return (
    <span className={styles.name} dir="auto" style={{ '--hue': hueOf(seed) } as CSSProperties}>
      {children}
    </span>
  )
}
