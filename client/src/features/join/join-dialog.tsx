import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useRef, useState } from 'react'
import type { ConversationId } from '#protocol/ids.ts'
import { forgetInvitation } from '../../platform/invitation.ts'
import { useSession } from '../../session/session.ts'
import { useStatus } from '../../session/status.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import styles from './invitation.module.css'
import { InvitationText } from './invitation-text.tsx'
import { useMembership } from './join.query.ts'
import { useInvitation } from './use-invitation.ts'

/** Asks whether to join the group that a link leads to. Who is in it already is taken there. */
export function JoinDialog({
  token,
  onClose,
  onOpen,
}: {
  token: string
  onClose: () => void
  onOpen: (conversation: ConversationId) => void
}) {
  const { t } = useLingui()
  const { commands, invites, meet } = useSession()
  const offline = useStatus(({ connection }) => connection.state !== 'live' && connection.state !== 'syncing')
  const invitation = useInvitation(token, { look: invites.look, offline })
  const view = invitation.state === 'open' ? invitation.view : undefined
  const membership = useMembership(view)
  const unknown = membership && membership.inviter === undefined ? view?.by : undefined
  useEffect(() => {
    if (unknown !== undefined) void meet(unknown)
  }, [unknown, meet])

  const [fault, setFault] = useState(false)
  const [busy, setBusy] = useState(false)
  const title = view?.title

  // Seen: signing in another time doesn't lead here again.
  useEffect(forgetInvitation, [])
  const open = useRef(onOpen)
  open.current = onOpen
  const there = membership?.isMember ? view?.conversation : undefined
  useEffect(() => {
    if (there !== undefined) open.current(there)
  }, [there])

  async function join() {
    if (!view) return
    setBusy(true)
    const answer = await commands.join({ conversation: view.conversation, token, title: view.title })
    if (!('failed' in answer)) return onOpen(view.conversation)
    setBusy(false)
    setFault(true)
  }

  return (
    <Dialog
      title={title === undefined ? t`Invitation` : t`Join ${title}?`}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{view ? t`Not now` : t`Close`}</Button>
          {view && (
            <Button variant="primary" busy={busy && t`Joining…`} onClick={() => void join()}>
              {t`Join`}
            </Button>
          )}
        </>
      }
    >
      <div className={styles.body}>
        <InvitationText invitation={invitation} by={membership?.inviter} />
        {fault && (
          <p className={styles.away} role="alert">
            <Trans>Couldn't save on this device. Try again</Trans>
          </p>
        )}
      </div>
    </Dialog>
  )
}
