import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Ellipsis, MessageCircle, Shield, ShieldOff, UserMinus, UserPlus } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { type ConversationId, directConversation, type Handle } from '#protocol/ids.ts'
import { useSession } from '../../session/session.ts'
import { useStatus } from '../../session/status.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { nearTime } from '../../ui/dates.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { StateGlyph } from '../../ui/state-glyph.tsx'
import { saved } from '../../words/saved.ts'
import type { Asking } from './asking.tsx'
import type { Info, InfoMember } from './info.query.ts'
import styles from './members.module.css'

/** So many are shown at first. */
const FEW = 50

/** Who is in a group, and what may be done about it. */
export function Members({
  info,
  onOpen,
  onAsk,
  addPeople,
}: {
  info: Info
  onOpen: (conversation: ConversationId) => void
  onAsk: (asking: Asking) => void
  addPeople: (asked: { members: Handle[]; onClose: () => void }) => ReactNode
}) {
  const { t } = useLingui()
  const [adding, setAdding] = useState(false)
  const [all, setAll] = useState(false)
  const { members, isAdmin, former } = info
  const shown = all ? members : members.slice(0, FEW)
  const count = members.filter(({ waiting }) => waiting !== 'removed').length

  return (
    <section className={styles.section}>
      <div className={styles.head}>
        <h3 className={styles.heading}>
          <Plural value={count} one="# member" other="# members" />
        </h3>
        <AsOf />
        {isAdmin && <IconButton icon={UserPlus} name={t`Add people`} size="small" onClick={() => setAdding(true)} />}
      </div>
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari forgets that a list without markers is one */}
      <ul role="list" className={styles.list} aria-label={t`Members`}>
        {shown.map((member) => (
          <MemberRow
            key={member.handle}
            member={member}
            conversation={info.id}
            mayChange={isAdmin && !former}
            onOpen={onOpen}
            onAsk={onAsk}
          />
        ))}
      </ul>
      {members.length > shown.length && (
        <button type="button" className={styles.more} onClick={() => setAll(true)}>
          <Trans>Show all {count}</Trans>
        </button>
      )}
      {adding && addPeople({ members: members.map(({ handle }) => handle), onClose: () => setAdding(false) })}
    </section>
  )
}

/** How old what is shown may be, where the server cannot be asked. */
function AsOf() {
  const { connection, synced } = useStatus()
  if (connection.state === 'live' || connection.state === 'connecting' || synced === undefined) return null
  const time = nearTime(synced, Date.now())
  return (
    <span className={styles.asOf}>
      <Trans>as of {time}</Trans>
    </span>
  )
}

function MemberRow({
  member,
  conversation,
  mayChange,
  onOpen,
  onAsk,
}: {
  member: InfoMember
  conversation: ConversationId
  mayChange: boolean
  onOpen: (conversation: ConversationId) => void
  onAsk: (asking: Asking) => void
}) {
  const { t } = useLingui()
  const { account, commands } = useSession()
  const trigger = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  const { handle, name, seed, role, own, waiting } = member
  const isLeader = role === 'admin'
  const setAdmin = (on: boolean) => () => void saved(commands.setAdmin({ conversation, member: handle, on }))

  return (
    <li className={styles.member} data-gone={waiting === 'removed' || undefined}>
      <Avatar name={name} seed={seed} size={40} />
      <span className={styles.words}>
        <span className={styles.name}>
          <bdi>{name}</bdi>
          {own && (
            <span className={styles.you}>
              {' '}
              <Trans>(you)</Trans>
            </span>
          )}
        </span>
        <span className={styles.handle}>
          {waiting ? (
            <span className={styles.waits}>
              <StateGlyph state="waiting" />
              <Waiting waiting={waiting} isLeader={isLeader} />
            </span>
          ) : (
            <bdi>@{handle}</bdi>
          )}
        </span>
      </span>
      {isLeader && (
        <span className={styles.badge}>
          <Trans>Admin</Trans>
        </span>
      )}
      {!own && waiting !== 'removed' && (
        <IconButton
          ref={trigger}
          icon={Ellipsis}
          size="small"
          name={t`Actions for ${name}`}
          aria-haspopup="menu"
          aria-expanded={open}
          onClick={() => setOpen(true)}
        />
      )}
      {open && (
        <Menu name={t`Actions for ${name}`} trigger={trigger} onClose={() => setOpen(false)}>
          <MenuItem
            icon={MessageCircle}
            onAction={() => onOpen(directConversation(account.user.handle, handle))}
          >{t`Message ${name}`}</MenuItem>
          {mayChange && (
            <MenuItem icon={isLeader ? ShieldOff : Shield} onAction={setAdmin(!isLeader)}>
              {isLeader ? t`Remove as admin` : t`Make admin`}
            </MenuItem>
          )}
          {mayChange && (
            <MenuItem icon={UserMinus} tone="danger" onAction={() => onAsk({ ask: 'remove', member })}>
              {t`Remove from group`}
            </MenuItem>
          )}
        </Menu>
      )}
    </li>
  )
}

function Waiting({ waiting, isLeader }: { waiting: NonNullable<InfoMember['waiting']>; isLeader: boolean }) {
  switch (waiting) {
    case 'added':
      return <Trans>Waiting to be added</Trans>
    case 'removed':
      return <Trans>Waiting to be removed</Trans>
    case 'role':
      return isLeader ? <Trans>Waiting to become admin</Trans> : <Trans>Waiting to be no admin</Trans>
  }
}
