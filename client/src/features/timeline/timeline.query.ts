/** What a conversation shows: a window into its lines, with who is who in it. */

import { useCallback, useMemo, useRef } from 'react'
import type { TimelineItem } from '#engine/model.ts'
import { type Viewer, withQueued } from '#engine/optimistic.ts'
import type { ConversationId, Handle, OpId } from '#protocol/ids.ts'
import { DEFAULT_LIMITS } from '#protocol/limits.ts'
import { type JustQueued, useJustQueued } from '../../session/just-queued.ts'
import { useSession } from '../../session/session.ts'
import { isLive, useStatus } from '../../session/status.ts'
import { useLive } from '../../session/use-live.ts'
import type { Database } from '../../store/database.ts'
import { peopleOf, placeOfMessage, type TimelineWindow, timelineWindow, type WindowWish } from '../../store/queries.ts'
import type { Sender } from './message-row.tsx'

export interface Lines extends TimelineWindow {
  wish: WindowWish
  /** what this tab had queued when it began to be read */
  queued: number
  people: [handle: Handle, sender: Sender][]
}

/** `undefined` until the disk has answered for the first time; then the last answer, until there is another. */
export function useLines(conversation: ConversationId, wish: WindowWish): Lines | undefined {
  const { database, account } = useSession()
  const self = account.user.handle
  const live = useStatus(isLive)
  const paused = useStatus(({ connection }) => (connection.state === 'paused' ? connection.reason : undefined))
  const viewer = useMemo(() => ({ self, live, ...(paused && { paused }) }), [self, live, paused])
  const lines = useLive(
    () => readLines(database, viewer, { conversation, wish }),
    [database, viewer, conversation, wish],
    { name: linesOf(conversation), wish },
  )
  const { rows } = useJustQueued()
  return useMemo(() => lines && withRows(lines, { rows, viewer, conversation }), [lines, rows, viewer, conversation])
}

/** With what was queued here since they were read. */
function withRows(
  lines: Lines,
  { rows, viewer, conversation }: Pick<JustQueued, 'rows'> & { viewer: Viewer; conversation: ConversationId },
): Lines {
  const since = rows.filter(({ row, number }) => number > lines.queued && row.conversation === conversation)
  if (since.length === 0 || lines.newerHere) return lines
  const queued = since.map(({ row }) => row)
  return { ...lines, items: withQueued(lines.items, queued, viewer) }
}

export const linesOf = (conversation: ConversationId) => `lines ${conversation}`

export async function readLines(
  database: Database,
  viewer: Viewer,
  { conversation, wish }: { conversation: ConversationId; wish: WindowWish },
): Promise<Lines> {
  const { count: queued } = useJustQueued.getState()
  const window = await timelineWindow(database, viewer, conversation, wish)
  const handles = handlesIn(window.items)
  const known = await peopleOf(database, handles)
  const people = handles.map((handle): [Handle, Sender] => {
    const row = known.get(handle)
    return [handle, { name: row?.name ?? handle, seed: row?.id ?? handle }]
  })
  return { ...window, wish, queued, people }
}

function handlesIn(items: readonly TimelineItem[]): Handle[] {
  const handles = new Set<Handle>()
  for (const { by, line } of items) {
    handles.add(by)
    if ('member' in line) handles.add(line.member)
    if (line.kind !== 'message') continue
    if (line.quote?.state === 'here') handles.add(line.quote.by)
    for (const reaction of line.reactions) for (const handle of reaction.by) handles.add(handle)
  }
  return [...handles].sort()
}

/** The same function, and the same senders, for as long as nobody's name changes: rows are drawn anew when it does. */
export function useSenders(people: Lines['people'] | undefined): (handle: Handle) => Sender {
  const said = JSON.stringify(people ?? [])
  return useMemo(() => {
    const senders = new Map(JSON.parse(said) as Lines['people'])
    return (handle) => {
      const known = senders.get(handle)
      if (known) return known
      const stranger = { name: handle, seed: handle }
      senders.set(handle, stranger)
      return stranger
    }
  }, [said])
}

/** Where a message stands, as far as this device holds it. */
export function usePlaceOf(conversation: ConversationId): (message: OpId) => Promise<number | undefined> {
  const { database } = useSession()
  return useCallback((message) => placeOfMessage(database, conversation, message), [database, conversation])
}

/** Bytes that a text may have. */
export function useTextLimit(): number {
  const { database } = useSession()
  const known = useRef(DEFAULT_LIMITS.text)
  known.current = useLive(async () => (await database.device.get('device'))?.limits.text, [database]) ?? known.current
  return known.current
}
