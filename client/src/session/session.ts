/** What a signed-in screen works with. Made by `app`, read by `features`. */
import { createContext, useContext } from 'react'
import type { Commands } from '#engine/commands.ts'
import type { Called, Written } from '#engine/ports.ts'
import type { Account, Device, Invite, InviteView } from '#protocol/http.ts'
import type { ConversationId, Handle } from '#protocol/ids.ts'
import type { Typing } from '#protocol/session.ts'
import type { Database } from '../store/database.ts'
import type { Ahead } from './ahead.ts'

export interface Session {
  account: Account
  commands: Commands
  /** for live queries */
  database: Database
  /** What the disk has said to them before, by their names. */
  ahead: Ahead
  /** Try the connection now. */
  wake(): void
  /** Telling the others that one types, where the connection lives: again after so many ms, while one does. */
  typing: { tell(notice: Typing): void; renewMs: number }
  /** Asks the server for exact usernames; answers those that exist, or that it could not be asked. */
  findUser(handle: Handle): Promise<{ found: { handle: Handle; name: string } } | { missing: true } | { failed: true }>
  /** Keeps the name of somebody whom this device does not know, for as long as the server can be asked. */
  meet(handle: Handle): Promise<void>
  /** Links into groups: the server makes them, and knows which of them hold. */
  invites: Invites
  devices: {
    list(): Promise<{ devices: Device[] } | { failed: true }>
    /** Revokes one; one that is gone already is no failure. */
    revoke(id: string): Promise<object>
  }
  /** Refused with `wrong-password` where the current one is another. */
  changePassword(change: { current: string; password: string }): Promise<Called<object>>
  /** Old messages that the server has go from this device; how many. */
  freeSpace(): Promise<Written<{ freed: number }>>
  /** Ends this device on the server if it can be reached, and removes everything kept here. */
  signOut(): Promise<void>
  /** Loads the new version of the app, once everything typed is on disk. */
  applyUpdate(): void
  /** Older events of a conversation from the server, where this device lacks them. Resolves when they are in the database. */
  loadOlder(conversation: string): Promise<'loaded' | 'start' | 'unreachable'>
}

export type Asked<T> = T | { missing: true } | { failed: true }

export interface Invites {
  /** A new link; the one before ends. `missing`: not a member. */
  create(group: ConversationId): Promise<Asked<Invite>>
  end(group: ConversationId): Promise<Asked<object>>
  /** What a link leads to. `missing`: it has ended, or never was. */
  look(token: string): Promise<Asked<InviteView>>
}

export const SessionContext = createContext<Session | undefined>(undefined)

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('useSession outside a signed-in screen')
  return session
}
