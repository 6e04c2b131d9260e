/**
 * Makes Chromium's IndexedDB begin a new log file, before this page writes for the first time. A power cut can leave
 * zeros at the end of the old one; it would go on behind them, and skip what it wrote there at its next start
 * (docs/decisions/0009).
 */
import Dexie from 'dexie'
import type { Clock } from '#engine/ports.ts'

/** A few milliseconds nearly always; nobody's words wait longer than this for it. */
const LONGEST_MS = 1000

const NAME = 'tidemark-fresh-log'

/** Removing a database has the ranges of its keys compacted, for which LevelDB puts away all that its log holds. */
export async function freshLog(clock: Pick<Clock, 'after'>): Promise<void> {
  const { indexedDB } = Dexie.dependencies
  if (!indexedDB || !isChromium()) return
  let cancel = () => {}
  const late = new Promise<void>((resolve) => {
    cancel = clock.after(LONGEST_MS, resolve)
  })
  await Promise.race([turn(indexedDB), late]).catch(() => {
    // Full, or withheld: then what is to be written will tell.
  })
  cancel()
}

/** Other engines keep no such log. */
const isChromium = (): boolean => typeof navigator !== 'undefined' && 'userAgentData' in navigator

async function turn(indexedDB: IDBFactory): Promise<void> {
  const made = await settled(indexedDB.open(NAME))
  made.close()
  await settled(indexedDB.deleteDatabase(NAME))
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
