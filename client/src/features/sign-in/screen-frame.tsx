import type { FormEventHandler, ReactNode } from 'react'
import { PaperBoat } from './paper-boat.tsx'
import styles from './screen-frame.module.css'
import { Wordmark } from './wordmark.tsx'

/** A form beside a quiet picture; the form alone where there is little room. */
export function ScreenFrame({
  title,
  lead,
  onSubmit,
  foot,
  children,
}: {
  /** names the page, its main part and its form */
  title: string
  lead: string
  onSubmit: FormEventHandler
  /** the way to the other form */
  foot?: ReactNode
  children: ReactNode
}) {
  return (
    <div className={styles.screen}>
      <main className={styles.main} aria-label={title}>
        <div className={styles.column}>
          <Wordmark />
          <div className={styles.heading}>
            <h1 className={styles.title}>{title}</h1>
            <p className={styles.lead}>{lead}</p>
          </div>
          <form className={styles.form} aria-label={title} noValidate onSubmit={onSubmit}>
            {children}
          </form>
          {foot && <p className={styles.foot}>{foot}</p>}
        </div>
      </main>
      <div className={styles.picture} aria-hidden="true">
        <PaperBoat />
      </div>
    </div>
  )
}
