import { Trans, useLingui } from '@lingui/react/macro'
import { useId, useRef, useState } from 'react'
import { Link } from 'wouter'
import { Button } from '../../ui/button.tsx'
import { PasswordField } from '../../ui/password-field.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { FormNotice, OfflineNotice, SlowDownNotice } from './form-notice.tsx'
import type { SignInOutcome } from './outcome.ts'
import { ScreenFrame } from './screen-frame.tsx'
import { asHandle } from './sign-up-fields.ts'
import styles from './submit-area.module.css'
import { useCountdown } from './use-countdown.ts'
import { useSubmission } from './use-submission.ts'

export interface SignInScreenProps {
  offline: boolean
  /** nobody has an account on this server yet */
  first?: boolean
  /** who is signed out on this device, its messages kept: filled in */
  handle?: string
  onSignIn: (credentials: { handle: string; password: string }) => Promise<SignInOutcome>
}

export function SignInScreen({ offline, first, handle: known = '', onSignIn }: SignInScreenProps) {
  const { t } = useLingui()
  const offlineId = useId()
  const handleField = useRef<HTMLInputElement>(null)
  const passwordField = useRef<HTMLInputElement>(null)
  const [handle, setHandle] = useState(known)
  const [password, setPassword] = useState('')
  const [missing, setMissing] = useState<'handle' | 'password'>()

  const { outcome, busy, onSubmit, forget } = useSubmission(() => {
    const first = handle === '' ? 'handle' : password === '' ? 'password' : undefined
    setMissing(first)
    if (!first) {
      return onSignIn({ handle, password }).then((came) => {
        if (came.outcome === 'refused') passwordField.current?.focus()
        return came
      })
    }
    const field = first === 'handle' ? handleField : passwordField
    field.current?.focus()
    return undefined
  })

  const typed = () => {
    setMissing(undefined)
    if (outcome?.outcome === 'refused') forget()
  }
  const retryAfterMs = outcome?.outcome === 'slow-down' ? outcome.retryAfterMs : undefined
  const wait = useCountdown(retryAfterMs)
  const wrong = outcome?.outcome === 'refused' ? t`Wrong username or password` : undefined

  return (
    <ScreenFrame
      title={t`Sign in`}
      lead={t`Pick up where the tide left off.`}
      onSubmit={onSubmit}
      foot={
        first ? (
          <Trans>
            You're first here. <Link href="/signup">Create account</Link>
          </Trans>
        ) : (
          <Trans>
            New here? <Link href="/signup">Create account</Link>
          </Trans>
        )
      }
    >
      <TextField
        ref={handleField}
        label={t`Username`}
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        dir="ltr"
        value={handle}
        onChange={(event) => {
          setHandle(asHandle(event.target.value))
          typed()
        }}
        error={missing === 'handle' ? t`Enter your username` : undefined}
      />
      <PasswordField
        ref={passwordField}
        label={t`Password`}
        name="password"
        autoComplete="current-password"
        dir="ltr"
        value={password}
        onChange={(event) => {
          setPassword(event.target.value)
          typed()
        }}
        error={missing === 'password' ? t`Enter your password` : wrong}
      />
      <div className={styles.area}>
        {offline && (
          <OfflineNotice id={offlineId}>
            {known === '' ? (
              <Trans>
                You're offline. Sign in when you're connected; your messages on this device were removed at sign-out.
              </Trans>
            ) : (
              <Trans>You're offline. Sign in when you're connected; your messages are kept on this device.</Trans>
            )}
          </OfflineNotice>
        )}
        {retryAfterMs !== undefined && <SlowDownNotice retryAfterMs={retryAfterMs} left={wait} />}
        {outcome?.outcome === 'unreachable' && !offline && (
          <FormNotice>
            <Trans>The server can't be reached. Try again in a moment.</Trans>
          </FormNotice>
        )}
        {outcome?.outcome === 'upgrade-required' && (
          <FormNotice>
            <Trans>This version of Tidemark is too old for the server. Reload the page.</Trans>
          </FormNotice>
        )}
        <Button
          type="submit"
          variant="primary"
          size="large"
          wide
          disabled={offline || wait > 0}
          aria-describedby={offline ? offlineId : undefined}
          busy={busy && t`Signing in…`}
        >
          {t`Sign in`}
        </Button>
      </div>
    </ScreenFrame>
  )
}
