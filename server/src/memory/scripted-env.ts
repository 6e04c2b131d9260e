/** A clock that is told the time and ids that count: the same run gives the same ids, in tests and in the simulator. */
import { contentOf } from '#core/content.ts'
import type { CoreSettings, Env } from '#core/ports.ts'
import { DEFAULT_SETTINGS } from '#core/settings.ts'
import { hashToken } from '../auth/token.ts'

export interface ScriptedEnv extends Env {
  /** ms; set it to move the clock */
  time: number
}

const START = Date.UTC(2026, 0, 1)

/** `stream` keeps the ids of several apart, and of one that was begun anew. */
export function scriptedEnv(settings: Partial<CoreSettings> = {}, stream = 0): ScriptedEnv {
  let count = 0
  const next = () => (++count).toString(16).padStart(12, '0')
  const lane = stream.toString(16).padStart(3, '0').slice(-3)
  return {
    time: START,
    now() {
      return this.time
    },
    mint() {
      const ms = this.time.toString(16).padStart(12, '0')
      return `${ms.slice(0, 8)}-${ms.slice(8)}-7${lane}-8000-${next()}`
    },
    randomId: () => `00000000-0000-4${lane}-8000-${next()}`,
    fingerprint: contentOf,
    tokenHash: hashToken,
    settings: { ...DEFAULT_SETTINGS, ...settings },
  }
}
