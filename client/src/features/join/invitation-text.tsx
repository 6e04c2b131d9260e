import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Avatar } from '../../ui/avatar.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import styles from './invitation.module.css'
import type { Invitation } from './use-invitation.ts'

/** Who invites whereto, as far as can be told. */
export function InvitationText({ invitation, by }: { invitation: Invitation; by: string | undefined }) {
  const { t } = useLingui()
  switch (invitation.state) {
    case 'asking':
      return (
        <div className={styles.asking} role="status" aria-label={t`Opening the invitation…`}>
          <Skeleton width="70%" />
        </div>
      )
    case 'away':
      return (
        <p className={styles.away} role="status">
          <Trans>You're offline. The invitation opens when you're connected.</Trans>
        </p>
      )
    case 'ended':
      return (
        <p className={styles.text} role="status">
          <Trans>This invite has expired. Ask for a new one.</Trans>
        </p>
      )
    case 'open': {
      const { conversation, title, members } = invitation.view
      const name = by ?? `@${invitation.view.by}`
      return (
        <div className={styles.card}>
          <Avatar name={title} seed={conversation} kind="group" size={48} />
          <p className={styles.text}>
            <Trans>
              <bdi>{name}</bdi> invited you to <b>{title}</b>
            </Trans>
            {' · '}
            <Plural value={members} one="# person" other="# people" />
          </p>
        </div>
      )
    }
  }
}
