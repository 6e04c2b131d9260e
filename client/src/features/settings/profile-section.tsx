import { Trans, useLingui } from '@lingui/react/macro'
import { Clock } from 'lucide-react'
import { type FormEvent, useEffect, useState } from 'react'
import { useSession } from '../../session/session.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/text-field.tsx'
import styles from './settings.module.css'
import { useOwnProfile } from './settings.query.ts'

export function ProfileSection() {
  const profile = useOwnProfile()
  return profile ? <ProfileForm profile={profile} /> : null
}

function ProfileForm({ profile }: { profile: { name: string; about: string; waiting: boolean } }) {
  const { t } = useLingui()
  const { commands, account } = useSession()
  const [typed, setTyped] = useState<{ name?: string; about?: string }>({})
  const { name, about } = { ...profile, ...typed }
  const [error, setError] = useState<{ field: 'name' | 'about' | 'disk'; text: string }>()
  const isChanged = name.trim() !== profile.name || about !== profile.about

  // What was typed and saved follows the profile again; what was not stays, whatever another device changes.
  useEffect(() => {
    setTyped(({ name, about }) => ({
      ...(name !== undefined && name.trim() !== profile.name && { name }),
      ...(about !== undefined && about !== profile.about && { about }),
    }))
  }, [profile.name, profile.about])

  async function save(event: FormEvent) {
    event.preventDefault()
    if (!isChanged) return
    const answer = await commands.setProfile({
      ...(name.trim() !== profile.name && { name }),
      ...(about !== profile.about && { about }),
    })
    if (name.trim() === '') setError({ field: 'name', text: t`Enter a name` })
    else if ('refused' in answer) {
      setError({
        field: about === profile.about ? 'name' : 'about',
        text: t`That is too long, or has characters that can't be sent.`,
      })
    } else if ('failed' in answer)
      setError({ field: 'disk', text: t`Couldn't save on this device. Your text is still here.` })
    else setError(undefined)
  }

  return (
    <form className={styles.form} aria-label={t`Profile`} onSubmit={(event) => void save(event)} noValidate>
      <TextField
        label={t`Name`}
        value={name}
        dir="auto"
        autoComplete="name"
        onChange={({ target }) => setTyped({ ...typed, name: target.value })}
        {...(error?.field === 'name' && { error: error.text })}
      />
      <TextField
        label={t`Username`}
        value={account.user.handle}
        readOnly
        hint={t`Others find you by it. It can't be changed.`}
      />
      <label className={styles.label}>
        {t`About`}
        <textarea
          className={styles.area}
          dir="auto"
          value={about}
          rows={3}
          aria-invalid={error?.field === 'about' || undefined}
          onChange={({ target }) => setTyped({ ...typed, about: target.value })}
        />
      </label>
      {error && error.field !== 'name' && <p role="alert">{error.text}</p>}
      {profile.waiting && (
        <p className={styles.waiting} role="status">
          <Clock size={15} strokeWidth={2} aria-hidden="true" />
          <Trans>Saves when you're online</Trans>
        </p>
      )}
      <Button type="submit" variant="primary" aria-disabled={!isChanged || undefined}>{t`Save`}</Button>
    </form>
  )
}
