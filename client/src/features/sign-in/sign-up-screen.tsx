import { Trans, useLingui } from '@lingui/react/macro'
import { useId, useRef, useState } from 'react'
import { Link } from 'wouter'
import { Button } from '../../ui/button.tsx'
import { PasswordField } from '../../ui/password-field.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { FormNotice, OfflineNotice, SlowDownNotice } from './form-notice.tsx'
import type { SignUpOutcome } from './outcome.ts'
import { strengthOf } from './password-strength.ts'
import { ScreenFrame } from './screen-frame.tsx'
import { asHandle, type FieldFaults, faultsOf, isFaultless, type NewAccount } from './sign-up-fields.ts'
import styles from './submit-area.module.css'
import { useCountdown } from './use-countdown.ts'
import { useSubmission } from './use-submission.ts'

export interface SignUpScreenProps {
  offline: boolean
  /** nobody has an account on this server yet */
  first?: boolean
  /** whose messages are kept on this device: filled in */
  handle?: string
  onCreate: (account: NewAccount) => Promise<SignUpOutcome>
}

export function SignUpScreen({ offline, first, handle: known = '', onCreate }: SignUpScreenProps) {
  const { t } = useLingui()
  const offlineId = useId()
  const fields = {
    name: useRef<HTMLInputElement>(null),
    handle: useRef<HTMLInputElement>(null),
    password: useRef<HTMLInputElement>(null),
  }
  const [account, setAccount] = useState<NewAccount>({ name: '', handle: known, password: '' })
  const [faults, setFaults] = useState<FieldFaults & { taken?: string }>({})

  const change = (part: Partial<NewAccount>) => {
    setAccount({ ...account, ...part })
    setFaults(Object.fromEntries(Object.entries(faults).filter(([field]) => !(field in part))))
  }

  const { outcome, busy, onSubmit } = useSubmission(() => {
    const found = faultsOf(account)
    setFaults(found)
    if (isFaultless(found)) {
      return onCreate({ ...account, name: account.name.trim() }).then((came) => {
        if (came.outcome === 'taken') {
          setFaults({ taken: account.handle })
          fields.handle.current?.focus()
        }
        return came
      })
    }
    const first = (['name', 'handle', 'password'] as const).find((field) => found[field])
    if (first) fields[first].current?.focus()
    return undefined
  })

  const retryAfterMs = outcome?.outcome === 'slow-down' ? outcome.retryAfterMs : undefined
  const wait = useCountdown(retryAfterMs)

  const nameError = { empty: t`Enter a name`, 'too-long': t`That name is too long` }
  const handleError = t`Use 2 to 31 small letters, digits, dots, dashes or underscores. Start with a letter or digit`
  const passwordError = { 'too-short': t`Use at least 8 characters`, 'too-long': t`Use at most 256 characters` }
  const strength = {
    short: t`At least 8 characters`,
    weak: t`Weak. A few words in a row are easy to keep in mind`,
    fair: t`Fair`,
    good: t`Good`,
    strong: t`Strong`,
  }

  return (
    <ScreenFrame
      title={t`Create account`}
      lead={first ? t`You're first here.` : t`What you write is kept, and gets there.`}
      onSubmit={onSubmit}
      foot={
        <Trans>
          Have an account? <Link href="/signin">Sign in</Link>
        </Trans>
      }
    >
      <TextField
        ref={fields.name}
        label={t`Name`}
        name="name"
        autoComplete="name"
        autoCapitalize="words"
        dir="auto"
        value={account.name}
        onChange={(event) => change({ name: event.target.value })}
        hint={t`What others see`}
        error={faults.name && nameError[faults.name]}
      />
      <TextField
        ref={fields.handle}
        label={t`Username`}
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        dir="ltr"
        value={account.handle}
        onChange={(event) => change({ handle: asHandle(event.target.value) })}
        hint={t`How others find you. It can't be changed`}
        error={
          faults.taken !== undefined && faults.taken === account.handle
            ? t`That username is taken`
            : faults.handle && handleError
        }
      />
      <PasswordField
        ref={fields.password}
        label={t`Password`}
        name="password"
        autoComplete="new-password"
        dir="ltr"
        value={account.password}
        onChange={(event) => change({ password: event.target.value })}
        hint={strength[strengthOf(account.password)]}
        error={faults.password && passwordError[faults.password]}
      />
      <div className={styles.area}>
        {offline && (
          <OfflineNotice id={offlineId}>
            <Trans>You're offline. Creating an account needs a connection.</Trans>
          </OfflineNotice>
        )}
        {retryAfterMs !== undefined && <SlowDownNotice retryAfterMs={retryAfterMs} left={wait} />}
        {outcome?.outcome === 'unreachable' && !offline && (
          <FormNotice>
            <Trans>The server can't be reached. Nothing was created. Try again in a moment.</Trans>
          </FormNotice>
        )}
        {outcome?.outcome === 'closed' && (
          <FormNotice>
            <Trans>This server takes new people by invitation only.</Trans>
          </FormNotice>
        )}
        {outcome?.outcome === 'invalid' && (
          <FormNotice>
            <Trans>The server didn't take these details. Check the name and the username.</Trans>
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
          busy={busy && t`Creating…`}
        >
          {t`Create account`}
        </Button>
      </div>
    </ScreenFrame>
  )
}
