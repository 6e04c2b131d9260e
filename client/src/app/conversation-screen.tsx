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

/** A conversation: its head, what was said, and the box. Mount anew for another. */
export function ConversationScreen({ id }: { id: ConversationId }) {
  const head = useConversationHead(id)
  if (head === undefined) return null
  return head === 'none' ? <NotFound /> : <OpenConversation id={id} head={head} />
}

function OpenConversation({ id, head }: { id: ConversationId; head: ConversationHead }) {
  const { commands } = useSession()
  const title = useTitle(head)
  const composer = useRef<ComposerHandle>(null)
  const timeline = useRef<TimelineHandle>(null)
  const mayWrite = !head.former

  useEffect(() => {
    // Where a keyboard is at hand, the next key is the message. A phone's would cover the half of what was opened.
    if (matchMedia('(hover: hover)').matches) composer.current?.focus()
  }, [])

  async function sayHello() {
    await commands.sendMessage({ conversation: id, text: '👋' })
    composer.current?.focus()
  }

  return (
    <ConversationPane
      head={head}
      log={
        <Timeline
          ref={timeline}
          conversation={id}
          title={title}
          kind={head.kind}
          {...(head.peer !== undefined && { peer: { name: head.title, handle: head.peer } })}
          unread={head.unread}
          read={head.mark}
          empty={
            <EmptyLog
              title={title}
              seed={head.hueSeed}
              kind={head.kind}
              {...(mayWrite && { onSayHello: () => void sayHello() })}
            />
          }
          onEdit={(message, text) => composer.current?.edit(message, text)}
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
            if (last) composer.current?.edit(last.id, last.text)
          }}
        />
      }
    />
  )
}
