/**
 * What stands above the box where a stranger wrote or nothing is sent, and in its place where one does not want to hear.
 * There from the first drawing on: what came later would move all messages, and what one is about to press.
 */

import { Trans, useLingui } from '@lingui/react/macro'
import { type ReactNode, Suspense, useState } from 'react'
import type { ConversationId, Handle } from '#protocol/ids.ts'
import { useSession } from '../../session/session.ts'
import { lateOverlay } from '../../ui/late-part.tsx'
import { saved } from '../../words/saved.ts'
import type { Asking } from './asking.tsx'
import styles from './request-bar.module.css'

const asking = () => import('./asking.tsx')
const AskingAbout = lateOverlay(async () => (await asking()).AskingAbout)

export interface RequestBarProps {
  conversation: ConversationId
  title: string
  onReply: () => void
  /** Nothing of it is here any more. */
  onDeleted: () => void
}

export function RequestBar({ conversation, title, onReply, onDeleted }: RequestBarProps) {
  const { t } = useLingui()
  const [asked, setAsked] = useState<Asking>()
  const name = <bdi className={styles.name}>{title}</bdi>
  const reply = <Act onPress={onReply}>{t`Reply`}</Act>
  const block = <Act tone="danger" onPress={() => setAsked({ ask: 'block' })}>{t`Block`}</Act>
  const remove = <Act tone="danger" onPress={() => setAsked({ ask: 'delete' })}>{t`Delete`}</Act>
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div role="group" aria-label={t`Message request`} className={styles.bar} onPointerEnter={asking}>
      <p>
        <Trans>
          {name} isn't in your contacts. {reply}, {block} or {remove}.
        </Trans>
      </p>
      {asked && (
        <Suspense>
          <AskingAbout
            conversation={conversation}
            asking={asked}
            onClose={() => setAsked(undefined)}
            onDeleted={onDeleted}
          />
        </Suspense>
      )}
    </div>
  )
}

export interface BlockedNoteProps {
  name: string
  handle: Handle
}

export function BlockedNote({ name, handle }: BlockedNoteProps) {
  const { t } = useLingui()
  const { commands } = useSession()
  const person = <bdi className={styles.name}>{name}</bdi>
  const unblock = <Act onPress={() => void saved(commands.setBlocked(handle, false))}>{t`Unblock`}</Act>
  return (
    <p className={styles.note}>
      <Trans>
        You blocked {person}. {unblock}
      </Trans>
    </p>
  )
}

/** Only the person can put it right: in narrow windows the list, which says so too, is not in sight. */
export function PausedBar({ reason, onSignIn }: { reason: 'signed-out' | 'upgrade-required'; onSignIn: () => void }) {
  const { t } = useLingui()
  const { applyUpdate } = useSession()
  return (
    <p className={styles.bar}>
      {reason === 'signed-out' ? (
        <Act onPress={onSignIn}>{t`Sign in again to send`}</Act>
      ) : (
        <Act onPress={applyUpdate}>{t`Update the app to send`}</Act>
      )}
    </p>
  )
}

function Act({
  tone = 'plain',
  onPress,
  children,
}: {
  tone?: 'plain' | 'danger'
  onPress: () => void
  children: ReactNode
}) {
  return (
    <button type="button" className={styles.act} data-tone={tone} onClick={onPress}>
      {children}
    </button>
  )
}
