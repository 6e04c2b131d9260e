import { Trans, useLingui } from '@lingui/react/macro'
import styles from './update-chip.module.css'

/** In the foot of the list. Waits for the person: nothing is reloaded behind anybody's back. */
export function UpdateChip({ onReload }: { onReload: () => void }) {
  const { t } = useLingui()
  return (
    <div className={styles.chip} role="status">
      <span className={styles.text}>
        <Trans>A new version is ready</Trans>
      </span>
      <button type="button" className={styles.reload} onClick={onReload}>
        {t`Reload`}
      </button>
    </div>
  )
}
