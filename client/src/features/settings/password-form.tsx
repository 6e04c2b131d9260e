import { Trans, useLingui } from '@lingui/react/macro'
import { type FormEvent, useRef, useState } from 'react'
import { codePoints, PASSWORD_CODE_POINTS } from '#protocol/limits.ts'
import { useSession } from '../../session/session.ts'
import { useStatus } from '../../session/status.ts'
import { Button } from '../../ui/button.tsx'
import { PasswordField } from '../../ui/password-field.tsx'
import { showToast } from '../../ui/toasts.ts'
import styles from './settings.module.css'

type Wrong = { field: 'current' | 'password' | 'form'; text: string }

export function PasswordForm() {
  const { t } = useLingui()
  const { account, changePassword } = useSession()
  const isAway = useStatus(({ connection }) => connection.state !== 'live' && connection.state !== 'syncing')
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const [wrong, setWrong] = useState<Wrong>()
  const [isBusy, setIsBusy] = useState(false)
  const fields = { current: useRef<HTMLInputElement>(null), password: useRef<HTMLInputElement>(null) }
  const errorOf = (field: Wrong['field']) => (wrong?.field === field ? { error: wrong.text } : {})

  function refuse(field: Wrong['field'], text: string) {
    setWrong({ field, text })
    if (field !== 'form') fields[field].current?.focus()
  }

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (isBusy || isAway) return
    if (current === '') return refuse('current', t`Enter your current password`)
    const length = codePoints(password)
    if (length < PASSWORD_CODE_POINTS.min) return refuse('password', t`Use at least 8 characters`)
    if (length > PASSWORD_CODE_POINTS.max) return refuse('password', t`Use at most 256 characters`)
    setIsBusy(true)
    const answer = await changePassword({ current, password })
    setIsBusy(false)
    if (!('failed' in answer)) {
      setCurrent('')
      setPassword('')
      setWrong(undefined)
      showToast({ text: t`Password changed` })
    } else if (answer.failed === 'unreachable') refuse('form', t`The server can't be reached. Try again in a moment.`)
    else if (answer.code === 'wrong-password') refuse('current', t`That is not your current password`)
    else if (answer.code === 'slow-down') refuse('form', t`Too many tries. Wait a few minutes.`)
    else refuse('form', t`Couldn't change the password.`)
  }

  return (
    <form className={styles.form} aria-label={t`Password`} onSubmit={(event) => void submit(event)} noValidate>
      {/* tells a password manager whose it is */}
      <input type="text" autoComplete="username" value={account.user.handle} readOnly hidden />
      <PasswordField
        ref={fields.current}
        label={t`Current password`}
        autoComplete="current-password"
        dir="ltr"
        value={current}
        onChange={({ target }) => {
          setCurrent(target.value)
          setWrong(undefined)
        }}
        {...errorOf('current')}
      />
      <PasswordField
        ref={fields.password}
        label={t`New password`}
        autoComplete="new-password"
        dir="ltr"
        value={password}
        hint={t`At least 8 characters. Your other devices stay signed in.`}
        onChange={({ target }) => {
          setPassword(target.value)
          setWrong(undefined)
        }}
        {...errorOf('password')}
      />
      {wrong?.field === 'form' && <p role="alert">{wrong.text}</p>}
      {isAway && (
        <p className={styles.note}>
          <Trans>Needs a connection</Trans>
        </p>
      )}
      <Button type="submit" disabled={isAway} busy={isBusy && t`Changing…`}>{t`Change password`}</Button>
    </form>
  )
}
