/** Loaded on demand: all about a conversation and who is in it. */

import { Trans, useLingui } from '@lingui/react/macro'
import { Bell, BellOff, CircleSlash2, LogOut, Search, X } from 'lucide-react'
import { type ReactNode, Suspense, useState } from 'react'
import type { ConversationId, Handle } from '#protocol/ids.ts'
import { useSession } from '../../session/session.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { lateOverlay, latePart } from '../../ui/late-part.tsx'
import { saved } from '../../words/saved.ts'
import type { Asking } from './asking.tsx'
import styles from './conversation-info.module.css'
import { GroupTitle } from './group-title.tsx'
import { type Info, useInfo } from './info.query.ts'
import { Members } from './members.tsx'
import { untilWords } from './mute.ts'

/** What only some of it needs. */
const askingDialog = () => import('./asking.tsx')
const AskingDialog = lateOverlay(async () => (await askingDialog()).AskingDialog)
const inviteLink = () => import('./invite-link.tsx')
const InviteLink = latePart(async () => (await inviteLink()).InviteLink)

/** So that they are there at once, and offline. */
export const fetchInfoParts = () => Promise.all([askingDialog(), inviteLink()])

export interface ConversationInfoProps {
  conversation: ConversationId
  /** beside the conversation, or over it */
  place: 'beside' | 'over'
  onClose: () => void
  /** in this conversation */
  onSearch: () => void
  onOpen: (conversation: ConversationId) => void
  /** asks whom to add to the group */
  addPeople: (asked: { members: Handle[]; onClose: () => void }) => ReactNode
}

export function ConversationInfo({ conversation, place, onClose, onSearch, onOpen, addPeople }: ConversationInfoProps) {
  const { t } = useLingui()
  const info = useInfo(conversation)
  if (!info || info === 'none') return null
  const body = <Body info={info} onSearch={onSearch} onOpen={onOpen} addPeople={addPeople} />
  if (place === 'over') {
    return (
      <Dialog title={t`Conversation info`} place="page" onClose={onClose}>
        {body}
      </Dialog>
    )
  }
  return (
    <aside className={styles.pane} aria-label={t`Conversation info`}>
      <div className={styles.head}>
        <h2 className={styles.heading}>
          <Trans>Conversation info</Trans>
        </h2>
        <IconButton icon={X} name={t`Close`} shortcut="Ctrl+." onClick={onClose} />
      </div>
      <div className={styles.scroll}>{body}</div>
    </aside>
  )
}

function Body({
  info,
  onSearch,
  onOpen,
  addPeople,
}: {
  info: Info
  onSearch: () => void
  onOpen: ConversationInfoProps['onOpen']
  addPeople: ConversationInfoProps['addPeople']
}) {
  const { t } = useLingui()
  const { commands } = useSession()
  const [asking, setAsking] = useState<Asking>()
  const { id, kind, title, hueSeed, peer, about, former, blocked, muted } = info
  const named = kind === 'self' ? t`Saved messages` : title
  const until = untilWords(muted, Date.now())

  return (
    <div className={styles.body}>
      <div className={styles.who}>
        <Avatar name={named} seed={hueSeed} kind={kind === 'dm' ? 'person' : kind} size={96} />
        {kind === 'group' && !former ? (
          <GroupTitle info={info} />
        ) : (
          <h3 className={styles.title} dir="auto">
            {named}
          </h3>
        )}
        {peer !== undefined && (
          <p className={styles.handle}>
            <bdi>@{peer}</bdi>
          </p>
        )}
        {about && (
          <p className={styles.about} dir="auto">
            {about}
          </p>
        )}
        {kind === 'self' && (
          <p className={styles.handle}>
            <Trans>Only you can see these</Trans>
          </p>
        )}
      </div>

      <section className={styles.section}>
        <Row icon={Search} onPress={onSearch}>
          {t`Search`}
        </Row>
        {kind !== 'self' && (
          <Row
            icon={muted ? BellOff : Bell}
            onPress={() => (muted ? void saved(commands.setPrefs(id, { muted: 0 })) : setAsking({ ask: 'mute' }))}
            detail={muted ? until === undefined ? <Trans>Always</Trans> : <Trans>Until {until}</Trans> : undefined}
          >
            {muted ? t`Unmute` : t`Mute`}
          </Row>
        )}
      </section>

      {kind === 'group' && <Members info={info} onOpen={onOpen} onAsk={setAsking} addPeople={addPeople} />}
      {kind === 'group' && !former && (
        <Suspense>
          <InviteLink conversation={id} title={title} />
        </Suspense>
      )}

      {kind === 'group' && !former && (
        <section className={styles.section}>
          <Row icon={LogOut} tone="danger" onPress={() => setAsking({ ask: 'leave' })}>
            {t`Leave group`}
          </Row>
        </section>
      )}
      {peer !== undefined && (
        <section className={styles.section}>
          <Row
            icon={CircleSlash2}
            tone={blocked ? 'plain' : 'danger'}
            onPress={() => (blocked ? void saved(commands.setBlocked(peer, false)) : setAsking({ ask: 'block' }))}
          >
            {blocked ? t`Unblock` : t`Block`}
          </Row>
        </section>
      )}
      {asking && (
        <Suspense>
          <AskingDialog asking={asking} info={info} onClose={() => setAsking(undefined)} />
        </Suspense>
      )}
    </div>
  )
}

function Row({
  icon: Icon,
  tone = 'plain',
  detail,
  onPress,
  children,
}: {
  icon: typeof Bell
  tone?: 'plain' | 'danger'
  detail?: ReactNode
  onPress: () => void
  children: string
}) {
  return (
    <button type="button" className={styles.row} data-tone={tone} onClick={onPress}>
      <Icon size={20} strokeWidth={1.8} aria-hidden="true" />
      <span className={styles.label}>{children}</span>
      {detail && <span className={styles.detail}>{detail}</span>}
    </button>
  )
}
