/** The adapters, made once a page. */
import { DEFAULT_SETTINGS } from '#engine/settings.ts'
import { createHints } from '../platform/hints.ts'
import { adjusted, DEFAULT_TIMINGS } from '../platform/settings.ts'
import { createAccountCalls } from '../transport/accounts.ts'
import { createAuthentication } from './authentication.ts'
import type { World } from './open-session.ts'
import { followOtherTabs } from './signed-in.ts'
import { startUpdates } from './update.ts'

export function composeWorld(): World {
  const timings = adjusted(DEFAULT_TIMINGS, localStorage)
  const engine = adjusted(DEFAULT_SETTINGS, localStorage)
  const settings = {
    origin: location.origin,
    timeoutMs: timings.call,
    timeoutPerKiBMs: timings.callPerKiB,
    connectTimeoutMs: timings.connectTimeout,
    silenceMs: timings.silence,
  }
  const calls = createAccountCalls(settings)
  followOtherTabs()
  return {
    async live() {
      const live = await import('./live.ts')
      return { ...live, transport: live.createTransport(settings) }
    },
    calls,
    authentication: createAuthentication(calls),
    hints: createHints(),
    timings,
    engine: { ...engine, status: { ...engine.status, host: location.host } },
    updates: startUpdates(timings),
  }
}
