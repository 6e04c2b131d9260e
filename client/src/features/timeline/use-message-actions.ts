// Not `useLingui`'s: words that are chosen later, outside of drawing, come out empty with that.
import { t } from '@lingui/core/macro'
import { useMemo, useRef, useState } from 'react'
import type { ConversationId, OpId } from '#protocol/ids.ts'
import { useSession } from '../../session/session.ts'
import { copyText } from '../../ui/copy-text.ts'
import { showToast } from '../../ui/toasts.ts'
import type { MessageActions, MessageItem } from './message-row.tsx'

export interface MenuState {
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
  const [menu, setMenu] = useState<MenuState>()
  const [reacting, setReacting] = useState<MenuState>()
  const [asking, setAsking] = useState<MessageItem>()
  const latest = useRef(ways)
  latest.current = ways

  const actions = useMemo<MessageActions>(() => {
    const sayIfFailed = async (answer: Promise<object>) => {
      if ('failed' in (await answer)) showToast({ text: t`Couldn't save on this device. Nothing was changed.` })
    }
    return {
      openMenu: (item, trigger) => setMenu({ item, trigger }),
      async copy({ line }) {
        showToast({ text: (await copyText(line.text)) ? t`Copied` : t`This browser doesn't let the text be copied` })
      },
      reply: ({ id }) => latest.current.onReply(id),
      jump: (to) => latest.current.onJump(to),
      edit: ({ id, line }) => latest.current.onEdit(id, line.text),
      askDelete: (item) => setAsking(item),
      openReactions: (item, trigger) => setReacting({ item, trigger }),
      react({ id, line }, emoji) {
        const on = !line.reactions.some((reaction) => reaction.emoji === emoji && reaction.own)
        void sayIfFailed(commands.react({ conversation, target: id, emoji, on }))
      },
      async undo({ line }) {
        if (!line.undo) return
        const answer = commands.undo(line.undo)
        await sayIfFailed(answer)
        const { undone } = { undone: true, ...(await answer) }
        if (!undone) showToast({ text: t`It was on its way already` })
      },
      tryAgain: ({ id }) => void sayIfFailed(commands.tryAgain(id)),
      dismiss: ({ id }) => void sayIfFailed(commands.dismiss(id)),
    }
  }, [commands, conversation])

  return {
    menu,
    reacting,
    closeReactions: () => setReacting(undefined),
    asking,
    actions,
    closeMenu: () => setMenu(undefined),
    closeAsking: () => setAsking(undefined),
    /** Out of sight here, and back for as long as the toast stands. */
    async removeHere() {
      if (!asking) return
      setAsking(undefined)
      const { id } = asking
      const answer = await commands.hideMessage(id, true)
      if ('failed' in answer) showToast({ text: t`Couldn't save on this device. Nothing was changed.` })
      else
        showToast({
          text: t`Deleted for you`,
          action: { label: t`Undo`, onPress: () => void commands.hideMessage(id, false) },
        })
    },
    /** A refused message is put away; one that may have arrived is taken back. */
    async remove() {
      if (!asking) return
      setAsking(undefined)
      const answer = await (asking.state === 'failed'
        ? commands.dismiss(asking.id)
        : commands.removeMessage({ conversation, target: asking.id }))
      if ('failed' in answer) showToast({ text: t`Couldn't save on this device. Nothing was changed.` })
    },
  }
}
