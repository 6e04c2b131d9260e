import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { ArrowLeft } from 'lucide-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import type { Refusal } from '#engine/commands.ts'
import type { WriteFailure } from '#engine/ports.ts'
import type { ConversationId, Handle } from '#protocol/ids.ts'
import { codePoints } from '#protocol/limits.ts'
import { useSession } from '../../session/session.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Picker, type PickerItem } from '../../ui/picker.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { uncheckedItem } from './new-conversation-dialog.tsx'
import styles from './new-group-dialog.module.css'
import { useGroupLimits, usePeople } from './people.query.ts'
import { PeopleNote } from './people-note.tsx'
import { handleToAsk, type Lookup, optionsFor, type Person } from './people-options.ts'
import { PersonFace } from './person-face.tsx'
import { useLookup } from './use-lookup.ts'

/** Faces above the name: what more there are, the line below counts. */
const STACK = 6

type Created = { conversation: ConversationId } | Refusal | WriteFailure

export interface NewGroupDialogProps {
  onClose: () => void
  /** to the dialog for a new conversation */
  onBack: () => void
  onCreated: (conversation: ConversationId) => void
}

/** Works without a network: the device makes the group's id, and a username that nobody has comes back as such. */
export function NewGroupDialog({ onClose, onBack, onCreated }: NewGroupDialogProps) {
  const { account, commands, findUser } = useSession()
  const self = account.user.handle
  const known = usePeople()
  const limits = useGroupLimits()
  const [typed, setTyped] = useState('')
  const lookup = useLookup(known && handleToAsk(typed, known, self), findUser)
  return (
    <NewGroupView
      self={self}
      known={known ?? []}
      typed={typed}
      lookup={lookup}
      limits={limits}
      onTyped={setTyped}
      onClose={onClose}
      onBack={onBack}
      onCreate={async (group) => {
        const created = await commands.createGroup(group)
        if ('conversation' in created) onCreated(created.conversation)
        return created
      }}
    />
  )
}

export interface NewGroupViewProps {
  self: Handle
  known: readonly Person[]
  typed: string
  lookup: Lookup
  limits: { members: number; title: number }
  onTyped: (text: string) => void
  onClose: () => void
  onBack: () => void
  onCreate: (group: { title: string; members: Handle[] }) => Promise<Created>
}

/** First the people, then the name. */
export function NewGroupView(props: NewGroupViewProps) {
  const [step, setStep] = useState<'people' | 'name'>('people')
  const [members, setMembers] = useState<Person[]>([])
  if (step === 'name') return <NameStep {...props} members={members} onBack={() => setStep('people')} />
  return <PeopleStep {...props} members={members} onMembers={setMembers} onNext={() => setStep('name')} />
}

function PeopleStep({
  self,
  known,
  typed,
  lookup,
  limits,
  members,
  onTyped,
  onMembers,
  onNext,
  onBack,
  onClose,
}: NewGroupViewProps & { members: Person[]; onMembers: (members: Person[]) => void; onNext: () => void }) {
  const { t } = useLingui()
  const { people, unchecked, note } = optionsFor({ known, typed, self, lookup })
  const picked = members.map(({ handle }) => handle)
  // Oneself is a member too.
  const isFull = members.length + 1 >= limits.members

  const toggle = (handle: Handle) => {
    onTyped('')
    if (picked.includes(handle)) return onMembers(members.filter((member) => member.handle !== handle))
    if (isFull) return
    onMembers([...members, people.find((person) => person.handle === handle) ?? { handle, name: `@${handle}` }])
  }

  const items: PickerItem[] = people.map((person) => ({
    id: person.handle,
    name: `${person.name} @${person.handle}`,
    face: <PersonFace person={person} />,
  }))
  if (unchecked !== undefined)
    items.push(uncheckedItem(unchecked, t`@${unchecked}, not checked yet`, t`Not checked yet`))

  return (
    <Dialog
      title={t`New group`}
      tall
      onClose={onClose}
      lead={<IconButton icon={ArrowLeft} name={t`Back`} className={styles.back} onClick={onBack} />}
      foot={
        <>
          <span id="new-group-reason" className={styles.reason} role="status">
            {members.length === 0 ? (
              <Trans>Add at least one person</Trans>
            ) : isFull ? (
              <Plural
                value={limits.members}
                one="A group here has at most # person"
                other="A group here has at most # people"
              />
            ) : (
              <Plural value={members.length} one="# person" other="# people" />
            )}
          </span>
          <Button
            variant="primary"
            disabled={members.length === 0}
            aria-describedby="new-group-reason"
            onClick={onNext}
          >
            {t`Next`}
          </Button>
        </>
      }
    >
      <Picker
        label={t`Search people`}
        placeholder={members.length === 0 ? t`Name or exact username` : ''}
        listLabel={t`People`}
        text={typed}
        onText={onTyped}
        items={items}
        picked={picked}
        onPick={toggle}
        onTakeBack={() => onMembers(members.slice(0, -1))}
        chips={
          members.length > 0 &&
          members.map((member) => (
            <Chip
              key={member.handle}
              lead={<Avatar name={member.name} seed={member.id ?? member.handle} size={24} />}
              remove={{ name: t`Remove ${member.name}`, onPress: () => toggle(member.handle) }}
            >
              {member.name}
            </Chip>
          ))
        }
        note={<PeopleNote note={note} unchecked={unchecked} />}
      />
    </Dialog>
  )
}

function NameStep({
  members,
  limits,
  onCreate,
  onBack,
  onClose,
}: NewGroupViewProps & { members: Person[]; onBack: () => void }) {
  const { t } = useLingui()
  const field = useRef<HTMLInputElement>(null)
  const [title, setTitle] = useState('')
  const [error, setError] = useState<'empty' | 'too-long' | 'full' | 'unsaved'>()
  const [busy, setBusy] = useState(false)
  const errors = {
    empty: t`Enter a name for the group`,
    'too-long': t`That name is too long`,
    full: t`This device is out of space. Nothing was created`,
    unsaved: t`Couldn't save on this device. Try again`,
  }

  const create = async () => {
    const name = title.trim()
    const fault = name === '' ? 'empty' : codePoints(name) > limits.title ? 'too-long' : undefined
    setError(fault)
    if (fault) return field.current?.focus()
    setBusy(true)
    const created = await onCreate({ title: name, members: members.map(({ handle }) => handle) })
    if ('conversation' in created) return
    setBusy(false)
    if ('refused' in created) setError(created.refused === 'too-large' ? 'too-long' : 'empty')
    else setError(created.failed === 'full' ? 'full' : 'unsaved')
    field.current?.focus()
  }

  const stepBack = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    // One step back, not out of the dialog.
    event.stopPropagation()
    onBack()
  }

  return (
    <Dialog
      title={t`New group`}
      tall
      onClose={onClose}
      lead={<IconButton icon={ArrowLeft} name={t`Back`} className={styles.back} onClick={onBack} />}
      foot={
        <Button variant="primary" type="submit" form="new-group" busy={busy && t`Creating…`}>
          {t`Create group`}
        </Button>
      }
    >
      <form
        id="new-group"
        className={styles.name}
        noValidate
        onKeyDown={stepBack}
        onSubmit={(event) => {
          event.preventDefault()
          if (!busy) create()
        }}
      >
        <div className={styles.stack}>
          {members.slice(0, STACK).map((member) => (
            <Avatar key={member.handle} name={member.name} seed={member.id ?? member.handle} size={48} />
          ))}
        </div>
        <TextField
          ref={field}
          label={t`Group name`}
          autoFocus
          autoComplete="off"
          dir="auto"
          value={title}
          error={error && errors[error]}
          onChange={(event) => {
            setTitle(event.target.value)
            setError(undefined)
          }}
        />
        <p className={styles.with}>
          <Plural value={members.length} one="You and # other" other="You and # others" />
          {': '}
          {members.map(({ name }) => name).join(', ')}
        </p>
      </form>
    </Dialog>
  )
}
