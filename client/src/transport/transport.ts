/** The engine's way to the server: a live session, and the same over single calls. */
import type { Transport } from '#engine/ports.ts'
import { PROTOCOL } from '#protocol/version.ts'
import { type CallSettings, call, hasFailed } from './calls.ts'
import { openConnection } from './connection.ts'
import { isAccount, isExchangeAnswer, isHistoryPage, isSnapshotPage, isUserList } from './shapes.ts'

export interface TransportSettings extends CallSettings {
  connectTimeoutMs: number
  silenceMs: number
}

export function createTransport(settings: TransportSettings): Transport {
  const account = (timeoutMs: number) =>
    call({ ...settings, timeoutMs }, { method: 'GET', path: '/api/session', isAnswer: isAccount })

  /** Our server said anything at all, a refusal included. */
  const answersHttp = async (): Promise<boolean> => {
    const answer = await account(settings.connectTimeoutMs)
    return !hasFailed(answer) || answer.failed === 'refused'
  }

  return {
    account: () => account(settings.timeoutMs),
    connect: (handshake, listener) => openConnection({ ...settings, answersHttp }, handshake, listener),
    exchange: ({ cursor, ops, after }) =>
      call(settings, {
        method: 'POST',
        path: '/api/exchange',
        body: { protocol: PROTOCOL, cursor, ops, after },
        isAnswer: isExchangeAnswer,
      }),
    snapshot: (page) =>
      call(settings, {
        method: 'GET',
        path: page === undefined ? '/api/snapshot' : `/api/snapshot?page=${encodeURIComponent(page)}`,
        isAnswer: isSnapshotPage,
      }),
    history: (conversation, before, limit) =>
      call(settings, {
        method: 'GET',
        path: `/api/conversations/${encodeURIComponent(conversation)}/events?before=${before}&limit=${limit}`,
        isAnswer: isHistoryPage,
      }),
    users: (handles) =>
      call(settings, {
        method: 'GET',
        path: `/api/users?handles=${handles.map(encodeURIComponent).join(',')}`,
        isAnswer: isUserList,
      }),
  }
}
