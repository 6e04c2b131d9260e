/** Clock and chance, as Node has them. */
import { randomUUID } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import type { CoreSettings, Env } from '#core/ports.ts'
import { hashToken } from '../auth/token.ts'
import { fingerprintKey, fingerprintWith } from './fingerprint.ts'
import { mintUuid7 } from './uuid.ts'

export function sqliteEnv(db: Database, settings: CoreSettings): Env {
  return {
    now: Date.now,
    mint: mintUuid7,
    randomId: () => randomUUID(),
    fingerprint: fingerprintWith(fingerprintKey(db)),
    tokenHash: hashToken,
    settings,
  }
}
