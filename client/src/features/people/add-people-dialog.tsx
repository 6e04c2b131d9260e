import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { Handle } from '#protocol/ids.ts'
import type { Person } from './people-options.ts'
import { PickPeopleDialog } from './pick-people-dialog.tsx'

/** Whom to add to a group. */
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
  const [typed, setTyped] = useState('')
  const [picked, setPicked] = useState<Person[]>([])
  return (
    <PickPeopleDialog
      title={t`Add people`}
      members={members}
      typed={typed}
      onTyped={setTyped}
      picked={picked}
      onPicked={setPicked}
      action={t`Add`}
      onDone={() => onAdd(picked.map(({ handle }) => handle))}
      onClose={onClose}
    />
  )
}
