/** What there is to say below the title about those in a conversation. */
import { isCompanyKnown, useCompany } from '../../session/company.ts'
import { useStatus } from '../../session/status.ts'
import type { ConversationHead } from './conversation.query.ts'

export type CompanyOf =
  /** `names` is empty where it can be one person alone */
  | { is: 'typing'; names: string[] }
  | { is: 'online' }
  /** ms since 1970 */
  | { is: 'seen' | 'seen-before'; at: number }

/** `undefined` where nothing is known. */
export function useCompanyOf(id: string, head: ConversationHead): CompanyOf | undefined {
  const { connection, synced } = useStatus()
  const typing = useCompany((company) => company.typing[id])
  const presence = useCompany((company) => company.presence[head.peer ?? ''])
  if (head.kind === 'self' || head.former) return undefined
  if (isCompanyKnown(connection)) {
    if (typing) return { is: 'typing', names: head.kind === 'dm' ? [] : typing.map(({ by }) => head.names[by] ?? by) }
    if (presence === undefined) return undefined
    return presence === 'online' ? { is: 'online' } : { is: 'seen', at: presence.seen }
  }
  const isAway = connection.state === 'offline' && head.kind === 'dm' && synced !== undefined
  return isAway ? { is: 'seen-before', at: synced } : undefined
}
