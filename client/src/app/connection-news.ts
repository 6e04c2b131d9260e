/** What is said aloud about the connection: once an outage, and once when it is over. */
import type { ConnectionStatus } from '../session/status.ts'

/** What the outbox holds. */
export interface Unsent {
  /** messages that the server does not have */
  waiting: number
  /** what it refused, and nobody has put away */
  refused: number
}

export interface Told {
  /** an outage was spoken of, with so many refused; `waiting`: as many messages were still to be sent when it ended */
  outage?: { refused: number; waiting?: number }
  paused?: ConnectionStatus & { state: 'paused' }
}

export type News =
  | { say: 'offline' | 'unreachable' }
  | { say: 'back'; sent: number }
  | { say: 'signed-out' | 'upgrade-required' }

export function connectionNews(told: Told, status: ConnectionStatus, unsent: Unsent): [Told, News?] {
  switch (status.state) {
    case 'offline':
    case 'unreachable': {
      const { refused } = told.outage ?? unsent
      if (told.outage && told.outage.waiting === undefined) return [told]
      return [{ outage: { refused } }, { say: status.state }]
    }
    case 'paused':
      return told.paused?.reason === status.reason ? [told] : [{ paused: status }, { say: status.reason }]
    case 'live':
      return told.outage === undefined ? [{}] : settle(told.outage, unsent)
    default:
      return [told]
  }
}

/** Back, once nothing of what was waiting is left. What was refused meanwhile was not sent. */
function settle({ refused, waiting = 0 }: { refused: number; waiting?: number }, unsent: Unsent): [Told, News?] {
  const waitedFor = Math.max(waiting, unsent.waiting)
  if (unsent.waiting > 0) return [{ outage: { refused, waiting: waitedFor } }]
  return [{}, { say: 'back', sent: Math.max(0, waitedFor - Math.max(0, unsent.refused - refused)) }]
}
