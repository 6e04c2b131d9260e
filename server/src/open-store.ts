/** The store that the settings name. */
import type { Store } from '#core/requests.ts'
import { type Config, coreSettingsOf } from './config.ts'
import { faultOf, type Log } from './log.ts'
import { createMemoryStore } from './memory/memory-store.ts'
import { openSqliteStore } from './sqlite/sqlite-store.ts'

/** @throws in words for whoever runs the server */
export async function openStore(config: Config, log: Log): Promise<Store> {
  if (config.store === 'memory') return createMemoryStore(coreSettingsOf(config))
  return openSqliteStore({
    dataDir: config.dataDir,
    settings: coreSettingsOf(config),
    // What is not acked is sent again to the process that a supervisor starts next.
    onFatal: (error) => {
      log.fatal({ fault: faultOf(error) }, 'the store failed')
      process.exit(1)
    },
  })
}
