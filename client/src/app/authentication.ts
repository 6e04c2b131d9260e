/** Signing up, in and out: what the server says, in the words of the screens. */
import type { CallFailure } from '#engine/ports.ts'
import type { Account, Visit } from '#protocol/http.ts'
import type { SignInOutcome, SignUpOutcome } from '../features/sign-in/outcome.ts'
import { invitation } from '../platform/invitation.ts'
import type { AccountCalls } from '../transport/accounts.ts'
import { hasFailed } from '../transport/calls.ts'
import { isSignOutOwed, oweSignOut, rememberAccount, settleSignOut } from './signed-in.ts'

/** Where a server that is busy does not say for how long. */
const SLOW_DOWN_MS = 30_000

export interface Authentication {
  signUp(account: { name: string; handle: string; password: string }): Promise<SignUpOutcome>
  signIn(credentials: { handle: string; password: string }): Promise<SignInOutcome>
  /** Revokes this device, now or when the server can be reached again. */
  revoke(): Promise<void>
  /** The cookie may know somebody whom this browser has forgotten; an old one that is owed its end gets it. */
  visit(invite?: string): Promise<Visit>
}

export const createAuthentication = (calls: AccountCalls): Authentication => ({
  async signUp(account) {
    const invite = invitation()
    const answer = await calls.signUp({ ...account, ...(invite !== undefined && { invite }) })
    if (!hasFailed(answer)) return done(answer)
    if (answer.failed === 'refused' && answer.code === 'taken') return { outcome: 'taken' }
    if (answer.failed === 'refused' && answer.status === 403) return { outcome: 'closed' }
    if (answer.failed === 'refused' && (answer.code === 'invalid' || answer.code === 'too-large')) {
      return { outcome: 'invalid' }
    }
    return otherwise(answer)
  },
  async signIn(credentials) {
    const answer = await calls.signIn(credentials)
    if (!hasFailed(answer)) return done(answer)
    const isWrong = answer.failed === 'refused' && (answer.code === 'unauthenticated' || answer.code === 'invalid')
    return isWrong ? { outcome: 'refused' } : otherwise(answer)
  },
  async revoke() {
    oweSignOut()
    const answer = await calls.signOut()
    if (!hasFailed(answer) || answer.failed === 'refused') settleSignOut()
    // The cookie would bring the account back.
    else if (!isSignOutOwed()) throw new Error('the server could not be told, and there is no room to remember that')
  },
  async visit(invite) {
    if (isSignOutOwed()) await this.revoke()
    const answer = isSignOutOwed() ? undefined : await calls.visit(invite)
    return !answer || hasFailed(answer) ? {} : answer
  },
})

function done(account: Account): { outcome: 'done' } {
  rememberAccount(account)
  return { outcome: 'done' }
}

function otherwise(failure: CallFailure) {
  if (failure.failed === 'unreachable') return { outcome: 'unreachable' } as const
  if (failure.code === 'slow-down') {
    return { outcome: 'slow-down', retryAfterMs: failure.retryAfterMs ?? SLOW_DOWN_MS } as const
  }
  return failure.code === 'upgrade-required'
    ? ({ outcome: 'upgrade-required' } as const)
    : ({ outcome: 'unreachable' } as const)
}
