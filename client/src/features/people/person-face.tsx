import type { ReactNode } from 'react'
import { Avatar } from '../../ui/avatar.tsx'
import type { Person } from './people-options.ts'
import styles from './person-face.module.css'

/** A row of a list of people. */
export function PersonFace({ person }: { person: Person }) {
  return (
    <RowFace
      lead={<Avatar name={person.name} seed={person.id ?? person.handle} size={40} />}
      title={person.name}
      detail={`@${person.handle}`}
    />
  )
}

export function RowFace({ lead, title, detail }: { lead: ReactNode; title: string; detail?: ReactNode }) {
  return (
    <>
      {lead}
      <span className={styles.words}>
        <span className={styles.title}>
          <bdi>{title}</bdi>
        </span>
        {detail && <bdi className={styles.detail}>{detail}</bdi>}
      </span>
    </>
  )
}

/** In place of an avatar, where a row is not a person. */
export function RowSign({ tone, children }: { tone: 'accent' | 'waiting'; children: ReactNode }) {
  return (
    <span className={styles.sign} data-tone={tone} aria-hidden="true">
      {children}
    </span>
  )
}
