/** The embedded store, in a thread of its own. */
import type { CoreSettings } from '#core/ports.ts'
import { SqliteStore } from './store.ts'
import { workerLink } from './worker-link.ts'

export interface SqliteStoreSettings {
  /** made where it is missing */
  dataDir: string
  settings: CoreSettings
  /** The disk cannot be trusted any more, or the store has a bug. Ends the process where it is not given. */
  onFatal?: (error: Error) => void
}

/** @throws in words for whoever runs the server: the directory is in use, the database is newer, the disk is full … */
export function openSqliteStore({ dataDir, settings, onFatal = exit }: SqliteStoreSettings): Promise<SqliteStore> {
  return SqliteStore.open({ open: workerLink({ directory: dataDir, settings }), onFatal })
}

/** Acking on would be a lie. A supervisor starts the server again, and devices send again what was not acked. */
function exit(error: Error): never {
  process.stderr.write(`The store has failed, and the server ends: ${error.stack ?? error.message}\n`)
  process.exit(1)
}
