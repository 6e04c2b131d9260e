import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { Handle } from '#protocol/ids.ts'
import { useSession } from '../../session/session.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Picker, type PickerItem } from '../../ui/picker.tsx'
import { uncheckedItem } from './new-conversation-dialog.tsx'
import styles from './new-group-dialog.module.css'
import { useGroupLimits, usePeople } from './people.query.ts'
import { PeopleNote } from './people-note.tsx'
import { handleToAsk, optionsFor, type Person } from './people-options.ts'
import { PersonFace } from './person-face.tsx'
import { useLookup } from './use-lookup.ts'

/** Whom to add to a group. Works without a network, as making one does. */
export function AddPeopleDialog({
  members,
  onAdd,
  onClose,
}: {
  /** who is in it already */
  members: readonly Handle[]
  onAdd: (handles: Handle[]) => void
  onClose: () => void
}) {
  const { t } = useLingui()
  const { account, findUser } = useSession()
  const self = account.user.handle
  const known = usePeople()?.filter(({ handle }) => !members.includes(handle))
  const limits = useGroupLimits()
  const [typed, setTyped] = useState('')
  const [picked, setPicked] = useState<Person[]>([])
  const asked = known && handleToAsk(typed, known, self)
  const lookup = useLookup(asked !== undefined && members.includes(asked) ? undefined : asked, findUser)
  const { people, unchecked, note } = optionsFor({ known: known ?? [], typed, self, lookup })
  const isFull = members.length + picked.length >= limits.members

  const toggle = (handle: Handle) => {
    setTyped('')
    if (picked.some((person) => person.handle === handle))
      return setPicked(picked.filter((person) => person.handle !== handle))
    if (isFull || members.includes(handle)) return
    setPicked([...picked, people.find((person) => person.handle === handle) ?? { handle, name: `@${handle}` }])
  }

  const items: PickerItem[] = people.map((person) => ({
    id: person.handle,
    name: `${person.name} @${person.handle}`,
    face: <PersonFace person={person} />,
  }))
  if (unchecked !== undefined && !members.includes(unchecked))
    items.push(uncheckedItem(unchecked, t`@${unchecked}, not checked yet`, t`Not checked yet`))

  return (
    <Dialog
      title={t`Add people`}
      tall
      onClose={onClose}
      foot={
        <>
          <span id="add-people-reason" className={styles.reason} role="status">
            {picked.length === 0 ? (
              <Trans>Add at least one person</Trans>
            ) : isFull ? (
              <Plural
                value={limits.members}
                one="A group here has at most # person"
                other="A group here has at most # people"
              />
            ) : (
              <Plural value={picked.length} one="# person" other="# people" />
            )}
          </span>
          <Button
            variant="primary"
            disabled={picked.length === 0}
            aria-describedby="add-people-reason"
            onClick={() => onAdd(picked.map(({ handle }) => handle))}
          >
            {t`Add`}
          </Button>
        </>
      }
    >
      <Picker
        label={t`Search people`}
        placeholder={picked.length === 0 ? t`Name or exact username` : ''}
        listLabel={t`People`}
        text={typed}
        onText={setTyped}
        items={items}
        picked={picked.map(({ handle }) => handle)}
        onPick={toggle}
        onTakeBack={() => setPicked(picked.slice(0, -1))}
        chips={
          picked.length > 0 &&
          picked.map((person) => (
            <Chip
              key={person.handle}
              lead={<Avatar name={person.name} seed={person.id ?? person.handle} size={24} />}
              remove={{ name: t`Remove ${person.name}`, onPress: () => toggle(person.handle) }}
            >
              {person.name}
            </Chip>
          ))
        }
        note={<PeopleNote note={note} unchecked={unchecked} />}
      />
    </Dialog>
  )
}
