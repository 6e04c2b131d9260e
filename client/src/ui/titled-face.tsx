import type { ReactNode } from 'react'
import { Avatar } from './avatar.tsx'
import styles from './titled-face.module.css'

/** A row to pick: a person or a group in one line. */
export function TitledFace({
  title,
  seed,
  kind,
  handle,
  children,
}: {
  title: string
  seed: string
  kind: 'person' | 'group' | 'self'
  handle?: string | undefined
  /** at the end */
  children?: ReactNode
}) {
  return (
    <>
      <Avatar name={title} seed={seed} kind={kind} size={32} />
      <bdi className={styles.title}>{title}</bdi>
      {handle !== undefined && <bdi className={styles.handle}>@{handle}</bdi>}
      {children}
    </>
  )
}
