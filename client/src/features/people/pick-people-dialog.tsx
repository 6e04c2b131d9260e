import { Plural, Trans, useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import type { Handle } from '#protocol/ids.ts'
import { useSession } from '../../session/session.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Picker, type PickerItem } from '../../ui/picker.tsx'
import { uncheckedItem } from './new-conversation-dialog.tsx'
import { useGroupLimits, usePeople } from './people.query.ts'
import { PeopleNote } from './people-note.tsx'
import { handleToAsk, optionsFor, type Person } from './people-options.ts'
import { PersonFace } from './person-face.tsx'
import styles from './pick-people-dialog.module.css'
import { useLookup } from './use-lookup.ts'

export interface PickPeopleDialogProps {
  title: string
  /** before the title */
  lead?: ReactNode
  /** who is in the group already */
  members: readonly Handle[]
  typed: string
  onTyped: (text: string) => void
  picked: readonly Person[]
  onPicked: (people: Person[]) => void
  /** of the button */
  action: string
  onDone: () => void
  onClose: () => void
}

/** People for a group. Works without a network: a username that nobody has checked may be picked too. */
export function PickPeopleDialog({
  title,
  lead,
  members,
  typed,
  onTyped,
  picked,
  onPicked,
  action,
  onDone,
  onClose,
}: PickPeopleDialogProps) {
  const { t } = useLingui()
  const { account, findUser } = useSession()
  const self = account.user.handle
  const known = usePeople()?.filter(({ handle }) => !members.includes(handle))
  const limits = useGroupLimits()
  const asked = known && handleToAsk(typed, known, self)
  const lookup = useLookup(asked !== undefined && members.includes(asked) ? undefined : asked, findUser)
  const { people, unchecked, note } = optionsFor({ known: known ?? [], typed, self, lookup })
  const isFull = members.length + picked.length >= limits.members

  const toggle = (handle: Handle) => {
    onTyped('')
    if (picked.some((person) => person.handle === handle))
      return onPicked(picked.filter((person) => person.handle !== handle))
    if (isFull || members.includes(handle)) return
    onPicked([...picked, people.find((person) => person.handle === handle) ?? { handle, name: `@${handle}` }])
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
      title={title}
      tall
      onClose={onClose}
      lead={lead}
      foot={
        <>
          <span id="pick-people-reason" className={styles.reason} role="status">
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
            aria-describedby="pick-people-reason"
            onClick={onDone}
          >
            {action}
          </Button>
        </>
      }
    >
      <Picker
        label={t`Search people`}
        placeholder={picked.length === 0 ? t`Name or exact username` : ''}
        listLabel={t`People`}
        text={typed}
        onText={onTyped}
        items={items}
        picked={picked.map(({ handle }) => handle)}
        onPick={toggle}
        onTakeBack={() => onPicked(picked.slice(0, -1))}
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
