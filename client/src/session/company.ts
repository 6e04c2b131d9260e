/**
 * Who is here and who types, as the living connection tells it: kept in no database, forgotten with the connection, and
 * the same in every tab. `keep-company` keeps it true.
 */
import { create } from 'zustand'
import type { ConversationId, Handle } from '#protocol/ids.ts'
import { type ConnectionStatus, useStatus } from './status.ts'

export interface Company {
  /** ms since 1970 since when somebody is known to have gone, or that they are here; nothing is known of all others */
  presence: Readonly<Record<Handle, { seen: number } | 'online'>>
  /** in the order in which they began; nobody where it is absent */
  typing: Readonly<Record<ConversationId, readonly Typist[]>>
}

export interface Typist {
  by: Handle
  /** ms since 1970 */
  until: number
}

export const NOBODY: Company = { presence: {}, typing: {} }

export const useCompany = create<Company>()(() => NOBODY)

/** A connection that is down for a blink is not news; one that is down for longer knows nothing any more. */
export const isCompanyKnown = ({ state }: ConnectionStatus): boolean =>
  state === 'live' || state === 'connecting' || state === 'syncing'

/** Nor does it when it is tried again: whoever was here may have gone, and the server tells only who is here. */
useStatus.subscribe(({ connection }) => {
  if (!isCompanyKnown(connection)) useCompany.setState(NOBODY, true)
})
