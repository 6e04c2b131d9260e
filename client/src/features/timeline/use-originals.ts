/** Messages that others answer and that this device lacks: fetched by going back until they are there. */
import { useCallback, useEffect, useRef } from 'react'
import type { ConversationId, OpId } from '#protocol/ids.ts'
import { useSession } from '../../session/session.ts'
import { useStatus } from '../../session/status.ts'
import { type Lines, usePlaceOf } from './timeline.query.ts'

/** How far back is gone unasked, for quotes that are in the window. */
const UNASKED_PAGES = 3

/** `gone`: the server has no such message for this reader. `away`: it could not be asked. `far`: not within `pages`. `left`: nobody waits any more. */
export type Sought = 'here' | 'gone' | 'away' | 'far' | 'left'

/** Goes back until a message is on this device. One search at a time; leaving ends it. */
export function useSeek(conversation: ConversationId): (message: OpId, pages?: number) => Promise<Sought> {
  const { loadOlder } = useSession()
  const placeOf = usePlaceOf(conversation)
  const left = useRef(false)
  useEffect(() => {
    left.current = false
    return () => {
      left.current = true
    }
  }, [])

  return useCallback(
    async (message, pages = Number.POSITIVE_INFINITY) => {
      for (let page = 0; !left.current; page += 1) {
        if ((await placeOf(message)) !== undefined) return 'here'
        if (page >= pages) return 'far'
        const loaded = await loadOlder(conversation).catch(() => 'unreachable' as const)
        if (loaded === 'unreachable') return 'away'
        if (loaded === 'start') return (await placeOf(message)) === undefined ? 'gone' : 'here'
      }
      return 'left'
    },
    [conversation, loadOlder, placeOf],
  )
}

/** Looks a little back for what is quoted in the window and lacks here, once for each. */
export function useOriginals(lines: Lines, seek: ReturnType<typeof useSeek>): void {
  const connected = useStatus(({ connection }) => connection.state === 'live')
  const asked = useRef(new Set<OpId>())
  const busy = useRef(false)
  useEffect(() => {
    if (!connected || busy.current) return
    const lacking = lines.items.flatMap(({ line }) =>
      line.kind === 'message' && line.reply && line.quote?.state === 'elsewhere' ? [line.reply] : [],
    )
    const next = lacking.find((id) => !asked.current.has(id))
    if (next === undefined) return
    asked.current.add(next)
    busy.current = true
    void seek(next, UNASKED_PAGES).finally(() => {
      busy.current = false
    })
  }, [connected, lines, seek])
}
