/** What is said aloud about the connection: once an outage, and once when it is over. */
import type { ConnectionStatus } from '../session/status.ts'

export interface Told {
  /** an outage was spoken of; `waiting`: as many messages were still to be sent when it ended */
  outage?: 'on' | { waiting: number }
  paused?: ConnectionStatus & { state: 'paused' }
}

export type News =
  | { say: 'offline' | 'unreachable' }
  | { say: 'back'; sent: number }
  | { say: 'signed-out' | 'upgrade-required' }

/** `waiting`: messages that the server does not have. */
export function connectionNews(told: Told, status: ConnectionStatus, waiting: number): [Told, News?] {
  switch (status.state) {
    case 'offline':
    case 'unreachable':
      return told.outage === 'on' ? [told] : [{ outage: 'on' }, { say: status.state }]
    case 'paused':
      return told.paused?.reason === status.reason ? [told] : [{ paused: status }, { say: status.reason }]
    case 'live':
      if (told.outage === undefined) return [{}]
      return settle(told.outage === 'on' ? waiting : told.outage.waiting, waiting)
    default:
      return [told]
  }
}

/** Back, once nothing of what was waiting is left. */
function settle(waitedFor: number, waiting: number): [Told, News?] {
  if (waiting > 0) return [{ outage: { waiting: Math.max(waitedFor, waiting) } }]
  return [{}, { say: 'back', sent: waitedFor }]
}
