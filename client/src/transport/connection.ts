/** One live session over Socket.IO, which is a pipe here: no buffering, no retries, no reconnecting of its own. */

import { io, type Socket } from 'socket.io-client'
import type { Connection, ConnectionNews } from '#engine/ports.ts'
import type { Cursor } from '#protocol/cursor.ts'
import type { DeviceToServer, EntriesAck, Refusal, ServerToDevice } from '#protocol/session.ts'
import { PROTOCOL } from '#protocol/version.ts'
import { isEntriesBatch, isPresence, isPushAck, isResumeAck, isTyping, isWelcome } from './shapes.ts'

export interface ConnectionSettings {
  origin: string
  /** ms until the server must have answered, and as many again until its `welcome` */
  connectTimeoutMs: number
  /** the longest silence, in ms, after which a connection counts as dead, whatever the server's pings promise */
  silenceMs: number
  /** Whether our server answers over HTTP at this moment. */
  answersHttp: () => Promise<boolean>
  headers?: Record<string, string>
}

const REFUSALS: ReadonlySet<unknown> = new Set<Refusal>(['unauthenticated', 'upgrade-required', 'forbidden-origin'])

/** After `closed`, or `close()`, nothing more is told. */
export function openConnection(
  settings: ConnectionSettings,
  handshake: { cursor: Cursor | null },
  listener: (news: ConnectionNews) => void,
): Connection {
  const socket: Socket<ServerToDevice, DeviceToServer> = io(settings.origin, {
    auth: { protocol: PROTOCOL, cursor: handshake.cursor },
    transports: ['websocket'],
    upgrade: false,
    reconnection: false,
    forceNew: true,
    autoConnect: false,
    withCredentials: true,
    ...(settings.headers && { extraHeaders: settings.headers }),
    timeout: settings.connectTimeoutMs,
  })
  const acks = new Map<number, (answer: EntriesAck) => void>()
  let state: 'opening' | 'reached' | 'welcomed' | 'over' = 'opening'
  let cancelled = false
  let lastAck = 0
  let timer = setTimeout(fail, settings.connectTimeoutMs)

  function end(): boolean {
    if (state === 'over') return false
    state = 'over'
    clearTimeout(timer)
    acks.clear()
    // What was emitted and not yet written must not leave later: the outbox sends it again.
    socket.sendBuffer = []
    socket.off()
    socket.disconnect()
    return true
  }

  function tell(news: ConnectionNews): void {
    if (state !== 'over') listener(news)
  }

  function closed(how: { refused?: Refusal; upgradeFailed?: true } = {}): void {
    if (end()) listener({ kind: 'closed', ...how })
  }

  /** The way ended. Where no WebSocket came to be, the question is whether HTTP would have: then it is blocked. */
  function fail(): void {
    const opened = state !== 'opening'
    if (opened || !end()) {
      closed()
      return
    }
    void settings.answersHttp().then((answers) => {
      if (!cancelled) listener({ kind: 'closed', ...(answers && { upgradeFailed: true }) })
    })
  }

  function endAfter(ms: number): void {
    if (state === 'over') return
    clearTimeout(timer)
    timer = setTimeout(fail, ms)
  }

  socket.on('connect_error', (error) => {
    const code = (error as { data?: { code?: unknown } }).data?.code
    if (REFUSALS.has(code)) closed({ refused: code as Refusal })
    else fail()
  })
  socket.on('disconnect', () => closed())
  socket.on('welcome', (welcome) => {
    if (!isWelcome(welcome)) return closed()
    state = 'welcomed'
    tell({ kind: 'welcome', welcome })
  })
  socket.on('entries', (batch, ack) => {
    if (!isEntriesBatch(batch) || typeof ack !== 'function') return closed()
    lastAck += 1
    acks.set(lastAck, ack)
    tell({ kind: 'entries', batch, ack: lastAck })
  })
  socket.on('typing', (notice) => isTyping(notice) && tell({ kind: 'typing', notice }))
  socket.on('presence', (presence) => isPresence(presence) && tell({ kind: 'presence', presence }))
  socket.on('replaced', () => tell({ kind: 'replaced' }))

  socket.connect()
  const { engine } = socket.io
  let longestSilenceMs = settings.silenceMs
  engine.on('handshake', ({ pingInterval, pingTimeout }) => {
    longestSilenceMs = Math.min(pingInterval + pingTimeout, settings.silenceMs)
    if (state === 'opening') state = 'reached'
    endAfter(settings.connectTimeoutMs)
  })
  engine.on('packet', () => {
    if (state === 'welcomed') endAfter(longestSilenceMs)
  })

  return {
    push(push, ops, after) {
      if (!socket.connected) return
      socket.emit('push', { ops: [...ops], after }, (answer) => {
        if (isPushAck(answer)) tell({ kind: 'pushed', push, answer })
        else closed()
      })
    },
    ackEntries(ack, cursor) {
      const answer = acks.get(ack)
      acks.delete(ack)
      if (socket.connected) answer?.({ cursor })
    },
    resume(cursor) {
      if (!socket.connected) return
      socket.emit('resume', { cursor }, (answer) => {
        if (isResumeAck(answer)) tell({ kind: 'resumed', inbox: answer.inbox })
        else closed()
      })
    },
    typing(notice) {
      if (socket.connected) socket.volatile.emit('typing', notice)
    },
    close() {
      cancelled = true
      end()
    },
  }
}
