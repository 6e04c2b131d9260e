import { useEffect, useRef } from 'react'
import type { ConversationId } from '#protocol/ids.ts'
import { Composer, type ComposerHandle } from '../features/composer/composer.tsx'
import { type ConversationHead, useConversationHead } from '../features/conversation/conversation.query.ts'
import { ConversationPane, useTitle } from '../features/conversation/conversation-pane.tsx'
import { EmptyLog } from '../features/timeline/empty-log.tsx'
import { Timeline, type TimelineHandle } from '../features/timeline/timeline.tsx'
import { useSession } from '../session/session.ts'
import { announce } from './announcer.tsx'
import { NotFound } from './not-found.tsx'

/** One conversation: its log and its message box, which know nothing of each other. Mount anew for another. */
export function ConversationScreen({ id }: { id: ConversationId }) {
  const head = useConversationHead(id)
  if (head === 'none') return <NotFound />
  return head && <Conversation head={head} />
}

function Conversation({ head }: { head: ConversationHead }) {
  const { commands } = useSession()
  const title = useTitle(head)
  const timeline = useRef<TimelineHandle>(null)
  const composer = useRef<ComposerHandle>(null)
  const { id, kind, hueSeed, former } = head

  // With a keyboard at hand one writes at once; on a phone the keyboard would hide what is to be read.
  useEffect(() => {
    if (matchMedia('(hover: hover) and (pointer: fine)').matches) composer.current?.focus()
  }, [])

  const edit = (message: string, text: string) => composer.current?.edit(message, text)
  return (
    <ConversationPane
      head={head}
      log={
        <Timeline
          ref={timeline}
          conversation={id}
          title={title}
          kind={kind}
          peer={head.peer === undefined ? undefined : { name: title, handle: head.peer }}
          unread={head.unread}
          read={head.mark}
          empty={
            <EmptyLog
              title={title}
              seed={hueSeed}
              kind={kind}
              onSayHello={former ? undefined : () => void commands.sendMessage({ conversation: id, text: '👋' })}
            />
          }
          onEdit={edit}
          onNews={announce}
        />
      }
      box={
        <Composer
          ref={composer}
          conversation={id}
          title={title}
          onSent={() => timeline.current?.follow()}
          onEditLast={() => {
            const last = timeline.current?.lastOpen()
            if (last) edit(last.id, last.text)
          }}
        />
      }
    />
  )
}
