import type { ReactNode } from 'react'
import styles from './state-glyph.module.css'

/** What became of something that was written. `sending` looks like `waiting`: the clock says enough. */
export type Glyph = 'waiting' | 'sending' | 'sent' | 'delivered' | 'read' | 'not-sent' | 'paused'

const circle = <circle cx="7" cy="7" r="5.4" />

const drawings: Record<Glyph, { width: number; lines: ReactNode }> = {
  waiting: {
    width: 14,
    lines: (
      <>
        {circle}
        <path d="M7 4.2V7l1.9 1.3" />
      </>
    ),
  },
  sending: {
    width: 14,
    lines: (
      <>
        {circle}
        <path d="M7 4.2V7l1.9 1.3" />
      </>
    ),
  },
  sent: {
    width: 14,
    lines: (
      <>
        {circle}
        <path d="m4.7 7.2 1.6 1.6 3-3.4" />
      </>
    ),
  },
  delivered: {
    width: 21,
    lines: (
      <>
        <path d="M9.2 2.2A5.4 5.4 0 1 0 9.2 11.8" />
        <circle cx="14" cy="7" r="5.4" />
        <path d="m11.7 7.2 1.6 1.6 3-3.4" />
      </>
    ),
  },
  read: {
    width: 21,
    // The tick is cut out of the disc, so that it shows whatever lies beneath.
    lines: (
      <>
        <path
          d="M7 1.6a5.4 5.4 0 1 0 0 10.8 5.4 5.4 0 0 0 1.6-.25A7 7 0 0 1 8.6 1.85 5.4 5.4 0 0 0 7 1.6z"
          fill="currentColor"
          stroke="none"
        />
        <path
          d="M14 1a6 6 0 1 1 0 12 6 6 0 0 1 0-12zm2.53 4.03a.8.8 0 0 0-1.13.07l-2.15 2.47-1.13-1.13a.8.8 0 0 0-1.13 1.13l1.74 1.74a.8.8 0 0 0 1.17-.04l2.7-3.11a.8.8 0 0 0-.07-1.13z"
          fill="currentColor"
          fillRule="evenodd"
          stroke="none"
        />
      </>
    ),
  },
  'not-sent': {
    width: 14,
    lines: (
      <>
        {circle}
        <path d="M7 4.2v3.1M7 9.6v.05" />
      </>
    ),
  },
  paused: {
    width: 14,
    lines: (
      <>
        {circle}
        <path d="M5.7 5v4M8.3 5v4" />
      </>
    ),
  },
}

/** States differ by shape, colour only helps. Hidden from screen readers: the words stand in the name of what it marks. */
export function StateGlyph({ state }: { state: Glyph }) {
  const { width, lines } = drawings[state]
  return (
    <svg
      className={styles.glyph}
      data-state={state}
      width={width}
      height={14}
      viewBox={`0 0 ${width} 14`}
      aria-hidden="true"
      focusable="false"
    >
      {lines}
    </svg>
  )
}
