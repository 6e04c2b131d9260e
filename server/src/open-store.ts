/** The store that the settings name. */
import { randomBytes, randomUUID } from 'node:crypto'
import { v7 } from 'uuid'
import type { Env } from '#core/ports.ts'
import type { Store } from '#core/requests.ts'
import { hashToken } from './auth/token.ts'
import { type Config, coreSettingsOf } from './config.ts'
import { faultOf, type Log } from './log.ts'
import { MemoryStore } from './memory/memory-store.ts'
import { fingerprintWith } from './sqlite/fingerprint.ts'
import { openSqliteStore } from './sqlite/sqlite-store.ts'

/** @throws in words for whoever runs the server */
export async function openStore(config: Config, log: Log): Promise<Store> {
  if (config.store === 'memory') return new MemoryStore(memoryEnv(config))
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

/** Nothing outlives the process, so neither does the key. */
function memoryEnv(config: Config): Env {
  return {
    now: Date.now,
    mint: () => v7(),
    randomId: () => randomUUID(),
    fingerprint: fingerprintWith(randomBytes(32).toString('base64')),
    tokenHash: hashToken,
    settings: coreSettingsOf(config),
  }
}
