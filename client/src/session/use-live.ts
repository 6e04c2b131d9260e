import Dexie from 'dexie'
import { useLiveQuery } from 'dexie-react-hooks'
import { useEffect, useReducer, useRef } from 'react'
import { failureOf } from '../store/failures.ts'

/** What the disk would not say is asked again after so long, and as soon as the database was opened anew. */
const AGAIN_MS = 2_000

/**
 * Dexie's live query, but that a fault of the storage breaks no screen: what was shown stays until it can be read again.
 * @returns `ahead`, or nothing, until the disk was read
 */
export function useLive<T>(query: () => Promise<T> | T, deps: unknown[], ahead?: T): T | undefined {
  const [attempt, again] = useReducer((attempts: number) => attempts + 1, 0)
  // One, however often it fails: the library may ask twice at a time.
  const retry = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(retry.current), [])
  return useLiveQuery(
    async () => {
      try {
        return await query()
      } catch (error) {
        if (!failureOf(error)) throw error
        clearTimeout(retry.current)
        retry.current = setTimeout(again, AGAIN_MS)
        // The one kind of error that the library passes over in silence.
        throw new Dexie.DatabaseClosedError()
      }
    },
    [...deps, attempt],
    ahead,
  )
}
