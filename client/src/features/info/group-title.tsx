import { Trans, useLingui } from '@lingui/react/macro'
import { Pencil } from 'lucide-react'
import { type FormEvent, useRef, useState } from 'react'
import { useSession } from '../../session/session.ts'
import { Button } from '../../ui/button.tsx'
import { isComposing } from '../../ui/composition.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { StateGlyph } from '../../ui/state-glyph.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import styles from './group-title.module.css'
import type { Info } from './info.query.ts'

/** A group's name, which every member may change where it stands. */
export function GroupTitle({ info: { id, title, renaming } }: { info: Info }) {
  const { t } = useLingui()
  const [editing, setEditing] = useState(false)
  const pencil = useRef<HTMLButtonElement>(null)

  if (editing) {
    return (
      <TitleForm
        conversation={id}
        title={title}
        onClose={() => {
          setEditing(false)
          requestAnimationFrame(() => pencil.current?.focus())
        }}
      />
    )
  }
  return (
    <div className={styles.line}>
      <h3 className={styles.title} dir="auto">
        {title}
      </h3>
      {renaming && (
        <span className={styles.waits}>
          <StateGlyph state="waiting" />
          <VisuallyHidden>
            <Trans>waiting to send</Trans>
          </VisuallyHidden>
        </span>
      )}
      <IconButton ref={pencil} icon={Pencil} name={t`Rename group`} size="small" onClick={() => setEditing(true)} />
    </div>
  )
}

function TitleForm({ conversation, title, onClose }: { conversation: string; title: string; onClose: () => void }) {
  const { t } = useLingui()
  const { commands } = useSession()
  const field = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(title)
  const [fault, setFault] = useState<'empty' | 'too-large' | 'malformed' | 'failed'>()
  const faults = {
    empty: t`Enter a name for the group`,
    'too-large': t`That name is too long`,
    malformed: t`Some of these characters can't be sent`,
    failed: t`Couldn't save on this device. Try again`,
  }

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (text.trim() === title) return onClose()
    const answer = await commands.rename({ conversation, title: text })
    if ('refused' in answer) setFault(answer.refused)
    else if ('failed' in answer) setFault('failed')
    else return onClose()
    field.current?.focus()
  }

  return (
    <form
      className={styles.form}
      aria-label={t`Rename group`}
      noValidate
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || isComposing(event.nativeEvent)) return
        event.stopPropagation()
        onClose()
      }}
    >
      <TextField
        ref={field}
        label={t`Group name`}
        dir="auto"
        autoComplete="off"
        autoFocus
        value={text}
        onFocus={({ target }) => target.select()}
        onChange={({ target }) => {
          setText(target.value)
          setFault(undefined)
        }}
        error={fault && faults[fault]}
      />
      <div className={styles.buttons}>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button variant="primary" type="submit">
          {t`Save`}
        </Button>
      </div>
    </form>
  )
}
