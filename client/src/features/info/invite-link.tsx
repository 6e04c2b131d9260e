import { Trans, useLingui } from '@lingui/react/macro'
import { Copy, Link2Off, Link as LinkSign, RefreshCw } from 'lucide-react'
import { useEffect, useId, useMemo, useState } from 'react'
import type { ConversationId } from '#protocol/ids.ts'
import { inviteLinks } from '../../platform/invite-links.ts'
import { useSession } from '../../session/session.ts'
import { useStatus } from '../../session/status.ts'
import { Button } from '../../ui/button.tsx'
import { copied } from '../../words/copied.ts'
import styles from './invite-link.module.css'
import { QrCode } from './qr-code.tsx'

/** The link that lets its holder into the group. The server makes it, so without one there is only the last that was made here. */
export function InviteLink({ conversation, title }: { conversation: ConversationId; title: string }) {
  const { t } = useLingui()
  const reason = useId()
  const offline = useStatus(({ connection }) => connection.state !== 'live' && connection.state !== 'syncing')
  const { url, busy, fault, make, end } = useInvite(conversation, !offline)
  const needs = { disabled: offline, ...(offline && { 'aria-describedby': reason }) }

  return (
    <section className={styles.section}>
      <h3 className={styles.heading}>
        <Trans>Invite link</Trans>
      </h3>
      <p className={styles.why}>
        <Trans>
          Anybody who has the link can join <bdi>{title}</bdi>.
        </Trans>
      </p>
      {url !== undefined && (
        <>
          <QrCode name={t`QR code of the invite link`} text={url} />
          <p className={styles.url} dir="ltr">
            {url}
          </p>
        </>
      )}
      <div className={styles.buttons}>
        {url === undefined ? (
          <Button {...needs} busy={busy && t`Creating…`} onClick={make}>
            <Label icon={LinkSign}>{t`Create invite link`}</Label>
          </Button>
        ) : (
          <>
            <Button onClick={() => void copied(url, t`Link copied`)}>
              <Label icon={Copy}>{t`Copy link`}</Label>
            </Button>
            <Button {...needs} busy={busy && t`Resetting…`} onClick={make}>
              <Label icon={RefreshCw}>{t`Reset link`}</Label>
            </Button>
            <Button {...needs} onClick={end}>
              <Label icon={Link2Off}>{t`Turn off link`}</Label>
            </Button>
          </>
        )}
      </div>
      {offline && (
        <p id={reason} className={styles.reason}>
          <Trans>Needs a connection</Trans>
        </p>
      )}
      {!offline && fault && (
        <p className={styles.fault} role="alert">
          <Trans>Couldn't reach the server. Try again.</Trans>
        </p>
      )}
      {!offline && url === undefined && !fault && (
        <p className={styles.note}>
          <Trans>A new link ends the one before.</Trans>
        </p>
      )}
    </section>
  )
}

function Label({ icon: Icon, children }: { icon: typeof Copy; children: string }) {
  return (
    <span className={styles.label}>
      <Icon size={17} strokeWidth={1.9} aria-hidden="true" />
      {children}
    </span>
  )
}

function useInvite(conversation: ConversationId, online: boolean) {
  const { account, invites } = useSession()
  const links = useMemo(() => inviteLinks(account.user.id), [account])
  const [url, setUrl] = useState(() => links.read(conversation))
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState(false)

  const keep = (next: string | undefined) => {
    links.write(conversation, next)
    setUrl(next)
  }

  // Others may have made another or ended it; so has who was removed.
  useEffect(() => {
    const token = url?.split('/').at(-1)
    if (!online || token === undefined) return
    let isCurrent = true
    void invites.look(token).then((answer) => {
      if (!isCurrent || !('missing' in answer)) return
      links.write(conversation, undefined)
      setUrl(undefined)
    })
    return () => {
      isCurrent = false
    }
  }, [online, url, invites, links, conversation])

  async function change(ask: () => Promise<object>) {
    setBusy(true)
    setFault(false)
    const answer = await ask()
    setBusy(false)
    if ('failed' in answer || 'missing' in answer) return setFault(true)
    keep('url' in answer ? String(answer.url) : undefined)
  }

  return {
    url,
    busy,
    fault,
    make: () => void change(() => invites.create(conversation)),
    end: () => void change(() => invites.end(conversation)),
  }
}
