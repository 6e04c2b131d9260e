/** The message box of one conversation, told by the disk what it holds. */
import { liveQuery } from 'dexie'
import { useEffect, useState } from 'react'
import type { Quote } from '#engine/model.ts'
import type { ConversationId, OpId } from '#protocol/ids.ts'
import { DEFAULT_LIMITS } from '#protocol/limits.ts'
import { type Session, useSession } from '../../session/session.ts'
import { useLive } from '../../session/use-live.ts'
import type { Database } from '../../store/database.ts'
import { quoteFor } from '../../store/queries.ts'
import { type Box, createBox } from './box.ts'
import { draftMirror } from './mirror.ts'
import { createTypingNotices, type TypingNotices } from './typing-notices.ts'

/** The same box for as long as the conversation is; mount anew for another. */
export function useBox(conversation: ConversationId): Box {
  const session = useSession()
  const [box] = useState(() => boxOf(session, conversation))
  const { database } = session

  useEffect(() => {
    const quietly = { error: () => {} }
    const draft = liveQuery(() => database.drafts.get(conversation)).subscribe({ next: box.told, ...quietly })
    const limit = liveQuery(async () => (await database.device.get('device'))?.limits.text).subscribe({
      next: (bytes) => box.setLimit(bytes ?? DEFAULT_LIMITS.text),
      ...quietly,
    })
    const leaving = () => document.visibilityState === 'hidden' && box.flush()
    document.addEventListener('visibilitychange', leaving)
    addEventListener('pagehide', box.flush)
    return () => {
      draft.unsubscribe()
      limit.unsubscribe()
      document.removeEventListener('visibilitychange', leaving)
      removeEventListener('pagehide', box.flush)
      box.flush()
    }
  }, [box, database, conversation])

  return box
}

/** Told to the others of this conversation, for as long as the box is there. */
export function useTypingNotices(conversation: ConversationId): TypingNotices {
  const { typing } = useSession()
  const [notices] = useState(() =>
    createTypingNotices({
      tell: (on) => typing.tell({ conversation, on }),
      now: Date.now,
      renewMs: typing.renewMs,
    }),
  )
  useEffect(() => notices.stop, [notices])
  return notices
}

/** What is being answered, and whose it is. `undefined` while the disk is read. */
export function useQuoted(
  conversation: ConversationId,
  message: OpId,
): { quote: Quote; name?: string; own: boolean } | undefined {
  const { database, account } = useSession()
  const self = account.user.handle
  return useLive(async () => {
    const quoted = await quoteFor(database, { self }, { conversation, message })
    return { ...quoted, own: quoted.quote.state !== 'elsewhere' && quoted.quote.by === self }
  }, [database, self, conversation, message])
}

function boxOf({ account, commands, database }: Session, conversation: ConversationId): Box {
  return createBox({
    conversation,
    commands,
    mirror: draftMirror(account.user.handle, conversation),
    wasSent: (text, since) => wasSent(database, conversation, { text, since }),
    isRefused: async (message) => (await database.outbox.get(message))?.rejected !== undefined,
    now: Date.now,
    after(ms, then) {
      const timer = setTimeout(then, ms)
      return () => clearTimeout(timer)
    },
  })
}

/** Ops are kept for days after they went out: the newest few tell. */
async function wasSent(database: Database, conversation: ConversationId, draft: { text: string; since: number }) {
  const newest = await database.outbox.orderBy('order').reverse().limit(50).toArray()
  return newest.some(
    ({ op }) =>
      op.kind === 'message' && op.conversation === conversation && op.at >= draft.since && op.text === draft.text,
  )
}
