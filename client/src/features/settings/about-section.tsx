import { LICENCES, VERSION } from 'virtual:about'
import { Trans, useLingui } from '@lingui/react/macro'
import { isPersistent } from '../../platform/persistence.ts'
import { usePreferences } from '../../platform/preferences.ts'
import { useSession } from '../../session/session.ts'
import { useStatus } from '../../session/status.ts'
import { Button } from '../../ui/button.tsx'
import { copied } from '../../words/copied.ts'
import { Fact, Group } from './parts.tsx'
import styles from './settings.module.css'
import { countsOf } from './settings.query.ts'

export function AboutSection() {
  const { t } = useLingui()
  const { database } = useSession()
  const preferences = usePreferences()

  async function copyDiagnostics() {
    const { connection, storage, synced, update } = useStatus.getState()
    const diagnostics = {
      version: VERSION,
      browser: navigator.userAgent,
      languages: navigator.languages,
      window: [innerWidth, innerHeight, devicePixelRatio],
      online: navigator.onLine,
      connection,
      storage,
      synced: synced && new Date(synced).toISOString(),
      update,
      persistent: await isPersistent(),
      estimate: await navigator.storage?.estimate?.().catch(() => undefined),
      counts: await countsOf(database).catch(() => undefined),
      preferences,
    }
    await copied(JSON.stringify(diagnostics, null, 2))
  }

  return (
    <>
      <Group>
        <Fact title={<span translate="no">Tidemark</span>} note={t`Version ${VERSION}`} />
        <Fact
          title={t`Diagnostics`}
          note={t`For whoever helps you: numbers and states, nothing that anybody wrote.`}
          action={<Button onClick={() => void copyDiagnostics()}>{t`Copy diagnostics`}</Button>}
        />
      </Group>
      <Group title={t`Licences`}>
        <p className={styles.note}>
          <Trans>Tidemark is free software under the MIT licence. It stands on:</Trans>
        </p>
        <ul className={styles.licences} dir="ltr" translate="no">
          {LICENCES.map(({ name, licence }) => (
            <li key={name}>
              {name} · {licence}
            </li>
          ))}
        </ul>
      </Group>
    </>
  )
}
