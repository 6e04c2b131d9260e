import { Trans, useLingui } from '@lingui/react/macro'
import { useSession } from '../../session/session.ts'
import { Button } from '../../ui/button.tsx'
import { saved } from '../../words/saved.ts'
import { Fact, Group } from './parts.tsx'
import { PasswordForm } from './password-form.tsx'
import styles from './settings.module.css'
import { useBlocked } from './settings.query.ts'

export function AccountSection({ onSignOut }: { onSignOut: () => void }) {
  const { t } = useLingui()
  const { account, commands } = useSession()
  const blocked = useBlocked()
  return (
    <>
      <Group>
        <Fact
          title={<bdi>@{account.user.handle}</bdi>}
          note={<Trans>Signing out removes what is kept on this device.</Trans>}
          action={<Button onClick={onSignOut}>{t`Sign out`}</Button>}
        />
      </Group>
      <Group title={t`Password`}>
        <PasswordForm />
      </Group>
      <Group title={t`Blocked people`}>
        {blocked?.length === 0 && (
          <p className={styles.note}>
            <Trans>You have blocked nobody.</Trans>
          </p>
        )}
        <ul className={styles.devices} aria-label={t`Blocked people`}>
          {blocked?.map(({ handle, name }) => (
            <li key={handle}>
              <Fact
                title={<bdi>{name}</bdi>}
                note={<bdi>@{handle}</bdi>}
                action={
                  <Button
                    aria-label={t`Unblock ${name}`}
                    onClick={() => void saved(commands.setBlocked(handle, false))}
                  >{t`Unblock`}</Button>
                }
              />
            </li>
          ))}
        </ul>
      </Group>
    </>
  )
}
