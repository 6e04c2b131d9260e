import { useState } from 'react'
import type { ConversationId, OpId } from '#protocol/ids.ts'
import { useSession } from '../../session/session.ts'
import type { OutboxItem } from '../../store/outbox-queries.ts'
import { useAfterwards } from '../../ui/use-afterwards.ts'
import { copied } from '../../words/copied.ts'
import { saved } from '../../words/saved.ts'
import { editInPlaceOf } from './edit-draft.ts'

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
  const { commands, database, wake } = useSession()
  const [asking, setAsking] = useState<OutboxItem>()
  const afterwards = useAfterwards()

  /** The box of the conversation finds the edit on the disk; what was being written there is put aside. */
  async function draftEdit(conversation: ConversationId, { id, text }: { id: OpId; text: string }): Promise<object> {
    const before = await database.drafts.get(conversation)
    return commands.saveDraft(editInPlaceOf(before, { conversation, editing: id, text, now: Date.now() }))
  }

  const actions: OutboxActions = {
    show: ({ row }) => row.conversation !== undefined && onOpen(row.conversation),
    async edit({ row: { op, conversation } }) {
      if (op.kind !== 'message' || conversation === undefined) return
      if (!(await saved(draftEdit(conversation, op)))) return
      afterwards(() => document.getElementById('message-box')?.focus())
      onOpen(conversation)
    },
    sendNow: wake,
    askDelete: setAsking,
    tryAgain: ({ row }) => void saved(commands.tryAgain(row.id)),
    copy: ({ row: { op } }) => op.kind === 'message' && void copied(op.text),
    dismiss: ({ row }) => void saved(commands.dismiss(row.id)),
  }

  return {
    actions,
    asking,
    closeAsking: () => setAsking(undefined),
    async remove() {
      if (!asking) return
      setAsking(undefined)
      const { id, conversation } = asking.row
      await saved(
        asking.refused || conversation === undefined
          ? commands.dismiss(id)
          : commands.removeMessage({ conversation, target: id }),
      )
    },
  }
}
