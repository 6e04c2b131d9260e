import { useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import type { ConversationId, OpId } from '#protocol/ids.ts'
import { Composer, type ComposerHandle } from '../features/composer/composer.tsx'
import { type ConversationHead, useConversationHead } from '../features/conversation/conversation.query.ts'
import { ConversationPane, useTitle } from '../features/conversation/conversation-pane.tsx'
import { EmptyLog } from '../features/timeline/empty-log.tsx'
import { Timeline, type TimelineHandle } from '../features/timeline/timeline.tsx'
import { useSession } from '../session/session.ts'
import { announce } from './announcer.tsx'
import { NotFound } from './not-found.tsx'
import { messagePath } from './routes.ts'

/** A conversation: its head, what was said, and the box. Mount anew for another. */
export function ConversationScreen({ id, message }: { id: ConversationId; message?: OpId | undefined }) {
  const head = useConversationHead(id)
  if (head === undefined) return null
  return head === 'none' ? <NotFound /> : <OpenConversation id={id} message={message} head={head} />
}

function OpenConversation({
  id,
  message,
  head,
}: {
  id: ConversationId
  message: OpId | undefined
  head: ConversationHead
}) {
  const [, navigate] = useLocation()
  const [jumps, setJumps] = useState(0)
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

  /** Once more to where one is already: from there on, the log is opened anew. */
  function jump(to: OpId) {
    if (to === message) setJumps(jumps + 1)
    else navigate(messagePath(id, to))
  }

  return (
    <ConversationPane
      head={head}
      log={
        <Timeline
          key={`${message} ${jumps}`}
          ref={timeline}
          conversation={id}
          target={message}
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
          rights={{ write: mayWrite }}
          onEdit={(message, text) => composer.current?.edit(message, text)}
          onReply={(message) => composer.current?.reply(message)}
          onJump={jump}
          onNews={announce}
        />
      }
      box={
        <Composer
          ref={composer}
          conversation={id}
          title={title}
          onSent={() => timeline.current?.follow()}
          onReplyStep={(from, step) => timeline.current?.neighbour(from, step)}
          onEditLast={() => {
            const last = timeline.current?.lastOpen()
            if (last) composer.current?.edit(last.id, last.text)
          }}
        />
      }
    />
  )
}
