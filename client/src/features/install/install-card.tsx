/** Loaded where the browser can install the app: the offer to do it, below the list. */

import { Trans, useLingui } from '@lingui/react/macro'
import { X } from 'lucide-react'
import { Suspense, useId, useState } from 'react'
import { isInstalledByHand, useInstallOffer } from '../../platform/install.ts'
import { Button } from '../../ui/button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { lateOverlay } from '../../ui/late-part.tsx'
import { isDue } from './due.ts'
import { useSentCount } from './install.query.ts'
import styles from './install-card.module.css'
import { countSession, offered, putOff } from './offered.ts'

const InstallDialog = lateOverlay(async () => (await import('./install-dialog.tsx')).InstallDialog)

export function InstallCard({ isEmpty }: { isEmpty: boolean }) {
  const { t } = useLingui()
  const title = useId()
  const offer = useInstallOffer((state) => state.offer)
  const sent = useSentCount()
  const [before, setBefore] = useState(() => {
    countSession()
    return offered()
  })
  const [explains, setExplains] = useState(false)

  const rest = () => {
    putOff(Date.now())
    setBefore({ ...offered(), putOff: Date.now() })
  }
  const install = async () => {
    if (!offer) return setExplains(true)
    // It is good for one question.
    useInstallOffer.setState({ offer: undefined })
    const { outcome } = await offer.prompt()
    if (outcome === 'dismissed') rest()
  }

  if (!isDue(before, { isEmpty, sent, now: Date.now() })) return null
  if (!offer && !isInstalledByHand()) return null
  return (
    <section className={styles.card} aria-labelledby={title}>
      <img className={styles.icon} src="/icons/icon.svg" alt="" width={40} height={40} />
      <div className={styles.words}>
        <h2 id={title} className={styles.title}>
          <Trans>Keep Tidemark a tap away</Trans>
        </h2>
        <p className={styles.text}>
          <Trans>In a window of its own, with or without a network.</Trans>
        </p>
      </div>
      <span className={styles.close}>
        <IconButton icon={X} name={t`Not now`} size="small" onClick={rest} />
      </span>
      <span className={styles.install}>
        <Button wide onClick={() => void install()}>{t`Install`}</Button>
      </span>
      {explains && (
        <Suspense>
          <InstallDialog
            onClose={() => {
              setExplains(false)
              rest()
            }}
          />
        </Suspense>
      )}
    </section>
  )
}
