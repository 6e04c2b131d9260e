/** Loaded on demand: what can be done with a conversation, from its row and from its head. */
import { useLingui } from '@lingui/react/macro'
import {
  Archive,
  ArchiveRestore,
  Bell,
  BellOff,
  CircleSlash2,
  Info as InfoSign,
  LogOut,
  Mail,
  MailOpen,
  Pin,
  PinOff,
} from 'lucide-react'
import { type RefObject, useRef, useState } from 'react'
import type { ConversationId } from '#protocol/ids.ts'
import { useSession } from '../../session/session.ts'
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx'
import { useAfterwards } from '../../ui/use-afterwards.ts'
import { saved } from '../../words/saved.ts'
import { type Asking, AskingDialog } from './asking.tsx'
import { type Info, useInfo } from './info.query.ts'
import { archive, markRead } from './quick-actions.ts'

export interface ConversationMenuProps {
  conversation: ConversationId
  trigger: HTMLElement
  onClose: () => void
  /** absent where it is in sight */
  onInfo?: () => void
}

export function ConversationMenu({ conversation, trigger, onClose, onInfo }: ConversationMenuProps) {
  const info = useInfo(conversation)
  const anchor = useRef<Element>(trigger)
  const [asking, setAsking] = useState<Asking | 'soon'>()
  if (!info || info === 'none' || asking === 'soon') return null
  if (asking) return <AskingDialog asking={asking} info={info} onClose={onClose} />
  return <Items info={info} trigger={anchor} onClose={onClose} onAsk={setAsking} onInfo={onInfo} />
}

function Items({
  info,
  trigger,
  onClose,
  onAsk,
  onInfo,
}: {
  info: Info
  trigger: RefObject<Element | null>
  onClose: () => void
  /** `soon`: the menu goes first, and gives the focus back, to where the question gives it back in its turn */
  onAsk: (asking: Asking | 'soon') => void
  onInfo: (() => void) | undefined
}) {
  const { t } = useLingui()
  const { commands } = useSession()
  const asks = useRef(false)
  const afterwards = useAfterwards()
  const { id, kind, pinned, muted, archived, isUnread, former, blocked, peer, head } = info

  const set = (prefs: Parameters<typeof commands.setPrefs>[1]) => () => void saved(commands.setPrefs(id, prefs))
  const ask = (asking: Asking['ask'] & ('mute' | 'leave' | 'block')) => () => {
    asks.current = true
    afterwards(() => onAsk({ ask: asking }))
  }
  return (
    <Menu name={t`Conversation menu`} trigger={trigger} onClose={() => (asks.current ? onAsk('soon') : onClose())}>
      {onInfo && (
        <MenuItem icon={InfoSign} onAction={onInfo}>
          {t`Conversation info`}
        </MenuItem>
      )}
      <MenuItem icon={pinned ? PinOff : Pin} onAction={set({ pinned: !pinned })}>
        {pinned ? t`Unpin` : t`Pin`}
      </MenuItem>
      <MenuItem icon={muted ? Bell : BellOff} onAction={muted ? set({ muted: 0 }) : ask('mute')}>
        {muted ? t`Unmute` : t`Mute`}
      </MenuItem>
      <MenuItem
        icon={isUnread ? MailOpen : Mail}
        onAction={isUnread ? () => void markRead(commands, { conversation: id, head }) : set({ unread: true })}
      >
        {isUnread ? t`Mark as read` : t`Mark as unread`}
      </MenuItem>
      <MenuItem icon={archived ? ArchiveRestore : Archive} onAction={() => void archive(commands, id, !archived)}>
        {archived ? t`Unarchive` : t`Archive`}
      </MenuItem>
      {((kind === 'group' && !former) || peer !== undefined) && <MenuSeparator />}
      {kind === 'group' && !former && (
        <MenuItem icon={LogOut} tone="danger" onAction={ask('leave')}>
          {t`Leave group`}
        </MenuItem>
      )}
      {peer !== undefined && (
        <MenuItem
          icon={CircleSlash2}
          tone={blocked ? 'plain' : 'danger'}
          onAction={blocked ? () => void saved(commands.setBlocked(peer, false)) : ask('block')}
        >
          {blocked ? t`Unblock` : t`Block`}
        </MenuItem>
      )}
    </Menu>
  )
}
