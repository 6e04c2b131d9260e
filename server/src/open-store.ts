/** The store that the settings name. */
import type { Store } from '#core/requests.ts'
import { type Config, coreSettingsOf } from './config.ts'

export async function openStore(config: Config): Promise<Store> {
  const settings = coreSettingsOf(config)
  if (config.store === 'memory') {
    const { createMemoryStore } = await import('./memory/memory-store.ts')
    return createMemoryStore(settings)
  }
  const { openSqliteStore } = await import('./sqlite/sqlite-store.ts')
  return openSqliteStore({ dataDir: config.dataDir, settings })
}
