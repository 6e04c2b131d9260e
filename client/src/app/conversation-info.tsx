/** Loaded on demand: a conversation's info, with the dialog that adds people to it. */
import { Suspense } from 'react'
import type { ConversationId } from '#protocol/ids.ts'
import { ConversationInfo as Info } from '../features/info/conversation-info.tsx'
import { AddPeopleDialog } from '../features/people/dialogs.ts'
import { useSession } from '../session/session.ts'
import { saved } from '../words/saved.ts'

export { fetchInfoParts } from '../features/info/conversation-info.tsx'

export function ConversationInfo(props: {
  conversation: ConversationId
  place: 'beside' | 'over'
  onClose: () => void
  onSearch: () => void
  onOpen: (conversation: ConversationId) => void
}) {
  const { commands } = useSession()
  const { conversation } = props
  return (
    <Info
      {...props}
      addPeople={({ members, onClose }) => (
        <Suspense>
          <AddPeopleDialog
            members={members}
            onClose={onClose}
            onAdd={async (handles) => {
              onClose()
              for (const member of handles) if (!(await saved(commands.add({ conversation, member })))) return
            }}
          />
        </Suspense>
      )}
    />
  )
}
