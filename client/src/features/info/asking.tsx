/** What is asked before something is done to a conversation. */
import { Trans, useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import type { ConversationId } from '#protocol/ids.ts'
import { useSession } from '../../session/session.ts'
import { Button } from '../../ui/button.tsx'
import { AlertDialog, Dialog } from '../../ui/dialog.tsx'
import { saved } from '../../words/saved.ts'
import styles from './asking.module.css'
import { type Info, type InfoMember, messagesOf, useInfo } from './info.query.ts'
import { MUTE_CHOICES, type MuteFor, mutedUntil } from './mute.ts'

export type Asking = { ask: 'mute' | 'leave' | 'block' | 'delete' } | { ask: 'remove'; member: InfoMember }

export interface AskingDialogProps {
  asking: Asking
  info: Info
  onClose: () => void
  /** Nothing of the conversation is here any more. */
  onDeleted?: () => void
}

/** Where what is known of the conversation has not been read yet. */
export function AskingAbout({
  conversation,
  ...asking
}: Omit<AskingDialogProps, 'info'> & { conversation: ConversationId }) {
  const info = useInfo(conversation)
  return info && info !== 'none' && <AskingDialog {...asking} info={info} />
}

export function AskingDialog({ asking, info, onClose, onDeleted }: AskingDialogProps) {
  const { t } = useLingui()
  const { account, commands, database } = useSession()
  const { id, title, peer } = info

  const doing = (act: () => Promise<object>) => () => {
    onClose()
    void saved(act())
  }

  switch (asking.ask) {
    case 'mute':
      return (
        <MuteDialog
          title={title}
          onClose={onClose}
          onChoose={(length) => doing(() => commands.setPrefs(id, { muted: mutedUntil(length, Date.now()) }))()}
        />
      )
    case 'leave':
      return (
        <Question
          title={t`Leave ${title}?`}
          action={t`Leave group`}
          onClose={onClose}
          onDo={doing(() => commands.drop({ conversation: id, member: account.user.handle }))}
        >
          <Trans>You'll keep your copy of the messages on this device.</Trans>
        </Question>
      )
    case 'block':
      return (
        <Question
          title={t`Block ${title}?`}
          action={t`Block`}
          onClose={onClose}
          onDo={doing(() => commands.setBlocked(peer ?? '', true))}
        >
          <Trans>
            They can't write to you here any more, and don't see when you are online. They aren't told. Groups that you
            share stay as they are.
          </Trans>
        </Question>
      )
    case 'delete':
      return (
        <Question
          title={t`Delete this conversation?`}
          action={t`Delete`}
          onClose={onClose}
          onDo={doing(async () => {
            const hidden = await commands.hideMessages(await messagesOf(database, id), true)
            if (!('failed' in hidden)) onDeleted?.()
            return hidden
          })}
        >
          <Trans>Its messages go from this device. {title} isn't told, and can write to you again.</Trans>
        </Question>
      )
    case 'remove': {
      const { handle, name } = asking.member
      return (
        <Question
          title={t`Remove ${name}?`}
          action={t`Remove`}
          onClose={onClose}
          onDo={doing(() => commands.drop({ conversation: id, member: handle }))}
        >
          <Trans>They keep what they have read so far, and get nothing new. The group's invite link ends.</Trans>
        </Question>
      )
    }
  }
}

function Question({
  title,
  action,
  onClose,
  onDo,
  children,
}: {
  title: string
  action: string
  onClose: () => void
  onDo: () => void
  children: ReactNode
}) {
  const { t } = useLingui()
  return (
    <AlertDialog
      title={title}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t`Cancel`}</Button>
          <Button variant="danger" onClick={onDo}>
            {action}
          </Button>
        </>
      }
    >
      <p>{children}</p>
    </AlertDialog>
  )
}

function MuteDialog({
  title,
  onChoose,
  onClose,
}: {
  title: string
  onChoose: (length: MuteFor) => void
  onClose: () => void
}) {
  const { t } = useLingui()
  const words: Record<MuteFor, string> = {
    hour: t`1 hour`,
    hours: t`8 hours`,
    week: t`1 week`,
    always: t`Always`,
  }
  return (
    <Dialog title={t`Mute ${title}`} onClose={onClose}>
      <p className={styles.why}>
        <Trans>New messages still come in and count, quietly.</Trans>
      </p>
      <div className={styles.choices}>
        {MUTE_CHOICES.map((length) => (
          <Button key={length} wide onClick={() => onChoose(length)}>
            {words[length]}
          </Button>
        ))}
      </div>
    </Dialog>
  )
}
