import { plural } from '@lingui/core/macro'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { isPersistent } from '../../platform/persistence.ts'
import { setPreference, usePreferences } from '../../platform/preferences.ts'
import { useSession } from '../../session/session.ts'
import { type ConnectionStatus, useStatus } from '../../session/status.ts'
import { Button } from '../../ui/button.tsx'
import { clockSeconds, shortWeekday } from '../../ui/dates.ts'
import { AlertDialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { showToast } from '../../ui/toasts.ts'
import { LeavingDialog } from '../../words/leaving.tsx'
import { bytes } from './bytes.ts'
import { Fact, Group, Switch } from './parts.tsx'
import styles from './settings.module.css'
import { useHistory, useUnsent } from './settings.query.ts'

export function StorageSection({
  onExport,
  onOutbox,
  onProtect,
}: {
  onExport: () => void
  onOutbox: () => void
  onProtect: (() => void) | undefined
}) {
  const { t } = useLingui()
  const { wake } = useSession()
  const unsent = useUnsent()
  const [asking, setAsking] = useState(false)
  return (
    <>
      <Group title={t`On this device`}>
        <Usage />
        <Protection onProtect={onProtect} />
        <History />
        <FreeSpace />
      </Group>
      <Group title={t`Server`}>
        <Fact
          title={<LastSynced />}
          note={<bdi>{location.host}</bdi>}
          action={<Button onClick={wake}>{t`Sync now`}</Button>}
        />
        <Fact
          title={t`Outbox`}
          note={
            unsent === 0 ? (
              <Trans>Nothing waiting</Trans>
            ) : (
              <Plural value={unsent} one="# message isn't sent yet" other="# messages aren't sent yet" />
            )
          }
          action={<Button onClick={onOutbox}>{t`Outbox`}</Button>}
        />
      </Group>
      <Group title={t`Your data`}>
        <Fact
          title={t`Export my data`}
          note={t`A zip of everything on this device, to read without Tidemark. Made here, without the server.`}
          action={<Button onClick={onExport}>{t`Export my data`}</Button>}
        />
        <Fact
          title={t`Remove everything from this device`}
          note={t`Signs out. What the server has comes back when you sign in again.`}
          action={<Button variant="danger" onClick={() => setAsking(true)}>{t`Remove everything`}</Button>}
        />
      </Group>
      {asking && <RemoveDialog unsent={unsent} onClose={() => setAsking(false)} />}
    </>
  )
}

function Usage() {
  const { t } = useLingui()
  const [estimate, setEstimate] = useState<'measuring' | 'unknown' | { usage: number; quota: number }>('measuring')
  useEffect(() => {
    const measure = async () => {
      const told = await navigator.storage?.estimate?.().catch(() => undefined)
      setEstimate(told?.quota ? { usage: told.usage ?? 0, quota: told.quota } : 'unknown')
    }
    void measure()
  }, [])
  if (estimate === 'measuring') {
    return (
      <p className={styles.note}>
        <Trans>Measuring…</Trans>
      </p>
    )
  }
  if (estimate === 'unknown') {
    return (
      <p className={styles.note}>
        <Trans>This browser won't say how much is used.</Trans>
      </p>
    )
  }
  const used = bytes(estimate.usage)
  const all = bytes(estimate.quota)
  return (
    <>
      <meter
        className={styles.meter}
        aria-label={t`Storage used`}
        min={0}
        max={estimate.quota}
        value={estimate.usage}
        aria-valuetext={t`${used} of ${all}`}
      />
      <p className={styles.note}>
        <Trans>
          {used} used of the {all} that this browser allows
        </Trans>
      </p>
    </>
  )
}

function Protection({ onProtect }: { onProtect: (() => void) | undefined }) {
  const { t } = useLingui()
  const [persistent, setPersistent] = useState<boolean>()
  // biome-ignore lint/correctness/useExhaustiveDependencies: what may be asked for changes when it was granted
  useEffect(() => {
    void isPersistent().then(setPersistent)
  }, [onProtect])
  return (
    <Fact
      title={persistent ? t`Protected from clean-up: Yes` : t`Protected from clean-up: No`}
      note={
        persistent
          ? t`The browser won't remove it by itself.`
          : t`The browser may remove it when the disk is full. It decides by itself whether to grant protection.`
      }
      action={onProtect && <Button onClick={onProtect}>{t`Protect`}</Button>}
    />
  )
}

function History() {
  const { t } = useLingui()
  const { keepHistory } = usePreferences()
  const history = useHistory()
  const isLive = useStatus(({ connection }) => connection.state === 'live')
  const lacking = history?.lacking ?? 0
  const all = (history?.here ?? 0) + lacking
  const percent = all === 0 ? 100 : Math.floor(((all - lacking) / all) * 100)
  return (
    <Switch
      label={t`Keep all history on this device`}
      note={
        lacking === 0
          ? t`All of it is here.`
          : !keepHistory
            ? t`${percent} % is here. Older messages are fetched when you scroll to them.`
            : isLive
              ? t`Fetching older messages · ${percent} %`
              : t`Goes on when you're online · ${percent} %`
      }
      on={keepHistory}
      onChange={(on) => setPreference('keepHistory', on)}
    />
  )
}

function FreeSpace() {
  const { t } = useLingui()
  const { freeSpace } = useSession()
  const [asking, setAsking] = useState(false)
  const [isBusy, setIsBusy] = useState(false)

  async function free() {
    setIsBusy(true)
    // Else they would be fetched again at once.
    setPreference('keepHistory', false)
    const answer = await freeSpace().catch(() => ({ failed: 'unavailable' }) as const)
    setIsBusy(false)
    setAsking(false)
    if ('failed' in answer) return showToast({ text: t`Couldn't free up space. Nothing was lost.` })
    const { freed } = answer
    showToast({
      text:
        freed === 0
          ? t`There is nothing old to remove`
          : plural(freed, {
              one: 'Removed # old message from this device',
              other: 'Removed # old messages from this device',
            }),
    })
  }

  return (
    <>
      <Fact
        title={t`Free up space`}
        note={t`Old messages go from this device and stay on the server.`}
        action={<Button onClick={() => setAsking(true)}>{t`Free up space`}</Button>}
      />
      {asking && (
        <AlertDialog
          title={t`Free up space?`}
          onClose={() => isBusy || setAsking(false)}
          foot={
            <>
              <Button onClick={() => setAsking(false)} disabled={isBusy}>{t`Cancel`}</Button>
              <Button variant="primary" busy={isBusy && t`Removing…`} onClick={() => void free()}>
                {t`Free up space`}
              </Button>
            </>
          }
        >
          <p>
            <Trans>
              The newest 200 messages of each conversation stay, and whatever is unread or not sent. Older ones come
              back from the server when you scroll to them.
            </Trans>
          </p>
        </AlertDialog>
      )}
    </>
  )
}

function LastSynced() {
  const { connection, synced } = useStatus()
  if (synced === undefined) return <Trans>Not synced yet</Trans>
  const time = `${shortWeekday(synced)} ${clockSeconds(synced)}`
  const behind = behindBy(connection)
  return behind === undefined ? (
    <Trans>Last synced {time}</Trans>
  ) : (
    <Trans>
      Last synced {time}, {behind} behind
    </Trans>
  )
}

/** Entries that the server has and this device not yet, as far as it is known. */
function behindBy(connection: ConnectionStatus): number | undefined {
  if (connection.state === 'live') return 0
  return connection.state === 'syncing' ? connection.count : undefined
}

/** Not to be translated: it is typed. */
const WORD = 'REMOVE'

function RemoveDialog({ unsent, onClose }: { unsent: number; onClose: () => void }) {
  const { t } = useLingui()
  const { signOut } = useSession()
  const [typed, setTyped] = useState('')
  return (
    <LeavingDialog
      title={t`Remove everything from this device?`}
      onLeave={signOut}
      onClose={onClose}
      foot={({ busy, leave }) => (
        <>
          <Button onClick={onClose} disabled={busy}>{t`Cancel`}</Button>
          <Button
            variant="danger"
            disabled={typed !== WORD}
            busy={busy && t`Removing…`}
            onClick={leave}
          >{t`Remove everything`}</Button>
        </>
      )}
    >
      <div className={styles.dialog}>
        {unsent > 0 && (
          <p className={styles.waiting}>
            <Plural
              value={unsent}
              one="# message isn't sent yet and would be lost."
              other="# messages aren't sent yet and would be lost."
            />
          </p>
        )}
        <p>
          <Trans>Messages, drafts and settings of this account go from this device, and it is signed out.</Trans>
        </p>
        <TextField
          label={t`Type ${WORD} to go on`}
          value={typed}
          autoComplete="off"
          autoCapitalize="characters"
          onChange={({ target }) => setTyped(target.value)}
        />
      </div>
    </LeavingDialog>
  )
}
