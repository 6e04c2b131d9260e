import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { ConversationId } from '#protocol/ids.ts'
import { useSession } from '../../session/session.ts'
import type { OutboxItem } from '../../store/queries.ts'
import { copyText } from '../../ui/copy-text.ts'
import { showToast } from '../../ui/toasts.ts'

export interface OutboxActions {
  show(item: OutboxItem): void
  edit(item: OutboxItem): void
  sendNow(): void
  askDelete(item: OutboxItem): void
  tryAgain(item: OutboxItem): void
  copy(item: OutboxItem): void
  dismiss(item: OutboxItem): void
}

export function useOutboxActions(onOpen: (conversation: ConversationId) => void) {
  const { t } = useLingui()
  const { commands, database, wake } = useSession()
  const [asking, setAsking] = useState<OutboxItem>()

  async function sayIfFailed(answer: Promise<object>): Promise<boolean> {
    const failed = 'failed' in (await answer)
    if (failed) showToast({ text: t`Couldn't save on this device. Nothing was changed.` })
    return !failed
  }

  const actions: OutboxActions = {
    show: ({ row }) => row.conversation !== undefined && onOpen(row.conversation),
    /** The box of the conversation finds the edit on the disk; what was being written there is put aside. */
    async edit({ row: { id, op, conversation } }) {
      if (op.kind !== 'message' || conversation === undefined) return
      const before = await database.drafts.get(conversation)
      const aside = before?.editing === undefined ? before : before.aside
      const kept = aside && aside.text !== '' ? { aside: { text: aside.text, selection: aside.selection } } : {}
      const changed = Math.max(Date.now(), (before?.changed ?? 0) + 1)
      const draft = { conversation, text: op.text, editing: id, changed, ...kept }
      if (await sayIfFailed(commands.saveDraft(draft))) onOpen(conversation)
    },
    sendNow: wake,
    askDelete: setAsking,
    tryAgain: ({ row }) => void sayIfFailed(commands.tryAgain(row.id)),
    async copy({ row: { op } }) {
      if (op.kind !== 'message') return
      showToast({ text: (await copyText(op.text)) ? t`Copied` : t`This browser doesn't let the text be copied` })
    },
    dismiss: ({ row }) => void sayIfFailed(commands.dismiss(row.id)),
  }

  return {
    actions,
    asking,
    closeAsking: () => setAsking(undefined),
    async remove() {
      if (!asking) return
      setAsking(undefined)
      const { id, conversation } = asking.row
      await sayIfFailed(
        asking.refused || conversation === undefined
          ? commands.dismiss(id)
          : commands.removeMessage({ conversation, target: id }),
      )
    },
  }
}
