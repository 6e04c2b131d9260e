/** The calls around an account that are not the engine's: signing up, in and out, and finding a person. */
import type { Called } from '#engine/ports.ts'
import type { Account, User, Visit } from '#protocol/http.ts'
import type { Handle } from '#protocol/ids.ts'
import { type CallSettings, call } from './calls.ts'
import { isAccount, isAnything, isUserAnswer, isVisit } from './shapes.ts'

export interface AccountCalls {
  signUp(account: { handle: Handle; name: string; password: string; invite?: string }): Promise<Called<Account>>
  signIn(credentials: { handle: Handle; password: string }): Promise<Called<Account>>
  /** Whose session the cookie is, if any, and whether anybody has an account. */
  visit(): Promise<Called<Visit>>
  /** Revokes this device. */
  signOut(): Promise<Called<object>>
  user(handle: Handle): Promise<Called<{ user: User }>>
}

export const createAccountCalls = (settings: CallSettings): AccountCalls => ({
  signUp: (body) => call(settings, { method: 'POST', path: '/api/accounts', body, isAnswer: isAccount }),
  signIn: (body) => call(settings, { method: 'POST', path: '/api/session', body, isAnswer: isAccount }),
  visit: () => call(settings, { method: 'GET', path: '/api/visit', isAnswer: isVisit }),
  signOut: () => call(settings, { method: 'DELETE', path: '/api/session', isAnswer: isAnything }),
  user: (handle) =>
    call(settings, { method: 'GET', path: `/api/users/${encodeURIComponent(handle)}`, isAnswer: isUserAnswer }),
})
