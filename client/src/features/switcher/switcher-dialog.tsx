import { Trans, useLingui } from '@lingui/react/macro'
import { useMemo, useState } from 'react'
import type { ConversationId } from '#protocol/ids.ts'
import { useDrawn } from '../../platform/use-drawn.ts'
import { Badge } from '../../ui/badge.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Picker } from '../../ui/picker.tsx'
import { TitledFace } from '../../ui/titled-face.tsx'
import { rank } from './rank.ts'
import { type Destination, useDestinations } from './switcher.query.ts'
import styles from './switcher-dialog.module.css'

/** More than anybody reads: a few letters more find it sooner. */
const MOST_ROWS = 20
/** What is in sight, about. */
const FIRST_ROWS = 9

/** To any conversation by a few letters. */
export function SwitcherDialog({
  onClose,
  onOpen,
  onInfo,
}: {
  onClose: () => void
  onOpen: (id: ConversationId) => void
  /** to what there is to know about it */
  onInfo: (id: ConversationId) => void
}) {
  const { t } = useLingui()
  const targets = useDestinations()
  const [typed, setTyped] = useState('')
  const saved = t`Saved messages`
  const sought = `'${typed.trim()}'`

  /** The same object for as long as nothing of it changes: a key draws no row anew that is there already. */
  const all = useMemo(
    () =>
      targets?.map((target) => {
        const { id, kind, handle } = target
        const title = kind === 'self' ? saved : target.title
        const name = handle && kind === 'dm' ? `${title} @${handle}` : title
        return { id, name, sought: `${title} ${handle ?? ''}`, face: <Face to={target} title={title} /> }
      }) ?? [],
    [targets, saved],
  )
  const items = useMemo(() => rank(all, ({ sought }) => sought, typed).slice(0, MOST_ROWS), [all, typed])
  const drawn = useDrawn(items, FIRST_ROWS, typed)

  return (
    <Dialog title={t`Jump to`} place="top" tall onClose={onClose}>
      <Picker
        label={t`Jump to a person or conversation`}
        placeholder={t`A name or @username`}
        listLabel={t`Conversations and people`}
        text={typed}
        onText={setTyped}
        items={drawn}
        onPick={onOpen}
        onPickOther={onInfo}
        pending={targets === undefined}
        note={targets && items.length === 0 ? <Trans>Nobody and nothing here is called {sought}.</Trans> : null}
      />
    </Dialog>
  )
}

function Face({ to, title }: { to: Destination; title: string }) {
  const { kind, seed, handle, unread } = to
  return (
    <TitledFace
      title={title}
      seed={seed}
      kind={kind === 'dm' ? 'person' : kind}
      handle={kind === 'dm' ? handle : undefined}
    >
      {unread > 0 && (
        <span className={styles.unread}>
          <Badge count={unread} />
        </span>
      )}
    </TitledFace>
  )
}
