import { Trans } from '@lingui/react/macro'
import { Component, type ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { copied } from '../words/copied.ts'
import styles from './page.module.css'

/** A part that breaks takes nothing else down, and says that nothing was lost. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error?: unknown }> {
  override state: { error?: unknown } = {}

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  override render() {
    const { error } = this.state
    if (error === undefined) return this.props.children
    return (
      <div role="alert" className={styles.page}>
        <div className={styles.card}>
          <h2 className={styles.title}>
            <Trans>This part broke.</Trans>
          </h2>
          <p className={styles.text}>
            <Trans>Your messages are safe on this device.</Trans>
          </p>
          <div className={styles.actions}>
            <Button variant="primary" onClick={() => location.reload()}>
              <Trans>Reload</Trans>
            </Button>
            <Button onClick={() => void copied(detailsOf(error))}>
              <Trans>Copy details</Trans>
            </Button>
          </div>
        </div>
      </div>
    )
  }
}

const detailsOf = (error: unknown): string =>
  `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n${location.pathname}\n${navigator.userAgent}`
