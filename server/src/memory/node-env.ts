/** Clock and chance, as Node has them. */
import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { v7 } from 'uuid'
import { contentOf } from '#core/content.ts'
import type { CoreSettings, Env } from '#core/ports.ts'
import { hashToken } from '../auth/token.ts'

/** The key of its fingerprints lives as long as the process, like what they are kept with. */
export function nodeEnv(settings: CoreSettings): Env {
  const key = randomBytes(32)
  return {
    now: Date.now,
    mint: () => v7(),
    randomId: () => randomUUID(),
    fingerprint: (op) => createHmac('sha256', key).update(contentOf(op)).digest('base64url'),
    tokenHash: hashToken,
    settings,
  }
}
