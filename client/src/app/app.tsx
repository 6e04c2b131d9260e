import type { I18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { StrictMode, Suspense } from 'react'
import { latePart } from '../ui/late-part.tsx'
import { ToastRegion } from '../ui/toast-region.tsx'
import { Announcer } from './announcer.tsx'
import { ErrorBoundary } from './error-boundary.tsx'
import styles from './frame.module.css'
import type { World } from './open-session.ts'
import { useSignedIn } from './signed-in.ts'
import { SignedInApp } from './signed-in-app.tsx'

const WithheldPage = latePart(async () => (await import('./withheld-page.tsx')).WithheldPage)
const SignedOutApp = latePart(async () => (await import('./signed-out-app.tsx')).SignedOutApp)

/** @param world absent where the browser withholds what the app cannot do without */
export function App({ i18n, world }: { i18n: I18n; world: World | undefined }) {
  return (
    <StrictMode>
      <I18nProvider i18n={i18n}>
        <div className={styles.app}>
          <ErrorBoundary>
            <Suspense>{world ? <Door world={world} /> : <WithheldPage />}</Suspense>
          </ErrorBoundary>
          <ToastRegion />
          <Announcer />
        </div>
      </I18nProvider>
    </StrictMode>
  )
}

/** Who is known on this browser comes in, whatever the network says. */
function Door({ world }: { world: World }) {
  const account = useSignedIn((state) => state.account)
  if (!account) return <SignedOutApp world={world} />
  return <SignedInApp key={`${account.user.id} ${account.device.id}`} world={world} account={account} />
}
