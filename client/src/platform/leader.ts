/**
 * Which of the tabs of one account speaks with the server: whoever holds a Web Lock.
 *
 * A frozen tab keeps its lock. So followers ask the leader whether it is there, and take the lock from one that does
 * not answer. One that was frozen may still write when it thaws; what stops it is the term (S24), not this lock.
 */
import type { Clock } from '#engine/ports.ts'

export interface ElectionSettings {
  /** tabs with the same name elect one of them */
  name: string
  locks: LockManager
  clock: Clock
  /** ms between two questions of a follower */
  heartbeatMs: number
  /** ms without an answer after which the lock is taken */
  stealAfterMs: number
  /** Begins to lead; gives back how to stop, which must not wait. */
  lead: () => () => void
}

type Note = 'are you there' | 'i am'

const isAbort = (error: unknown) => (error as Partial<Error> | undefined)?.name === 'AbortError'

/** Stands for election until the function that it gives back is called. */
export function standForElection({
  name,
  locks,
  clock,
  heartbeatMs,
  stealAfterMs,
  lead,
}: ElectionSettings): () => void {
  const channel = new BroadcastChannel(name)
  let standing = true
  let steal = false
  let attempt = new AbortController()
  let stopLeading: (() => void) | undefined
  let resign: (() => void) | undefined
  let cancelTick = () => {}
  let heard = 0
  let asked = 0

  const say = (note: Note) => channel.postMessage(note)

  channel.onmessage = ({ data }: MessageEvent<Note>) => {
    if (data === 'i am') heard = clock.monotonic()
    else if (stopLeading) say('i am')
  }

  function hold(): Promise<void> {
    if (!standing) return Promise.resolve()
    steal = false
    cancelTick()
    stopLeading = lead()
    say('i am')
    return new Promise<void>((resolve) => {
      resign = resolve
    })
  }

  function unseat(): void {
    stopLeading?.()
    stopLeading = undefined
    resign = undefined
  }

  /** Waits for its turn, and for as long as it leads. A lock that was stolen ends the wait with an error. */
  async function stand(): Promise<void> {
    while (standing) {
      follow()
      attempt = new AbortController()
      try {
        await locks.request(name, steal ? { steal } : { signal: attempt.signal }, hold)
      } catch (error) {
        // Taken by another tab, or given up to take it: it is asked for anew. What the browser refuses, it refuses again at once.
        if (!isAbort(error)) await new Promise<void>((resolve) => clock.after(heartbeatMs, resolve))
      }
      unseat()
    }
  }

  function follow(): void {
    heard = clock.monotonic()
    asked = heard
    tick()
  }

  function tick(): void {
    cancelTick()
    const now = clock.monotonic()
    // Whoever slept has heard nothing, and knows nothing.
    if (now - asked > 2 * heartbeatMs) heard = now
    asked = now
    if (now - heard > stealAfterMs) {
      heard = now
      steal = true
      attempt.abort()
    }
    say('are you there')
    cancelTick = clock.after(heartbeatMs, tick)
  }

  void stand()

  return () => {
    standing = false
    cancelTick()
    attempt.abort()
    resign?.()
    unseat()
    channel.close()
  }
}
