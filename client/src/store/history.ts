/** How far back the messages on this device reach, and where older ones are on the server alone. */
import type { ConversationRow } from '#engine/model.ts'
import type { ConversationId } from '#protocol/ids.ts'
import type { Database } from './database.ts'

export interface Elsewhere {
  conversation: ConversationId
  /** positions below what is held here in one piece with the newest */
  lacking: number
}

/** Conversations with older messages on the server, the liveliest first. */
export async function olderElsewhere(db: Database): Promise<Elsewhere[]> {
  const rows = await db.conversations.toArray()
  return rows
    .sort((a, b) => b.activity - a.activity)
    .map((row) => ({ conversation: row.id, lacking: lackingOf(row) }))
    .filter(({ lacking }) => lacking > 0)
}

/** What may be seen below the lowest position of the newest run. */
const lackingOf = (row: ConversationRow): number => {
  const lowest = row.held.at(-1)?.[0] ?? row.head + 1
  return row.spans.reduce((sum, [from, to]) => sum + Math.max(0, Math.min(to ?? row.head, lowest - 1) - from + 1), 0)
}

export interface Reach {
  /** ms: everything said since is on this device; `undefined` where nothing was said */
  since?: number
  /** and nothing older is anywhere */
  whole: boolean
  /** messages held, and those that are on the server alone */
  here: number
  lacking: number
}

/** How far back one can search. */
export async function reach(db: Database): Promise<Reach> {
  const rows = await db.conversations.toArray()
  const cut = rows.filter((row) => lackingOf(row) > 0)
  const firsts = await Promise.all((cut.length > 0 ? cut : rows).map((row) => oldestOf(db, row)))
  const times = firsts.filter((at) => at !== undefined)
  const since = times.length === 0 ? undefined : cut.length > 0 ? Math.max(...times) : Math.min(...times)
  const here = rows.reduce((sum, { held }) => sum + held.reduce((n, [from, to]) => n + to - from + 1, 0), 0)
  const lacking = cut.reduce((sum, row) => sum + lackingOf(row), 0)
  return { ...(since !== undefined && { since }), whole: cut.length === 0, here, lacking }
}

/** How far back one can search in one conversation. */
export async function reachOf(db: Database, id: ConversationId): Promise<Pick<Reach, 'since' | 'whole'>> {
  const row = await db.conversations.get(id)
  const since = row && (await oldestOf(db, row))
  return { ...(since !== undefined && { since }), whole: !row || lackingOf(row) === 0 }
}

/** When the oldest of the newest run of a conversation was said. */
async function oldestOf(db: Database, row: ConversationRow): Promise<number | undefined> {
  const from = row.held.at(-1)?.[0]
  if (from === undefined) return row.head > 0 ? Date.now() : undefined
  const first = await db.events.where('[conversation+place]').between([row.id, from], [row.id, Infinity]).first()
  const { at, received } = (first?.event ?? {}) as { at?: number; received?: number }
  return at ?? received
}
