/** What screens read of the outbox, as `queries` does of all else. */

import { conversationAsShown } from '#engine/conversation-as-shown.ts'
import type { OutboxRow, TimelineItem } from '#engine/model.ts'
import { isRefused, isSmall, isWaiting, pendingItem, type Viewer } from '#engine/optimistic.ts'
import { type ConversationId, directConversation, isDirect, peerOf } from '#protocol/ids.ts'
import type { Database } from './database.ts'
import { grouped } from './queries.ts'

/** What one conversation has in the outbox. */
export interface OutboxGroup {
  /** empty for what belongs to none */
  conversation: ConversationId | ''
  /** as the list names it */
  title: string
  kind: 'dm' | 'group' | 'self' | 'none'
  /** oldest first: what waits or was refused */
  items: OutboxItem[]
  /** read marks, reactions and the like that wait */
  small: number
}

export interface OutboxItem {
  row: OutboxRow
  /** the op as a line of its own; for an edit or removal `undefined` */
  line?: TimelineItem
  refused: boolean
  /** ms, when it was made */
  since: number
}

/** By conversation, those with the oldest op first. */
export async function outboxGroups(db: Database, viewer: Viewer): Promise<OutboxGroup[]> {
  const rows = (await db.outbox.where('pending').aboveOrEqual('').toArray()).toSorted((a, b) => a.order - b.order)
  const open = grouped(rows.filter((row) => isWaiting(row) || isRefused(row)))
  const ids = [...open.keys()]
  const [conversations, people] = await Promise.all([
    db.conversations.bulkGet(ids),
    db.people.bulkGet(ids.map((id) => peerOf(id, viewer.self) ?? '')),
  ])
  return ids.map((id, index) => {
    const ops = open.get(id) ?? []
    const shown =
      id === '' ? undefined : conversationAsShown({ id, row: conversations[index], pending: ops }, viewer.self)
    const isSelf = id === directConversation(viewer.self, viewer.self)
    const peer = peerOf(id, viewer.self)
    return {
      conversation: id,
      title: isSelf ? '' : peer === undefined ? (shown?.title ?? '') : (people[index]?.name ?? peer),
      kind: id === '' ? 'none' : isSelf ? 'self' : isDirect(id) ? 'dm' : 'group',
      items: ops.filter((row) => !isSmall(row) || isRefused(row)).map((row) => outboxItem(row, viewer)),
      small: ops.filter((row) => isSmall(row) && !isRefused(row)).length,
    }
  })
}

function outboxItem(row: OutboxRow, viewer: Viewer): OutboxItem {
  const line = pendingItem(row, viewer)
  return { row, ...(line.line.kind !== 'unknown' && { line }), refused: isRefused(row), since: row.op.at }
}

/** Messages that have not reached the server, what it refused, and all ops of any kind that have not reached it. */
export async function waitingCount(db: Database): Promise<{ waiting: number; refused: number; all: number }> {
  const rows = await db.outbox.where('pending').aboveOrEqual('').toArray()
  const waiting = rows.filter(isWaiting)
  return {
    waiting: waiting.filter(({ op }) => op.kind === 'message').length,
    refused: rows.filter((row) => isRefused(row) && !isSmall(row)).length,
    all: waiting.length,
  }
}
