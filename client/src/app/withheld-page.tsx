/** Where the browser withholds what keeping messages needs: says so, and what to do. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '../ui/button.tsx'
import styles from './page.module.css'

export const WithheldPage = () => (isSecureContext ? <StorageDenied /> : <Insecure />)

function StorageDenied() {
  const { t } = useLingui()
  const { host } = location
  return (
    <main className={styles.page} aria-label={t`This browser keeps nothing for this site`}>
      <div className={styles.card}>
        <h1 className={styles.title}>
          <Trans>This browser keeps nothing for this site</Trans>
        </h1>
        <p className={styles.text}>
          <Trans>
            Tidemark keeps what you write on this device, so that nothing is lost without a network. This browser is set
            to block cookies and site data for <span className={styles.code}>{host}</span>.
          </Trans>
        </p>
        <p className={styles.text}>
          <Trans>Allow them for this site in the browser's settings, then reload.</Trans>
        </p>
        <Button variant="primary" onClick={() => location.reload()}>{t`Reload`}</Button>
      </div>
    </main>
  )
}

/** Over plain http from another host. */
function Insecure() {
  const { t } = useLingui()
  const { hostname, pathname } = location
  return (
    <main className={styles.page} aria-label={t`This address isn't secure`}>
      <div className={styles.card}>
        <h1 className={styles.title}>
          <Trans>This address isn't secure</Trans>
        </h1>
        <p className={styles.text}>
          <Trans>
            You opened Tidemark over plain <span className={styles.code}>http://</span> from another computer. Over such
            an address the browser doesn't let an app:
          </Trans>
        </p>
        <ul className={styles.list}>
          <li>
            <Trans>open without a network</Trans>
          </li>
          <li>
            <Trans>agree between tabs which one of them sends</Trans>
          </li>
          <li>
            <Trans>ask that your messages are never cleared, or be installed</Trans>
          </li>
        </ul>
        <p className={styles.text}>
          <Trans>
            What you write could be lost, and others on the way could read it. Open Tidemark over{' '}
            <a className={styles.code} href={`https://${hostname}${pathname}`}>
              https://{hostname}
            </a>
            , or at <span className={styles.code}>http://localhost</span> on the computer that it runs on. If you run
            this server: put TLS in front of it and set <span className={styles.code}>PUBLIC_ORIGIN</span>.
          </Trans>
        </p>
      </div>
    </main>
  )
}
