import { Suspense, useState } from 'react'
import { useLocation } from 'wouter'
import { SignOutDialog } from '../features/account/dialogs.ts'
import { latePart } from '../ui/late-part.tsx'
import { showOver } from './over.ts'
import { settingsPath } from './routes.ts'
import { useProtection } from './use-protection.ts'

const page = () => import('../features/settings/settings-page.tsx')
const SettingsPage = latePart(
  async () => (await page()).SettingsPage,
  ({ onBack }) => onBack(),
)
export const prefetchSettings = (): Promise<unknown> => page()

export function SettingsScreen({ section }: { section: string | undefined }) {
  const [, navigate] = useLocation()
  const [leaving, setLeaving] = useState(false)
  const protect = useProtection()
  return (
    <Suspense>
      <SettingsPage
        section={section}
        hrefOf={settingsPath}
        onBack={() => navigate('/')}
        onList={() => navigate(settingsPath())}
        onSignOut={() => setLeaving(true)}
        onExport={() => showOver('export')}
        onOutbox={() => navigate('/outbox')}
        onProtect={protect}
      />
      {leaving && <SignOutDialog kind="sign-out" onClose={() => setLeaving(false)} />}
    </Suspense>
  )
}
