// Not `useLingui`'s: words that are chosen later, outside of drawing, come out empty with that.
import { t } from '@lingui/core/macro'
import { useMemo, useRef, useState } from 'react'
import type { ConversationId, OpId } from '#protocol/ids.ts'
import { useSession } from '../../session/session.ts'
import { showToast } from '../../ui/toasts.ts'
import { copied } from '../../words/copied.ts'
import { saved } from '../../words/saved.ts'
import type { MessageActions, MessageItem } from './message-row.tsx'

/** What lies over the log, and for which message. */
export interface MessageOverlay {
  kind: 'menu' | 'reactions' | 'emoji' | 'delete' | 'info' | 'forward'
  item: MessageItem
  trigger: HTMLElement
}

/** What leads out of the log. */
export interface Ways {
  onEdit: (message: OpId, text: string) => void
  onReply: (message: OpId) => void
  onJump: (message: OpId) => void
}

export function useMessageActions(conversation: ConversationId, ways: Ways) {
  const { commands } = useSession()
  const [overlay, setOverlay] = useState<MessageOverlay>()
  const latest = useRef(ways)
  latest.current = ways

  const actions = useMemo<MessageActions>(() => {
    const open = (kind: MessageOverlay['kind']) => (item: MessageItem, trigger: HTMLElement) =>
      setOverlay({ kind, item, trigger })
    return {
      openMenu: open('menu'),
      openReactions: open('reactions'),
      openEmoji: open('emoji'),
      askDelete: open('delete'),
      openInfo: open('info'),
      openForward: open('forward'),
      copy: ({ line }) => void copied(line.text),
      reply: ({ id }) => latest.current.onReply(id),
      jump: (to) => latest.current.onJump(to),
      edit: ({ id, line }) => latest.current.onEdit(id, line.text),
      react({ id, line }, emoji) {
        const on = !line.reactions.some((reaction) => reaction.emoji === emoji && reaction.own)
        void saved(commands.react({ conversation, target: id, emoji, on }))
      },
      async undo({ line }) {
        if (!line.undo) return
        const undoing = commands.undo(line.undo)
        if (!(await saved(undoing))) return
        const { undone } = { undone: true, ...(await undoing) }
        if (!undone) showToast({ text: t`It was on its way already` })
      },
      tryAgain: ({ id }) => void saved(commands.tryAgain(id)),
      dismiss: ({ id }) => void saved(commands.dismiss(id)),
    }
  }, [commands, conversation])

  return {
    overlay,
    actions,
    /** One that was opened from another stays. */
    close: (kind: MessageOverlay['kind']) => setOverlay((now) => (now?.kind === kind ? undefined : now)),
  }
}
