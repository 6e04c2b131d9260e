import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { User } from '#protocol/http.ts'
import { Button } from '../../ui/button.tsx'
import { AlertDialog } from '../../ui/dialog.tsx'
import styles from './kept-before-screen.module.css'
import { ScreenFrame } from './screen-frame.tsx'
import submitArea from './submit-area.module.css'

export interface KeptBeforeScreenProps {
  user: User
  /** What is kept here is this user's. */
  onKeep: () => Promise<void>
  /** Removes it all. */
  onRemove: () => Promise<void>
}

/** S30: somebody of the same username used this browser. Nothing of theirs is shown or sent before the person says so. */
export function KeptBeforeScreen({ user, onKeep, onRemove }: KeptBeforeScreenProps) {
  const { t } = useLingui()
  const [working, setWorking] = useState<'keep' | 'remove'>()
  const [asking, setAsking] = useState(false)
  const { handle } = user

  const run = async (what: 'keep' | 'remove') => {
    if (working) return
    setWorking(what)
    try {
      await (what === 'keep' ? onKeep() : onRemove())
    } finally {
      setWorking(undefined)
    }
  }

  return (
    <ScreenFrame
      title={t`Messages from before`}
      lead={t`This device kept messages of @${handle} from before this account was made.`}
      onSubmit={(event) => {
        event.preventDefault()
        void run('keep')
      }}
    >
      <ul className={styles.list}>
        <li>
          <Trans>
            If you are the one who wrote them, keep them: what the server has lost is sent again from here, and what was
            never sent goes out.
          </Trans>
        </li>
        <li>
          <Trans>If somebody else had this username, remove them. They can't be brought back.</Trans>
        </li>
      </ul>
      <div className={submitArea.area}>
        <Button type="submit" variant="primary" size="large" wide busy={working === 'keep' && t`Keeping…`}>
          {t`Keep and send`}
        </Button>
        <Button size="large" wide onClick={() => setAsking(true)}>
          {t`Remove from this device`}
        </Button>
      </div>
      {asking && (
        <AlertDialog
          title={t`Remove from this device?`}
          onClose={() => working || setAsking(false)}
          foot={
            <>
              <Button onClick={() => setAsking(false)} disabled={working !== undefined}>{t`Cancel`}</Button>
              <Button variant="danger" onClick={() => void run('remove')} busy={working === 'remove' && t`Removing…`}>
                {t`Remove`}
              </Button>
            </>
          }
        >
          <p>
            <Trans>The messages and drafts from before are removed from this device, sent or not.</Trans>
          </p>
        </AlertDialog>
      )}
    </ScreenFrame>
  )
}
