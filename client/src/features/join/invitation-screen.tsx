import { useLingui } from '@lingui/react/macro'
import { Link } from 'wouter'
import type { InviteView } from '#protocol/http.ts'
import type { Asked } from '../../session/session.ts'
import styles from './invitation.module.css'
import { InvitationText } from './invitation-text.tsx'
import { useInvitation } from './use-invitation.ts'

/** Before signing in: where the link leads, and the two ways there. */
export function InvitationScreen({
  token,
  by,
  offline,
  look,
}: {
  token: string
  /** the name of whoever invites, once told */
  by: string | undefined
  offline: boolean
  look: (token: string) => Promise<Asked<InviteView>>
}) {
  const { t } = useLingui()
  const invitation = useInvitation(token, { look, offline })
  return (
    <main className={styles.screen} aria-label={t`Invitation`}>
      <div className={styles.column}>
        <img src="/icons/icon.svg" alt="" width={64} height={64} />
        <h1 className={styles.title}>{t`Invitation`}</h1>
        <InvitationText invitation={invitation} by={by} />
        <div className={styles.ways}>
          <Link className={styles.way} data-primary href="/signup">{t`Create account`}</Link>
          <Link className={styles.way} href="/signin">{t`I have an account`}</Link>
        </div>
      </div>
    </main>
  )
}
