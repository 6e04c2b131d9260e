/**
 * Socket.IO's packets as this protocol uses them: text alone, one argument an event. Leaner than the library's parser
 * (no search for binary in what is sent), and stricter: whatever else comes in is refused, which closes the connection.
 */
import { EventEmitter } from 'node:events'
import type { EncodedBatch, EncodedEntry } from '#core/encoded.ts'

const CONNECT = 0
const DISCONNECT = 1
const EVENT = 2
const ACK = 3
const CONNECT_ERROR = 4

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
    return [`${type}${namespace}${id ?? ''}${data === undefined ? '' : jsonOf(data)}`]
  }
}

function jsonOf(data: unknown): string {
  if (!Array.isArray(data) || data[0] !== 'entries') return JSON.stringify(data)
  const { after, entries } = data[1] as EncodedBatch
  return `["entries",{"after":${JSON.stringify(after)},"entries":[${entries.map(entryJson).join()}]}]`
}

/** An id is made by the server: nothing in it needs escaping. */
const entryJson = ({ seq, id, json }: EncodedEntry): string => `{"seq":${seq},"id":"${id}","event":${json}}`

export class Decoder extends EventEmitter {
  /** @throws on anything that is no packet of ours */
  add(chunk: unknown): void {
    if (typeof chunk !== 'string') throw new Error('binary packet')
    this.emit('decoded', decode(chunk))
  }

  destroy(): void {
    this.removeAllListeners()
  }
}

const HEAD = /^([0-4])(?:(\/[^,]{0,128}),)?(\d{1,10})?/

function decode(chunk: string): Packet {
  const head = HEAD.exec(chunk.slice(0, 160))
  if (!head) throw new Error('unknown packet')
  const type = Number(head[1])
  const json = chunk.slice(head[0].length)
  const packet: Packet = { type, nsp: head[2] ?? '/' }
  if (head[3] !== undefined) packet.id = Number(head[3])
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
