/** What a row of the list can do at a stroke, each with a way back. */
// Not `useLingui`'s: words that are chosen later, outside of drawing, come out empty with that.
import { t } from '@lingui/core/macro'
import type { Commands } from '#engine/commands.ts'
import type { ConversationId } from '#protocol/ids.ts'
import { showToast } from '../../ui/toasts.ts'
import { saved } from '../../words/saved.ts'

/** Into the archive, or out of it. */
export async function archive(commands: Commands, conversation: ConversationId, archived: boolean): Promise<void> {
  if (!(await saved(commands.setPrefs(conversation, { archived })))) return
  showToast({
    text: archived ? t`Archived` : t`Taken out of the archive`,
    action: { label: t`Undo`, onPress: () => void saved(commands.setPrefs(conversation, { archived: !archived })) },
  })
}

/** @param head the newest position, up to which it is read then */
export async function markRead(
  commands: Commands,
  { conversation, head }: { conversation: ConversationId; head: number },
): Promise<boolean> {
  const done = await saved(commands.setPrefs(conversation, { unread: false }))
  return done && head > 0 ? saved(commands.markRead({ conversation, position: head })) : done
}

/** What was read cannot be unread again, but marked so. */
export async function toggleRead(
  commands: Commands,
  { conversation, head, isUnread }: { conversation: ConversationId; head: number; isUnread: boolean },
): Promise<void> {
  const mark = (unread: boolean) => saved(commands.setPrefs(conversation, { unread }))
  if (!(await (isUnread ? markRead(commands, { conversation, head }) : mark(true)))) return
  showToast({
    text: isUnread ? t`Marked as read` : t`Marked as unread`,
    action: { label: t`Undo`, onPress: () => void mark(isUnread) },
  })
}
