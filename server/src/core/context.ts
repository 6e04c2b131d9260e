/** What every answer is made with. */
import type { Handle } from '#protocol/ids.ts'
import type { Env, Tx } from './ports.ts'

/** What is told once the transaction is durable. One for all requests that it answers. */
export interface News {
  /** whose inboxes grew */
  users: Set<Handle>
  /** devices that are no more */
  revoked: string[]
  /** members of conversations that somebody came into */
  met: Handle[][]
}

export const noNews = (): News => ({ users: new Set(), revoked: [], met: [] })

export interface Context {
  tx: Tx
  env: Env
  news: News
}

/** What a rule may look at. Rules only read: what they decide is data, written by `apply`. */
export type Look = Pick<
  Tx,
  | 'user'
  | 'conversation'
  | 'member'
  | 'members'
  | 'contactsOf'
  | 'prefs'
  | 'message'
  | 'authors'
  | 'reaction'
  | 'blocked'
  | 'inviteByToken'
>

/** Who asked for an op, and when and where it is decided. */
export interface Desk {
  look: Look
  env: Env
  by: Handle
  /** ms */
  received: number
}
