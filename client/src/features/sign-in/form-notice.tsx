import { Trans, useLingui } from '@lingui/react/macro'
import { CircleAlert, CloudOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import styles from './form-notice.module.css'

/** About the form as a whole: said at once, with a screen reader too. */
export function FormNotice({ children }: { children: ReactNode }) {
  return (
    <div role="alert" className={styles.notice} data-tone="danger">
      <CircleAlert size={17} strokeWidth={2} aria-hidden="true" />
      <span>{children}</span>
    </div>
  )
}

/** Not an error, and known before anything was tried. */
export function OfflineNotice({ id, children }: { id: string; children: ReactNode }) {
  return (
    <div id={id} className={styles.notice} data-tone="waiting">
      <CloudOff size={17} strokeWidth={2} aria-hidden="true" />
      <span>{children}</span>
    </div>
  )
}

/** Counts down before the eyes; is read aloud once. */
export function SlowDownNotice({ retryAfterMs, left }: { retryAfterMs: number; left: number }) {
  const { t } = useLingui()
  const seconds = Math.ceil(retryAfterMs / 1000)
  return (
    <FormNotice>
      <VisuallyHidden>{t`Too many tries. Wait ${seconds} seconds.`}</VisuallyHidden>
      <span aria-hidden="true">
        {left > 0 ? <Trans>Too many tries. Wait {left} seconds.</Trans> : <Trans>You can try again now.</Trans>}
      </span>
    </FormNotice>
  )
}
