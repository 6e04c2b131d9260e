import { useCallback, useEffect, useRef, useState } from 'react'
import type { ConversationId } from '#protocol/ids.ts'
import { useSession } from '../../session/session.ts'
import { useStatus } from '../../session/status.ts'
import type { Lines } from './timeline.query.ts'

/** `away`: the server could not be asked. */
export type OlderState = 'idle' | 'fetching' | 'away' | 'start'

/** Older lines from the server, once those on this device are at their end. */
export function useOlder(conversation: ConversationId, { olderOnServer, olderHere }: Lines) {
  const { loadOlder } = useSession()
  const connected = useStatus(({ connection }) => connection.state === 'live' || connection.state === 'syncing')
  const [state, setState] = useState<OlderState>('idle')
  const busy = useRef(false)
  const wanted = olderOnServer && !olderHere

  const load = useCallback(async () => {
    if (!wanted || busy.current) return
    busy.current = true
    setState('fetching')
    const answer = await loadOlder(conversation).catch(() => 'unreachable' as const)
    busy.current = false
    setState(answer === 'loaded' ? 'idle' : answer === 'start' ? 'start' : 'away')
  }, [wanted, loadOlder, conversation])

  // What could not be had offline is asked for once the connection is back.
  useEffect(() => {
    if (connected) setState((before) => (before === 'away' ? 'idle' : before))
  }, [connected])

  const ask = useCallback(() => {
    if (state === 'idle') void load()
  }, [state, load])
  return { state: wanted && state === 'idle' && !connected ? 'away' : state, load: ask }
}
