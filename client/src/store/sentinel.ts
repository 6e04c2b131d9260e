/** The sentinel in localStorage, which a browser may clear together with IndexedDB, but does not damage with it. */
import type { Handle } from '#protocol/ids.ts'
import type { Sentinel } from './connection.ts'
import { databaseName } from './database.ts'

export function localSentinel(handle: Handle): Sentinel {
  const key = `${databaseName(handle)}:kept`
  return {
    isSet: () => attempt(() => localStorage.getItem(key)) !== undefined,
    set: () => void attempt(() => localStorage.setItem(key, '1')),
    clear: () => void attempt(() => localStorage.removeItem(key)),
  }
}

/** localStorage throws where the browser denies it, or is full. */
function attempt<T>(action: () => T | null): T | undefined {
  try {
    return action() ?? undefined
  } catch {
    return undefined
  }
}
