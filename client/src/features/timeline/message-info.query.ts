import { isWaiting } from '#engine/optimistic.ts'
import type { ConversationId, Handle, OpId } from '#protocol/ids.ts'
import { RECEIPT_MEMBERS } from '#protocol/limits.ts'
import { useSession } from '../../session/session.ts'
import { useLive } from '../../session/use-live.ts'

export interface Receiver {
  handle: Handle
  name: string
  seed: string
  delivered: boolean
  read: boolean
}

export interface Receipts {
  /** not known to have reached the server */
  waiting?: { tries: number }
  /** of one's own message: those it was written for */
  receivers?: Receiver[]
  /** more members than receipts are told for */
  tooMany?: true
}

/** Who has a message, by the marks that this device knows. `undefined` while the disk is read. */
export function useReceipts(conversation: ConversationId, message: OpId): Receipts | undefined {
  const { account, database } = useSession()
  const self = account.user.handle
  return useLive(async (): Promise<Receipts> => {
    const [event, op, row] = await Promise.all([
      database.events.get(message),
      database.outbox.get(message),
      database.conversations.get(conversation),
    ])
    const position = event?.position
    if (position === undefined) return op && isWaiting(op) ? { waiting: { tries: op.tries } } : {}
    if (event?.by !== self || !row) return {}
    if (row.members.length > RECEIPT_MEMBERS) return { tooMany: true }
    const others = row.members.filter(({ user, joined }) => user !== self && joined <= position)
    const people = await database.people.bulkGet(others.map(({ user }) => user))
    return {
      receivers: others.map(({ user, read, delivered }, index) => ({
        handle: user,
        name: people[index]?.name ?? user,
        seed: people[index]?.id ?? user,
        delivered: Math.max(read, delivered) >= position,
        read: read >= position,
      })),
    }
  }, [database, self, conversation, message])
}
