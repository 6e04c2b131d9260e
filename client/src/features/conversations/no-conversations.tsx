import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '../../ui/button.tsx'
import styles from './conversation-list.module.css'

/** An empty list, and what to do about it. */
export function NoConversations({ onNew }: { onNew: () => void }) {
  const { t } = useLingui()
  return (
    <div className={styles.empty}>
      <svg className={styles.picture} viewBox="0 0 132 84" aria-hidden="true" focusable="false">
        <path className={styles.theirs} d="M30 4h44a12 12 0 0 1 0 24H30a12 12 0 0 1-12-12v0A12 12 0 0 1 30 4z" />
        <path className={styles.dry} d="M58 32h52a8 8 0 0 1 8 8v4a5 5 0 0 1-5 5H58a8.500 8.500 0 0 1 0-17z" />
        <path className={styles.wet} d="M78 53h35a5 5 0 0 1 5 5v4a8 8 0 0 1-8 8H78a8.500 8.500 0 0 1 0-17z" />
        <path className={styles.tide} d="M6 79q10-4 20 0t20 0 20 0 20 0 20 0 20 0" />
      </svg>
      <p className={styles.emptyTitle}>
        <Trans>No conversations yet</Trans>
      </p>
      <p className={styles.emptyText}>
        <Trans>Start one with anybody whose username you know.</Trans>
      </p>
      <Button variant="primary" onClick={onNew}>{t`Start a conversation`}</Button>
    </div>
  )
}
