import { useLingui } from '@lingui/react/macro'
import { EllipsisVertical, Info, Search } from 'lucide-react'
import { type Ref, Suspense, useRef, useState } from 'react'
import type { ConversationId } from '#protocol/ids.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { ConversationMenu, fetchConversationMenu } from './conversation-menu.ts'

/** In the head of a conversation: a search in it, its info and its menu. */
export function ConversationActions({
  conversation,
  onSearch,
  searchButton,
  infoOpen,
  onInfo,
  infoButton,
}: {
  conversation: ConversationId
  onSearch: () => void
  searchButton: Ref<HTMLButtonElement>
  infoOpen: boolean
  /** opens and closes it */
  onInfo: () => void
  infoButton: Ref<HTMLButtonElement>
}) {
  const { t } = useLingui()
  const trigger = useRef<HTMLButtonElement>(null)
  const [menu, setMenu] = useState<HTMLElement>()
  return (
    <>
      <IconButton
        ref={searchButton}
        icon={Search}
        name={t`Search in conversation`}
        shortcut="Ctrl+F"
        onClick={onSearch}
      />
      <IconButton
        ref={infoButton}
        icon={Info}
        name={t`Conversation info`}
        shortcut="Ctrl+."
        aria-expanded={infoOpen}
        onClick={onInfo}
      />
      <IconButton
        ref={trigger}
        icon={EllipsisVertical}
        name={t`Conversation menu`}
        aria-haspopup="menu"
        aria-expanded={menu !== undefined}
        onPointerEnter={fetchConversationMenu}
        onFocus={fetchConversationMenu}
        onClick={() => setMenu(trigger.current ?? undefined)}
      />
      {menu && (
        <Suspense>
          <ConversationMenu conversation={conversation} trigger={menu} onClose={() => setMenu(undefined)} />
        </Suspense>
      )}
    </>
  )
}
