/** Loaded on demand: how it is done where the browser cannot be asked to do it. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Share, SquarePlus } from 'lucide-react'
import { Dialog } from '../../ui/dialog.tsx'
import styles from './install-card.module.css'

export function InstallDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLingui()
  return (
    <Dialog title={t`Install Tidemark`} onClose={onClose}>
      <div className={styles.how}>
        <ol className={styles.steps}>
          <li>
            <Share size={22} strokeWidth={1.8} aria-hidden="true" />
            <span>
              <Trans>
                Tap <b>Share</b> in the browser's bar.
              </Trans>
            </span>
          </li>
          <li>
            <SquarePlus size={22} strokeWidth={1.8} aria-hidden="true" />
            <span>
              <Trans>
                Tap <b>Add to Home Screen</b>.
              </Trans>
            </span>
          </li>
        </ol>
        <p className={styles.why}>
          <Trans>
            Your messages won't be cleared after 7 days without use. The app keeps its own storage, so you sign in once
            more there.
          </Trans>
        </p>
      </div>
    </Dialog>
  )
}
