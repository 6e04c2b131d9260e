/**
 * What the leading tab does while nothing else happens: reads messages into the index of words, and fetches older ones
 * where the person wants all of them on this device. Loaded late; may be cut off anywhere, and goes on from there.
 */
import Dexie from 'dexie'
import type { ConversationId } from '#protocol/ids.ts'
import { onPreferences, preference } from '../platform/preferences.ts'
import { useStatus } from '../session/status.ts'
import type { Database } from '../store/database.ts'
import { olderElsewhere } from '../store/history.ts'
import { follow } from '../store/search/follow.ts'
import { searchDatabase } from '../store/search/search-database.ts'

/** Changes come in flocks. */
const GATHER_MS = 500
/** After a call that failed. */
const AGAIN_MS = 30_000

export interface IdleWork {
  database: Database
  loadOlder(conversation: ConversationId): Promise<'loaded' | 'start' | 'unreachable'>
}

export function startIdleWork({ database, loadOlder }: IdleWork): () => void {
  const stopping = new AbortController()
  const { signal } = stopping
  const mayGoOn = async () => {
    await idle()
    return !signal.aborted && !isSyncing()
  }

  const index = oneAtATime(() => follow(database, searchDatabase(database.name), mayGoOn))
  const fill = oneAtATime(async () => {
    const over = new Set<ConversationId>()
    while (preference('keepHistory') && isLive() && (await mayGoOn())) {
      const next = (await olderElsewhere(database)).find(({ conversation }) => !over.has(conversation))
      if (!next) return
      const loaded = await loadOlder(next.conversation)
      if (loaded === 'unreachable') return void setTimeout(fill, AGAIN_MS)
      if (loaded === 'start') over.add(next.conversation)
    }
  })

  const changed = (parts: object) => {
    if (Object.keys(parts).some((part) => part.startsWith(`idb://${database.name}/conversations/`))) index()
  }
  Dexie.on.storagemutated.subscribe(changed)
  const forgetStatus = useStatus.subscribe(({ connection }, before) => {
    if (before.connection.state === 'syncing' && connection.state !== 'syncing') index()
    if (connection.state === 'live' && before.connection.state !== 'live') fill()
  })
  const forgetPreference = onPreferences(fill)
  index()
  fill()

  return () => {
    stopping.abort()
    Dexie.on.storagemutated.unsubscribe(changed)
    forgetStatus()
    forgetPreference()
  }

  /** What is asked for while it runs is done once more after it. A storage that fails is tried with the next change. */
  function oneAtATime(work: () => Promise<void>): () => void {
    let state: 'resting' | 'running' | 'again' = 'resting'
    const run = async () => {
      state = 'running'
      await work().catch(() => {})
      const again = (state as string) === 'again'
      state = 'resting'
      if (again) start()
    }
    const start = () => {
      if (signal.aborted) return
      if (state !== 'resting') {
        state = 'again'
        return
      }
      state = 'running'
      setTimeout(() => void run(), GATHER_MS)
    }
    return start
  }
}

/** Thousands may be coming in: the disk is theirs. */
const isSyncing = () => useStatus.getState().connection.state === 'syncing'

const isLive = () => useStatus.getState().connection.state === 'live'

function idle(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(() => resolve(), { timeout: 2000 })
    else setTimeout(resolve, 30)
  })
}
