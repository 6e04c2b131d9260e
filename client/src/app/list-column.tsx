import { Suspense, useState } from 'react'
import { useLocation } from 'wouter'
import type { ConversationId } from '#protocol/ids.ts'
import { AccountButton } from '../features/account/account-button.tsx'
import { SignOutDialog } from '../features/account/dialogs.ts'
import type { SignOutKind } from '../features/account/sign-out-dialog.tsx'
import { ConversationList } from '../features/conversations/conversation-list.tsx'
import { isUnread } from '../features/conversations/list-view.ts'
import { isInstalledByHand, useInstallOffer } from '../platform/install.ts'
import { showUnread } from '../platform/unread-badge.ts'
import { useSession } from '../session/session.ts'
import { type Part, usePart } from '../ui/part.ts'
import { ConversationMenu, fetchConversationMenu } from './conversation-menu.ts'
import { readConversationAhead } from './first-screen.ts'
import { showOver } from './over.ts'
import { infoPath, settingsPath } from './routes.ts'
import { ListSearch } from './search-screen.tsx'
import { useProtection } from './use-protection.ts'

const quickActions = () => import('../features/info/quick-actions.ts')

const installCard: Part<{ isEmpty: boolean }> = {
  load: async () => (await import('../features/install/install-card.tsx')).InstallCard,
}

/** The list, with the account in its head. */
export function ListColumn({ selected }: { selected: ConversationId | undefined }) {
  const [, navigate] = useLocation()
  const [leaving, setLeaving] = useState<SignOutKind>()
  const [menu, setMenu] = useState<{ conversation: ConversationId; trigger: HTMLElement }>()
  const session = useSession()
  const { commands } = session
  const protect = useProtection()
  const installable = useInstallOffer(({ offer }) => offer !== undefined) || isInstalledByHand()
  return (
    <>
      <ConversationList
        {...(selected !== undefined && { selected })}
        account={<AccountButton onSettings={() => navigate(settingsPath())} onSignOut={() => setLeaving('sign-out')} />}
        search={<ListSearch />}
        menuOn={menu?.conversation}
        onMenu={(conversation, trigger) => setMenu({ conversation, trigger })}
        onAhead={(conversation) => void readConversationAhead(session, conversation).catch(() => {})}
        onMenuAhead={fetchConversationMenu}
        onSwipe={async ({ id, head, archived, ...item }, what) => {
          const { archive, toggleRead } = await quickActions()
          if (what === 'archive') await archive(commands, id, !archived)
          else await toggleRead(commands, { conversation: id, head, isUnread: isUnread(item) })
        }}
        onUnread={showUnread}
        offer={(isEmpty) => installable && <Offer isEmpty={isEmpty} />}
        onNew={() => navigate('/new')}
        onOpenOutbox={() => navigate('/outbox')}
        onSignInAgain={() => navigate('/signin')}
        onRemove={() => setLeaving('remove')}
        onExport={() => showOver('export')}
        onManageStorage={() => navigate(settingsPath('storage'))}
        {...(protect && { onProtect: protect })}
      />
      {menu && (
        <Suspense>
          <ConversationMenu
            key={menu.conversation}
            {...menu}
            onClose={() => setMenu(undefined)}
            onInfo={() => navigate(infoPath(menu.conversation))}
          />
        </Suspense>
      )}
      {leaving && (
        <Suspense>
          <SignOutDialog kind={leaving} onClose={() => setLeaving(undefined)} />
        </Suspense>
      )}
    </>
  )
}

function Offer({ isEmpty }: { isEmpty: boolean }) {
  const InstallCard = usePart(installCard)
  return InstallCard && <InstallCard isEmpty={isEmpty} />
}
