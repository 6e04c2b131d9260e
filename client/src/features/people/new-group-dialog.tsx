import { Plural, useLingui } from '@lingui/react/macro'
import { ArrowLeft } from 'lucide-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import type { Refusal } from '#engine/commands.ts'
import type { WriteFailure } from '#engine/ports.ts'
import type { ConversationId, Handle } from '#protocol/ids.ts'
import { codePoints } from '#protocol/limits.ts'
import { useSession } from '../../session/session.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Button } from '../../ui/button.tsx'
import { isComposing } from '../../ui/composition.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { TextField } from '../../ui/text-field.tsx'
import styles from './new-group-dialog.module.css'
import { useGroupLimits } from './people.query.ts'
import type { Person } from './people-options.ts'
import { PickPeopleDialog } from './pick-people-dialog.tsx'

/** Faces above the name: what more there are, the line below counts. */
const STACK = 6

type Created = { conversation: ConversationId } | Refusal | WriteFailure

export interface NewGroupDialogProps {
  onClose: () => void
  /** to the dialog for a new conversation */
  onBack: () => void
  onCreated: (conversation: ConversationId) => void
}

/**
 * First the people, then the name. Works without a network: the device makes the group's id, and a username that nobody
 * has comes back as such.
 */
export function NewGroupDialog({ onClose, onBack, onCreated }: NewGroupDialogProps) {
  const { t } = useLingui()
  const { account, commands } = useSession()
  const limits = useGroupLimits()
  const [step, setStep] = useState<'people' | 'name'>('people')
  const [typed, setTyped] = useState('')
  const [members, setMembers] = useState<Person[]>([])
  if (step === 'people') {
    return (
      <PickPeopleDialog
        title={t`New group`}
        lead={<BackButton onBack={onBack} />}
        // Oneself is a member too.
        members={[account.user.handle]}
        typed={typed}
        onTyped={setTyped}
        picked={members}
        onPicked={setMembers}
        action={t`Next`}
        onDone={() => setStep('name')}
        onClose={onClose}
      />
    )
  }
  return (
    <NameStep
      members={members}
      limits={limits}
      onBack={() => setStep('people')}
      onClose={onClose}
      onCreate={async (group) => {
        const created = await commands.createGroup(group)
        if ('conversation' in created) onCreated(created.conversation)
        return created
      }}
    />
  )
}

function BackButton({ onBack }: { onBack: () => void }) {
  const { t } = useLingui()
  return <IconButton icon={ArrowLeft} name={t`Back`} className={styles.back} onClick={onBack} />
}

function NameStep({
  members,
  limits,
  onCreate,
  onBack,
  onClose,
}: {
  members: readonly Person[]
  limits: { title: number }
  onCreate: (group: { title: string; members: Handle[] }) => Promise<Created>
  onBack: () => void
  onClose: () => void
}) {
  const { t } = useLingui()
  const field = useRef<HTMLInputElement>(null)
  const [title, setTitle] = useState('')
  const [error, setError] = useState<'empty' | 'too-long' | 'malformed' | 'full' | 'unsaved'>()
  const [busy, setBusy] = useState(false)
  const errors = {
    empty: t`Enter a name for the group`,
    'too-long': t`That name is too long`,
    malformed: t`Some of these characters can't be sent`,
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
    if ('refused' in created) setError(created.refused === 'too-large' ? 'too-long' : created.refused)
    else setError(created.failed === 'full' ? 'full' : 'unsaved')
    field.current?.focus()
  }

  const stepBack = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || isComposing(event.nativeEvent)) return
    // One step back, not out of the dialog.
    event.stopPropagation()
    onBack()
  }

  return (
    <Dialog
      title={t`New group`}
      tall
      onClose={onClose}
      lead={<BackButton onBack={onBack} />}
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
