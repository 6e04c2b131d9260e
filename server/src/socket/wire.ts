/** One connection, as a session sees it: what is sent, and how it ends. */
import type { Socket as NetSocket } from 'node:net'
import type { Server, Socket } from 'socket.io'
import type { EncodedBatch } from '#core/encoded.ts'
import type { Presence, Typing, Welcome } from '#protocol/session.ts'

interface ToDevice {
  welcome: (welcome: Welcome) => void
  entries: (batch: EncodedBatch, ack: (answer: unknown) => void) => void
  typing: (notice: Typing & { by: string }) => void
  presence: (presence: Presence) => void
  replaced: (nothing: Record<string, never>) => void
}

/** As the parser leaves them: one argument of any kind, its size, and an ack where the device wants one. */
type FromDevice = Record<
  'push' | 'resume' | 'typing',
  (argument: unknown, bytes: number, ack?: (answer: unknown) => void) => void
>

export interface Authenticated {
  user: string
  device: string
  cursor: unknown
}

export type Wire = Socket<FromDevice, ToDevice, Record<string, never>, Authenticated>
export type WireServer = Server<FromDevice, ToDevice, Record<string, never>, Authenticated>

/** A peer that does not say goodbye in time is cut off. */
const LINGER_MS = 1000
/** Packets that wait for a peer to read on. Beyond the first number nothing is sent that may be lost. */
const BACKLOG = { volatile: 1024, any: 8192 }

/**
 * Ends the connection in a way that lets the device come back by itself: to Socket.IO's own `disconnect` clients
 * answer by staying away.
 */
export function hangUp({ conn }: Wire): void {
  conn.close()
  const timer = setTimeout(() => terminate(conn), LINGER_MS)
  conn.once('close', () => clearTimeout(timer))
}

function terminate(conn: Wire['conn']): void {
  webSocketOf(conn)?.terminate()
}

/**
 * What one turn of the loop sends to a device, acks of pushes above all, goes out in one system call: writing packets
 * one by one is most of what a relay's time goes into.
 */
export function writeTogether({ conn }: Wire): void {
  const tcp = webSocketOf(conn)?._socket
  if (!tcp) return
  conn.on('flush', () => {
    if (corked.has(tcp)) return
    if (corked.size === 0) setImmediate(uncorkAll)
    corked.add(tcp)
    tcp.cork()
  })
}

const corked = new Set<NetSocket>()

function uncorkAll(): void {
  for (const tcp of corked) tcp.uncork()
  corked.clear()
}

const webSocketOf = (conn: Wire['conn']) =>
  (conn.transport as unknown as { socket?: { terminate(): void; _socket?: NetSocket } }).socket

/** Typing and presence: dropped, not kept, for a peer that does not read. */
export const mayDrop = ({ conn }: Wire): boolean => backlogOf(conn) > BACKLOG.volatile

/** A peer that asks and asks, and never reads the answers, is cut off. */
export function cutIfClogged({ conn }: Wire): void {
  if (backlogOf(conn) > BACKLOG.any) terminate(conn)
}

const backlogOf = (conn: Wire['conn']): number => (conn as unknown as { writeBuffer: unknown[] }).writeBuffer.length
