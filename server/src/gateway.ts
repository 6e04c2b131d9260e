/** What both ways in, the socket and HTTP, have in common. */
import type { Refused, Store } from '#core/requests.ts'
import type { Attempts } from './auth/attempts.ts'
import type { SessionCookie } from './auth/cookie.ts'
import type { Passwords } from './auth/passwords.ts'
import type { Config } from './config.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { Origins } from './origins.ts'
import type { Rate } from './rate.ts'
import type { Turns } from './turns.ts'

export interface Gateway {
  config: Config
  store: Store
  log: Log
  metrics: Metrics
  origins: Origins
  cookie: SessionCookie
  passwords: Passwords
  signIns: Attempts
  /** ops per user, over all their connections */
  opsRate: Rate
  /** of each user, for what they ask over HTTP */
  turns: Turns
}

export const isRefused = (answer: unknown): answer is Refused =>
  typeof answer === 'object' && answer !== null && 'refused' in answer
