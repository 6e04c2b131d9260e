import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from 'wouter'
import { ProductName } from '../ui/product-name.tsx'
import styles from './page.module.css'

/** An address that leads nowhere. */
export function NotFound() {
  const { t } = useLingui()
  return (
    <main className={styles.page} aria-label={t`Not found`} tabIndex={-1}>
      {/* The list has the heading of the page, and is not there in a narrow window. */}
      <ProductName />
      <div className={styles.card}>
        <h2 className={styles.title}>
          <Trans>That conversation isn't here.</Trans>
        </h2>
        <Link href="/" className={styles.link}>
          <Trans>Go to chats</Trans>
        </Link>
      </div>
    </main>
  )
}
