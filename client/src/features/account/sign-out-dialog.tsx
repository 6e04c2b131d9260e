import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useSession } from '../../session/session.ts'
import { Button } from '../../ui/button.tsx'
import { LeavingDialog } from '../../words/leaving.tsx'
import { useUnsentMessages } from './account.query.ts'
import styles from './sign-out-dialog.module.css'

/** Where this device is signed out already, only what is kept on it can be removed. */
export type SignOutKind = 'sign-out' | 'remove'

/** Asks, and does it. The screen goes away by itself. */
export function SignOutDialog({ kind, onClose }: { kind: SignOutKind; onClose: () => void }) {
  const { t } = useLingui()
  const { signOut } = useSession()
  const unsent = useUnsentMessages() ?? 0
  const isRemoval = kind === 'remove'
  return (
    <LeavingDialog
      title={isRemoval ? t`Remove from this device?` : t`Sign out?`}
      onLeave={signOut}
      onClose={onClose}
      foot={({ busy, leave }) => (
        <>
          <Button onClick={onClose} disabled={busy}>{t`Cancel`}</Button>
          <Button variant="danger" onClick={leave} busy={busy && (isRemoval ? t`Removing…` : t`Signing out…`)}>
            {isRemoval ? t`Remove` : t`Sign out`}
          </Button>
        </>
      )}
    >
      {unsent > 0 && (
        <p className={styles.unsent}>
          <Plural
            value={unsent}
            one="# message isn't sent yet and would be lost."
            other="# messages aren't sent yet and would be lost."
          />
        </p>
      )}
      <p>
        <Trans>
          Your messages and drafts are removed from this device. What the server has comes back when you sign in again.
        </Trans>
      </p>
    </LeavingDialog>
  )
}
