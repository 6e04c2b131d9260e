/** The calls around an account that are not the engine's: signing up, in and out, finding a person, and invitations. */
import type { Called } from '#engine/ports.ts'
import type { Account, Device, Invite, InviteView, User, Visit } from '#protocol/http.ts'
import type { ConversationId, Handle } from '#protocol/ids.ts'
import { type CallSettings, call } from './calls.ts'
import { isAccount, isAnything, isDeviceList, isInvite, isInviteView, isUserAnswer, isVisit } from './shapes.ts'

export interface AccountCalls {
  signUp(account: { handle: Handle; name: string; password: string; invite?: string }): Promise<Called<Account>>
  signIn(credentials: { handle: Handle; password: string }): Promise<Called<Account>>
  /** Whose session the cookie is, if any, whether anybody has an account, and who made this invite. */
  visit(invite?: string): Promise<Called<Visit>>
  /** Revokes this device. */
  signOut(): Promise<Called<object>>
  /** Refused with `wrong-password` where the current one is another. */
  changePassword(change: { current: string; password: string }): Promise<Called<object>>
  devices(): Promise<Called<{ devices: Device[] }>>
  revoke(device: string): Promise<Called<object>>
  user(handle: Handle): Promise<Called<{ user: User }>>
  createInvite(group: ConversationId): Promise<Called<Invite>>
  endInvite(group: ConversationId): Promise<Called<object>>
  /** Also for who is signed out. */
  invite(token: string): Promise<Called<InviteView>>
}

const inviteOf = (group: ConversationId) => `/api/conversations/${encodeURIComponent(group)}/invite`

export const createAccountCalls = (settings: CallSettings): AccountCalls => ({
  signUp: (body) => call(settings, { method: 'POST', path: '/api/accounts', body, isAnswer: isAccount }),
  signIn: (body) => call(settings, { method: 'POST', path: '/api/session', body, isAnswer: isAccount }),
  visit: (invite) =>
    call(settings, {
      method: 'GET',
      path: invite === undefined ? '/api/visit' : `/api/visit?invite=${encodeURIComponent(invite)}`,
      isAnswer: isVisit,
    }),
  signOut: () => call(settings, { method: 'DELETE', path: '/api/session', isAnswer: isAnything }),
  changePassword: (body) => call(settings, { method: 'POST', path: '/api/password', body, isAnswer: isAnything }),
  devices: () => call(settings, { method: 'GET', path: '/api/devices', isAnswer: isDeviceList }),
  revoke: (device) =>
    call(settings, { method: 'DELETE', path: `/api/devices/${encodeURIComponent(device)}`, isAnswer: isAnything }),
  user: (handle) =>
    call(settings, { method: 'GET', path: `/api/users/${encodeURIComponent(handle)}`, isAnswer: isUserAnswer }),
  createInvite: (group) => call(settings, { method: 'POST', path: inviteOf(group), isAnswer: isInvite }),
  endInvite: (group) => call(settings, { method: 'DELETE', path: inviteOf(group), isAnswer: isAnything }),
  invite: (token) =>
    call(settings, { method: 'GET', path: `/api/invites/${encodeURIComponent(token)}`, isAnswer: isInviteView }),
})
