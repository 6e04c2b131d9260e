import Dexie from 'dexie'
import { useLiveQuery } from 'dexie-react-hooks'
import { useEffect, useReducer, useRef } from 'react'
import { failureOf } from '../store/failures.ts'
import { useSession } from './session.ts'

/** What the disk would not say is asked again after so long, and as soon as the database was opened anew. */
const AGAIN_MS = 2_000

/**
 * Dexie's live query, but that a fault of the storage breaks no screen: what was shown stays until it can be read again.
 * @param kept the query's last answer is remembered under this name: told at first, where nothing has changed since
 * @returns nothing until the disk was read
 */
export function useLive<T>(
  query: () => Promise<T> | T,
  deps: unknown[],
  kept?: { name: string; wish?: object },
): T | undefined {
  const { ahead } = useSession()
  const [attempt, again] = useReducer((attempts: number) => attempts + 1, 0)
  const read = useRef<{ kept: typeof kept; answer: T }>(undefined)
  // One, however often it fails: the library may ask twice at a time.
  const retry = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(retry.current), [])
  const answer = useLiveQuery(
    async () => {
      try {
        const answer = await query()
        read.current = { kept, answer }
        return answer
      } catch (error) {
        if (!failureOf(error)) throw error
        clearTimeout(retry.current)
        retry.current = setTimeout(again, AGAIN_MS)
        // The one kind of error that the library passes over in silence.
        throw new Dexie.DatabaseClosedError()
      }
    },
    [...deps, attempt],
    kept && (ahead.get(kept.name, kept.wish) as T | undefined),
  )
  useEffect(() => {
    const { kept, answer: last } = read.current ?? {}
    if (kept && answer === last) ahead.set(kept.name, answer, kept.wish)
  }, [ahead, answer])
  return answer
}
