/** One connection, as a session sees it: what is sent, and how it ends. */
import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import type { Socket as Client, Server } from 'socket.io'
import type { EncodedBatch } from '#core/encoded.ts'
import type { Answer } from '#core/requests.ts'
import type { Cursor } from '#protocol/cursor.ts'
import type { Presence, Typing, Welcome } from '#protocol/session.ts'
import { answerPacket, type Decoder, entriesPacket, type Receiver } from './parser.ts'

interface ToDevice {
  welcome: (welcome: Welcome) => void
  typing: (notice: Typing & { by: string }) => void
  presence: (presence: Presence) => void
  replaced: (nothing: Record<string, never>) => void
}

/** What a session hears past the library: see `Line`. */
type FromDevice = Record<string, never>

export interface Authenticated {
  user: string
  device: string
  cursor: Cursor | null | undefined
  arrived: Answer<'arrive'>
}

export type Wire = Client<FromDevice, ToDevice, Record<string, never>, Authenticated>
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
  webSocketOf(conn).terminate()
}

/**
 * What one turn of the loop sends to a device (acks of pushes, entries) goes out as one buffer by one system call: writing
 * packets one by one is most of what a relay's time goes into. What the device is too slow for waits here, as text.
 */
class Outgoing {
  packets: string[] = []
  private readonly conn: Conn
  private readonly socket: Socket
  private readonly closeNow: Conn['close']

  constructor(conn: Conn) {
    this.conn = conn
    this.socket = conn.request.socket
    this.closeNow = conn.close.bind(conn)
    conn.write = (packet) => {
      this.add(packet)
      return conn
    }
    // What was sent before goes before the goodbye.
    conn.close = (discard) => {
      this.flush()
      this.closeNow(discard)
    }
    conn.transport.on('ready', () => this.flush())
    this.socket.on('drain', () => this.flush())
  }

  add(packet: string): void {
    if (this.packets.push(packet) > 1) return
    if (due.length === 0) setImmediate(flushAll)
    due.push(this)
  }

  /** Past Engine.IO, which would do half a dozen things around each write; what it sends itself goes first. */
  flush(): void {
    const { packets, conn, socket } = this
    if (packets.length === 0 || conn.readyState !== 'open' || !socket.writable) return
    if (!conn.transport.writable || socket.writableNeedDrain) return
    this.packets = []
    socket.write(framesOf(packets))
  }
}

/** Engine.IO's connection, with what of it is not declared. */
type Conn = Omit<Wire['conn'], 'write' | 'transport'> & {
  transport: Wire['conn']['transport'] & { socket: WebSocket }
  write(packet: string): unknown
  writeBuffer: unknown[]
  /** while a pong is awaited */
  pingTimeoutTimer: NodeJS.Timeout | null
}

interface WebSocket extends EventEmitter {
  terminate(): void
}

const outgoing = new WeakMap<object, Outgoing>()
let due: Outgoing[] = []

/** From here on what is sent in one turn goes out together. */
export function gatherWrites(wire: Wire): Outgoing {
  const conn = wire.conn as unknown as Conn
  const known = outgoing.get(conn)
  if (known !== undefined) return known
  const made = new Outgoing(conn)
  outgoing.set(conn, made)
  listenPast(conn, wire.client as unknown as Hearing)
  return made
}

/** Where the device wants an answer. */
export type Reply = ((answer: unknown) => void) | undefined

/** What comes and goes all the time: straight between the parser and a session. */
export class Line implements Receiver {
  onEvent: (name: string, argument: unknown, bytes: number, reply: Reply) => void = () => {}
  /** Entries alone are sent with an id, and what answers them says to which it is an answer. */
  onAnswer: (answer: unknown) => void = () => {}
  private readonly outgoing: Outgoing
  private nextId = 0

  constructor(wire: Wire) {
    // A device may leave its session, and begin another on the same connection.
    this.outgoing = gatherWrites(wire)
    const hearing = wire.client as unknown as Hearing
    hearing.decoder.receiver = this
  }

  entries(batch: EncodedBatch): void {
    this.outgoing.add(entriesPacket(this.nextId++, batch))
  }

  event(name: string, argument: unknown, bytes: number, id: number | undefined): void {
    const reply = id === undefined ? undefined : (answer: unknown) => this.outgoing.add(answerPacket(id, answer))
    this.onEvent(name, argument, bytes, reply)
  }

  answer(answer: unknown): void {
    this.onAnswer(answer)
  }
}

/** Socket.IO's side of a connection, with what of it is not declared. */
interface Hearing {
  decoder: Decoder
  ondata(text: string): void
}

/** Messages go to the decoder past Engine.IO, but for those that it waits for: any is as good as a pong to it. */
function listenPast(conn: Conn, hearing: Hearing): void {
  const { socket } = conn.transport
  const [engine] = socket.listeners('message') as [Listener]
  socket.off('message', engine)
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    const isOurs = !isBinary && data[0] === MESSAGE && conn.readyState === 'open' && conn.pingTimeoutTimer === null
    if (isOurs) hearing.ondata(data.toString('utf8', 1))
    else engine(data, isBinary)
  })
}

type Listener = (data: Buffer, isBinary: boolean) => void

function flushAll(): void {
  const all = due
  due = []
  for (const one of all) one.flush()
}

/** FIN and text, in one frame, of a server: not masked. */
const TEXT = 0x81
const MESSAGE = '4'.charCodeAt(0)

/** WebSocket frames, each a message of Engine.IO. */
function framesOf(packets: readonly string[]): Buffer {
  const sizes = packets.map((packet) => Buffer.byteLength(packet) + 1)
  const frames = Buffer.allocUnsafe(sizes.reduce((sum, size) => sum + headBytes(size) + size, 0))
  let at = 0
  packets.forEach((packet, place) => {
    const size = sizes[place] as number
    frames[at] = TEXT
    if (size < 126) frames[at + 1] = size
    else if (size < 0x10000) {
      frames[at + 1] = 126
      frames.writeUInt16BE(size, at + 2)
    } else {
      frames[at + 1] = 127
      frames.writeUIntBE(0, at + 2, 2)
      frames.writeUIntBE(size, at + 4, 6)
    }
    at += headBytes(size)
    frames[at] = MESSAGE
    // One byte a character: copied, not encoded.
    if (packet.length + 1 === size) frames.write(packet, at + 1, 'latin1')
    else frames.write(packet, at + 1)
    at += size
  })
  return frames
}

const headBytes = (size: number): number => (size < 126 ? 2 : size < 0x10000 ? 4 : 10)

const webSocketOf = (conn: Wire['conn']) => (conn as unknown as Conn).transport.socket

/** Typing and presence: dropped, not kept, for a peer that does not read. */
export const mayDrop = ({ conn }: Wire): boolean => backlogOf(conn) > BACKLOG.volatile

/** A peer that asks and asks, and never reads the answers, is cut off. */
export function cutIfClogged({ conn }: Wire): void {
  if (backlogOf(conn) > BACKLOG.any) terminate(conn)
}

const backlogOf = (conn: Wire['conn']): number =>
  (conn as unknown as Conn).writeBuffer.length + (outgoing.get(conn)?.packets.length ?? 0)
