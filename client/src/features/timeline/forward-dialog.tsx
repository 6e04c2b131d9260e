/** Loaded on demand: to whom a message goes as well. */
// Toasts are worded when nothing is drawn any more.
import { plural, t as say } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { ConversationId } from '#protocol/ids.ts'
import { useSession } from '../../session/session.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Picker } from '../../ui/picker.tsx'
import { TitledFace } from '../../ui/titled-face.tsx'
import { showToast } from '../../ui/toasts.ts'
import { saved } from '../../words/saved.ts'
import { type Destination, useReceiving } from './forward.query.ts'

/** More than anybody reads: a few letters more find it sooner. */
const MOST_ROWS = 50

export function ForwardDialog({ text, onClose }: { text: string; onClose: () => void }) {
  const { t } = useLingui()
  const { commands } = useSession()
  const receiving = useReceiving()
  const [typed, setTyped] = useState('')
  const [picked, setPicked] = useState<readonly ConversationId[]>([])
  const own = t`Saved messages`
  const titleOf = ({ kind, title }: Destination) => (kind === 'self' ? own : title)
  const nameOf = (to: Destination) => (to.kind === 'dm' && to.handle ? `${titleOf(to)} @${to.handle}` : titleOf(to))
  const faceOf = (to: Destination) => (
    <TitledFace
      title={titleOf(to)}
      seed={to.seed}
      kind={to.kind === 'dm' ? 'person' : to.kind}
      handle={to.kind === 'dm' ? to.handle : undefined}
    />
  )
  const sought = typed.trim().toLocaleLowerCase()
  const items = (receiving ?? [])
    .filter((to) => nameOf(to).toLocaleLowerCase().includes(sought))
    .slice(0, MOST_ROWS)
    .map((to) => ({ id: to.id, name: nameOf(to), face: faceOf(to) }))

  async function forward() {
    if (picked.length === 0) return
    if (!(await saved(commands.forward({ to: picked, text })))) return
    onClose()
    const [only] = receiving?.filter(({ id }) => picked.includes(id)) ?? []
    const title = only && titleOf(only)
    const count = plural(picked.length, { one: '# conversation', other: '# conversations' })
    showToast({ text: picked.length === 1 && title ? say`Forwarded to ${title}` : say`Forwarded to ${count}` })
  }

  return (
    <Dialog
      title={t`Forward`}
      tall
      onClose={onClose}
      foot={
        <Button variant="primary" aria-disabled={picked.length === 0 || undefined} onClick={() => void forward()}>
          <Trans>Forward</Trans>
        </Button>
      }
    >
      <Picker
        label={t`Search people and conversations`}
        placeholder={t`A name or @username`}
        listLabel={t`Conversations and people`}
        text={typed}
        onText={setTyped}
        items={items}
        picked={picked}
        onPick={(id) =>
          setPicked((before) => (before.includes(id) ? before.filter((other) => other !== id) : [...before, id]))
        }
        note={receiving && items.length === 0 ? <Trans>Nobody and nothing here is called that.</Trans> : null}
      />
    </Dialog>
  )
}
