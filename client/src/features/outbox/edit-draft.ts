import type { DraftRow } from '#engine/model.ts'
import type { ConversationId, OpId } from '#protocol/ids.ts'

/** The draft by which a message that waits is edited in its box: what was being written there is put aside with it. */
export function editInPlaceOf(
  before: DraftRow | undefined,
  { conversation, editing, text, now }: { conversation: ConversationId; editing: OpId; text: string; now: number },
): DraftRow {
  const { text: words = '', selection, reply } = (before?.editing === undefined ? before : before.aside) ?? {}
  const aside = { text: words, ...(selection && { selection }), ...(reply && { reply }) }
  return {
    conversation,
    text,
    editing,
    changed: Math.max(now, (before?.changed ?? 0) + 1),
    ...((words !== '' || reply) && { aside }),
  }
}
