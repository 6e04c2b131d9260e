/**
 * Socket.IO's packets as this protocol uses them: text alone, one argument an event. Leaner than the library's parser
 * (no search for binary in what is sent), and stricter: whatever else comes in is refused, which closes the connection.
 * Of bytes that a packet brings along only their placeholders are read, which fit nothing and are answered as such.
 * What comes and goes all the time (events of a session, acks, entries) does not pass the library's dispatch.
 */
import { EventEmitter } from 'node:events'
import type { EncodedBatch, EncodedEntry } from '#core/encoded.ts'

const CONNECT = 0
const DISCONNECT = 1
const EVENT = 2
const ACK = 3
const CONNECT_ERROR = 4
/** An event or ack with bytes that follow it has a type so much higher. */
const BINARY = 3

interface Packet {
  type: number
  nsp: string
  id?: number
  data?: unknown
}

/** Names that the library emits itself. */
const RESERVED = new Set(['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener'])

export class Encoder {
  encode({ type, nsp, id, data }: Packet): string[] {
    const namespace = nsp === '/' ? '' : `${nsp},`
    return [`${type}${namespace}${id ?? ''}${data === undefined ? '' : JSON.stringify(data)}`]
  }
}

/** A packet with entries, that is to be answered with the same `id`. */
export const entriesPacket = (id: number, { after, entries }: EncodedBatch): string =>
  `${EVENT}${id}["entries",{"after":${JSON.stringify(after)},"entries":[${entries.map(entryJson).join()}]}]`

export const answerPacket = (id: number, answer: unknown): string => `${ACK}${id}[${JSON.stringify(answer)}]`

/** An id is made by the server: nothing in it needs escaping. */
const entryJson = ({ seq, id, json }: EncodedEntry): string => `{"seq":${seq},"id":"${id}","event":${json}}`

/** Who takes the packets of a session, once there is one. */
export interface Receiver {
  /** `bytes`: of the argument's JSON as it was sent. `id`: where an answer is wanted. */
  event(name: string, argument: unknown, bytes: number, id: number | undefined): void
  answer(answer: unknown): void
}

/** Sessions that one connection may ask for, as good as all ask for one: each costs a look-up, and an answer that may wait. */
const SESSIONS = 16

export class Decoder extends EventEmitter {
  receiver: Receiver | undefined
  private asked = 0

  /** @throws on anything that is no packet of ours */
  add(chunk: unknown): void {
    if (typeof chunk !== 'string') return
    const packet = decode(chunk)
    if (packet.type === CONNECT && ++this.asked > SESSIONS) throw new Error('too many sessions')
    const { receiver } = this
    if (receiver === undefined || packet.nsp !== '/') this.emit('decoded', packet)
    else if (packet.type === EVENT) {
      const [name, argument, bytes] = packet.data as [string, unknown, number]
      receiver.event(name, argument, bytes, packet.id)
    } else if (packet.type === ACK) {
      receiver.answer((packet.data as unknown[])[0])
    } else this.emit('decoded', packet)
  }

  destroy(): void {
    this.receiver = undefined
    this.removeAllListeners()
  }
}

const HEAD = /^(?:([0-4])|([56])\d{1,4}-)(?:(\/[^,]{0,128}),)?(\d{1,10})?/

function decode(chunk: string): Packet {
  const head = HEAD.exec(chunk.slice(0, 160))
  if (!head) throw new Error('unknown packet')
  const type = head[1] === undefined ? Number(head[2]) - BINARY : Number(head[1])
  const json = chunk.slice(head[0].length)
  const packet: Packet = { type, nsp: head[3] ?? '/' }
  if (head[4] !== undefined) packet.id = Number(head[4])
  if (json !== '') packet.data = dataOf(type, json)
  else if (type !== CONNECT && type !== DISCONNECT) throw new Error('empty packet')
  return packet
}

function dataOf(type: number, json: string): unknown {
  const data: unknown = JSON.parse(json)
  switch (type) {
    case CONNECT:
      if (typeof data === 'object' && data !== null && !Array.isArray(data)) return data
      break
    case EVENT:
      if (Array.isArray(data) && typeof data[0] === 'string' && !RESERVED.has(data[0])) return sized(data, json)
      break
    case ACK:
      if (Array.isArray(data)) return data
      break
    case CONNECT_ERROR:
    case DISCONNECT:
      break
  }
  throw new Error('invalid payload')
}

/** `[name, argument, bytes of the argument's JSON as it was sent]`. */
function sized([name, argument]: unknown[], json: string): unknown[] {
  const envelope = JSON.stringify(name).length + '[,]'.length
  return [name, argument, Buffer.byteLength(json) - envelope]
}
