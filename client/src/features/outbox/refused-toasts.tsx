/**
 * Loaded on demand: says when an edit, a removal, a reaction or a preference was refused. What was shown of it has gone
 * back already.
 */
import { t } from '@lingui/core/macro'
import { useEffect, useRef, useState } from 'react'
import { REMOVED_TEXT } from '#engine/outbox-rows.ts'
import { useSession } from '../../session/session.ts'
import { showToast } from '../../ui/toasts.ts'
import { copied } from '../../words/copied.ts'
import { RefusalText } from '../../words/refusal.tsx'
import { useRefusedChange } from './refused-changes.query.ts'

export function RefusedToasts() {
  const { commands } = useSession()
  const [since] = useState(Date.now)
  const change = useRefusedChange(since)
  const said = useRef<string>(undefined)
  const isSeen = useVisible()

  useEffect(() => {
    if (!change || !isSeen || change.row.id === said.current) return
    const { row, ...about } = change
    const { op, id } = row
    said.current = id
    const reason = row.rejected ?? 'invalid'
    const putAway = () => void commands.dismiss(id)
    const words = op.kind === 'edit' && op.text !== REMOVED_TEXT ? op.text : undefined
    showToast({
      text: <RefusalText reason={reason} what="change" text={words} {...about} />,
      // What was written anew is nowhere else: it rests in the Outbox until it is saved or put away there.
      ...(words !== undefined && {
        action: {
          label: t`Copy text`,
          onPress: async () => {
            if (await copied(words)) putAway()
          },
        },
      }),
    })
    if (words === undefined) putAway()
  }, [change, isSeen, commands])
  return null
}

function useVisible(): boolean {
  const [isVisible, setVisible] = useState(() => document.visibilityState === 'visible')
  useEffect(() => {
    const look = () => setVisible(document.visibilityState === 'visible')
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
  return isVisible
}
