import { useLingui } from '@lingui/react/macro'
import { AtSign, Users } from 'lucide-react'
import { useState } from 'react'
import { type ConversationId, directConversation, type Handle } from '#protocol/ids.ts'
import { useSession } from '../../session/session.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Picker, type PickerItem } from '../../ui/picker.tsx'
import { usePeople } from './people.query.ts'
import { PeopleNote } from './people-note.tsx'
import { handleToAsk, optionsFor } from './people-options.ts'
import { PersonFace, RowFace, RowSign } from './person-face.tsx'
import { useLookup } from './use-lookup.ts'

const NEW_GROUP = '#group'

export interface NewConversationDialogProps {
  onClose: () => void
  /** an existing conversation, or one that begins with its first message */
  onOpen: (conversation: ConversationId) => void
  onNewGroup: () => void
}

export function NewConversationDialog({ onClose, onOpen, onNewGroup }: NewConversationDialogProps) {
  const { t } = useLingui()
  const { account, findUser } = useSession()
  const self = account.user.handle
  const known = usePeople()
  const [typed, setTyped] = useState('')
  const lookup = useLookup(known && handleToAsk(typed, known, self), findUser)
  const { people, unchecked, note } = optionsFor({ known: known ?? [], typed, self, lookup })
  const sought = typed.trim() === ''
  const itself = sought || typed.trim().replace(/^@/, '').toLowerCase() === self

  const items: PickerItem[] = []
  if (sought) {
    items.push({
      id: NEW_GROUP,
      name: t`New group`,
      face: (
        <RowFace
          lead={
            <RowSign tone="accent">
              <Users size={20} strokeWidth={1.9} />
            </RowSign>
          }
          title={t`New group`}
        />
      ),
    })
  }
  if (itself) {
    items.push({
      id: self,
      name: t`Saved messages`,
      face: (
        <RowFace
          lead={<Avatar name="" seed={self} kind="self" size={40} />}
          title={t`Saved messages`}
          detail={t`Notes to yourself`}
        />
      ),
    })
  }
  for (const person of people) {
    items.push({ id: person.handle, name: `${person.name} @${person.handle}`, face: <PersonFace person={person} /> })
  }
  if (unchecked !== undefined)
    items.push(uncheckedItem(unchecked, t`@${unchecked}, not checked yet`, t`Not checked yet`))

  return (
    <Dialog title={t`New conversation`} tall onClose={onClose}>
      <Picker
        label={t`Search people`}
        placeholder={t`Name or exact username`}
        listLabel={t`People`}
        text={typed}
        onText={setTyped}
        items={items}
        onPick={(id) => (id === NEW_GROUP ? onNewGroup() : onOpen(directConversation(self, id)))}
        note={itself && note?.kind === 'no-match' ? null : <PeopleNote note={note} unchecked={unchecked} />}
      />
    </Dialog>
  )
}

export const uncheckedItem = (handle: Handle, name: string, detail: string): PickerItem => ({
  id: handle,
  name,
  face: (
    <RowFace
      lead={
        <RowSign tone="waiting">
          <AtSign size={20} strokeWidth={1.9} />
        </RowSign>
      }
      title={`@${handle}`}
      detail={detail}
    />
  ),
})
