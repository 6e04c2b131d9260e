/** The store's port over IndexedDB: one database a handle, used by all tabs. */
import { handsOver, type Run } from '#engine/hands-over.ts'
import type { OutboxRow } from '#engine/model.ts'
import type { Hands } from '#engine/ports.ts'
import { Connection, type ConnectionOptions, type Inheritance } from './connection.ts'
import { Database, databaseName } from './database.ts'
import { freshLog } from './fresh-log.ts'
import { runScript } from './run-script.ts'

export interface DeviceStore {
  /** what the person does; with what the engine does it is `storeOver(run, hands)` */
  hands: Hands
  run: Run
  /** for live queries; the same object for as long as the store is open */
  database: Database
  /** Resolves when it is open, `false` where it cannot be opened now (it is tried again). */
  open(): Promise<boolean>
  /** To be called when the page comes into sight again. */
  probe(): Promise<void>
  /** What another user of this handle kept here is this user's from now on, or goes (S30). */
  inherit(choice: Inheritance): Promise<boolean>
  close(): void
  /** Closes, and removes everything kept for this account. */
  destroy(): Promise<void>
}

export interface StoreOptions extends ConnectionOptions {
  /** This tab has put these into the outbox: they are on disk. */
  onQueued?: (rows: readonly OutboxRow[]) => void
}

export function dexieStore(options: StoreOptions): DeviceStore {
  const { user } = options.account
  const database = new Database(user.handle)
  const connection = new Connection(database, options)
  const tabs = new BroadcastChannel(`${databaseName(user.handle)}:outbox`)
  const listeners = new Set<() => void>()
  const tell = () => {
    for (const listener of [...listeners]) listener()
  }
  tabs.onmessage = tell
  let prepared: Promise<void> | undefined

  const run: Run = async (mode, tables, script) => {
    if (mode === 'write') {
      prepared ??= freshLog(options.clock)
      await prepared
    }
    const outcome = await connection.use(() => runScript(database, { mode, tables, script }))
    return 'done' in outcome ? outcome.done : outcome
  }

  const hands = handsOver(run, {
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    grew(rows) {
      options.onQueued?.(rows)
      tell()
      tabs.postMessage('grew')
    },
  })
  const close = () => {
    tabs.close()
    connection.close()
  }
  return {
    hands,
    run,
    database,
    open: () => connection.open(),
    probe: () => connection.probe(),
    inherit: (choice) => connection.inherit(choice),
    close,
    async destroy() {
      tabs.close()
      await connection.destroy()
    },
  }
}
