import { Suspense, useState } from 'react'
import { useLocation } from 'wouter'
import type { ConversationId } from '#protocol/ids.ts'
import { AccountButton } from '../features/account/account-button.tsx'
import { SignOutDialog } from '../features/account/dialogs.ts'
import type { SignOutKind } from '../features/account/sign-out-dialog.tsx'
import { ConversationList } from '../features/conversations/conversation-list.tsx'
import { ListSearch } from './search-screen.tsx'
import { useProtection } from './use-protection.ts'

/** The list, with the account in its head. */
export function ListColumn({ selected }: { selected: ConversationId | undefined }) {
  const [, navigate] = useLocation()
  const [leaving, setLeaving] = useState<SignOutKind>()
  const protect = useProtection()
  return (
    <>
      <ConversationList
        {...(selected !== undefined && { selected })}
        account={<AccountButton onSignOut={() => setLeaving('sign-out')} />}
        search={<ListSearch />}
        onNew={() => navigate('/new')}
        onOpenOutbox={() => navigate('/outbox')}
        onSignInAgain={() => navigate('/signin')}
        onRemove={() => setLeaving('remove')}
        {...(protect && { onProtect: protect })}
      />
      {leaving && (
        <Suspense>
          <SignOutDialog kind={leaving} onClose={() => setLeaving(undefined)} />
        </Suspense>
      )}
    </>
  )
}
