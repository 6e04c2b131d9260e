import { Trans, useLingui } from '@lingui/react/macro'
import { useRef, useState } from 'react'
import { useSession } from '../../session/session.ts'
import { Button } from '../../ui/button.tsx'
import { exactTime } from '../../ui/dates.ts'
import { AlertDialog } from '../../ui/dialog.tsx'
import { showToast } from '../../ui/toasts.ts'
import { Fact, Group } from './parts.tsx'
import styles from './settings.module.css'
import { useDevices } from './use-devices.ts'

const LATELY_MS = 5 * 60_000

export function DevicesSection() {
  const { t } = useLingui()
  const { account } = useSession()
  const { list, state, signOut } = useDevices()
  const [asking, setAsking] = useState(false)
  const devicesList = useRef<HTMLUListElement>(null)
  const devices = list ?? [account.device]
  const others = devices.filter(({ id }) => id !== account.device.id)
  const stale = state !== 'fresh'

  async function end(ids: readonly string[], done: string) {
    setAsking(false)
    const ok = await signOut(ids)
    // The button that was pressed is gone.
    if (ok) devicesList.current?.focus()
    showToast({ text: ok ? done : t`Couldn't sign it out. Try again when you're online.` })
  }

  return (
    <>
      <Group>
        <ul ref={devicesList} className={styles.devices} aria-label={t`Devices`} tabIndex={-1}>
          {devices.map(({ id, name, seen }) => {
            const isOwn = id === account.device.id
            const when = exactTime(seen)
            const said = isOwn
              ? t`this device, active now`
              : Date.now() - seen < LATELY_MS && !stale
                ? t`active now`
                : t`last active ${when}`
            return (
              <li key={id} aria-label={`${name}, ${said}`}>
                <Fact
                  title={<bdi>{name}</bdi>}
                  note={isOwn ? t`This device, active now` : said}
                  action={
                    !isOwn && (
                      <Button
                        disabled={stale}
                        aria-label={t`Sign out ${name}`}
                        onClick={() => void end([id], t`Signed out ${name}`)}
                      >{t`Sign out`}</Button>
                    )
                  }
                />
              </li>
            )
          })}
        </ul>
        {others.length === 0 && !stale && (
          <p className={styles.note}>
            <Trans>Only this device</Trans>
          </p>
        )}
        {state === 'away' && (
          <p className={styles.note}>
            {list ? <Trans>As of the last connection.</Trans> : <Trans>Couldn't load devices.</Trans>}{' '}
            <Trans>Needs a connection</Trans>.
          </p>
        )}
      </Group>
      {others.length > 0 && (
        <Button variant="danger" disabled={stale} onClick={() => setAsking(true)}>{t`Sign out all others`}</Button>
      )}
      {asking && (
        <AlertDialog
          title={t`Sign out all others?`}
          onClose={() => setAsking(false)}
          foot={
            <>
              <Button onClick={() => setAsking(false)}>{t`Cancel`}</Button>
              <Button
                variant="danger"
                onClick={() =>
                  void end(
                    others.map(({ id }) => id),
                    t`Signed out all other devices`,
                  )
                }
              >{t`Sign out all others`}</Button>
            </>
          }
        >
          <p>
            <Trans>They keep what they hold until somebody there removes it, and send nothing more.</Trans>
          </p>
        </AlertDialog>
      )}
    </>
  )
}
