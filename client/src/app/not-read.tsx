import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from 'wouter'
import { useSession } from '../session/session.ts'
import { Button } from '../ui/button.tsx'
import { ProductName } from '../ui/product-name.tsx'
import styles from './page.module.css'

/** A conversation that can't be read from the disk now. In a narrow window nothing else would say so. */
export function NotRead({ isUpdated }: { isUpdated: boolean }) {
  const { t } = useLingui()
  const { applyUpdate } = useSession()
  return (
    <main className={styles.page} aria-label={t`Not opened`} tabIndex={-1}>
      <ProductName />
      <div className={styles.card}>
        <h2 className={styles.title}>
          {isUpdated ? (
            <Trans>Updated in another tab.</Trans>
          ) : (
            <Trans>The messages kept on this device can't be opened now</Trans>
          )}
        </h2>
        {!isUpdated && (
          <p className={styles.text}>
            <Trans>Trying again.</Trans>
          </p>
        )}
        {isUpdated && (
          <Button variant="primary" onClick={applyUpdate}>
            <Trans>Reload</Trans>
          </Button>
        )}
        <Link href="/" className={styles.link}>
          <Trans>Go to chats</Trans>
        </Link>
      </div>
    </main>
  )
}
