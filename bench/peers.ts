/** The two servers under the same load, behind one face. */

import { directConversation } from '#protocol/ids.ts'
import type { EntriesBatch, PushAck } from '#protocol/session.ts'
import { RawSocket } from './wire.ts'

export interface Message {
  id: string
  /** a user, or the one group */
  to: string
  text: string
}

export interface Client {
  /** `acked`: the server has it for good (the relay: has passed it on) */
  send(message: Message, acked: () => void): void
  /** bytes of payload received since it connected */
  received(): number
  close(): void
  onClose(listener: () => void): void
}

export interface Connecting {
  port: number
  user: string
  /** cookie of the session; the relay needs none */
  cookie?: string
  group?: string
  onMessage: (id: string) => void
}

export type Connect = (options: Connecting) => Promise<Client>

export const connectRelay: Connect = async ({ port, user, group, onMessage }) => {
  const socket = await RawSocket.connect({
    port,
    auth: { user, group },
    onEvent: (_socket, _name, data) => onMessage((data as Message).id),
  })
  return {
    send: (message, acked) => {
      const { to, ...rest } = message
      socket.emit('send', to === group ? { ...rest, group: to } : { ...rest, to }, acked)
    },
    received: () => socket.received,
    close: () => socket.close(),
    onClose: (listener) => {
      socket.onClose = listener
    },
  }
}

/** A device as the protocol has it: one push in flight with all that waits, entries acked in order, cursors kept. */
export class TidemarkClient implements Client {
  #socket: RawSocket | undefined
  #queue: { op: unknown; acked: () => void }[] = []
  #inFlight: { op: unknown; acked: () => void }[] = []
  #isPushDue = false
  #closed: () => void = () => {}
  cursor: { seq: number; id: string | null } = { seq: 0, id: null }
  /** ids seen, where duplicates are to be counted */
  seen: Set<string> | undefined
  duplicates = 0
  head = 0

  constructor(
    readonly user: string,
    private readonly group: string | undefined,
    private readonly onMessage: (id: string) => void,
  ) {}

  /** Connects, or connects again: goes on from its cursor and resends what was not acked. */
  async connect(port: number, cookie: string): Promise<void> {
    const socket = await RawSocket.connect({
      port,
      cookie,
      auth: { protocol: 1, cursor: this.cursor.seq === 0 ? { seq: 0, id: null } : this.cursor },
      onEvent: (raw, name, data, ack) => this.#hear(raw, name, data, ack),
    })
    this.#socket = socket
    socket.onClose = () => this.#closed()
  }

  send({ id, to, text }: Message, acked: () => void): void {
    const conversation = to === this.group ? to : directConversation(this.user, to)
    this.#queue.push({ op: { id, kind: 'message', at: Date.now(), conversation, text }, acked })
    if (this.#isPushDue) return
    // What is written in one turn goes up together, as from a device that writes it to its disk first.
    this.#isPushDue = true
    queueMicrotask(() => {
      this.#isPushDue = false
      if (this.#inFlight.length === 0) this.#push()
    })
  }

  received(): number {
    return this.#socket?.received ?? 0
  }

  close(): void {
    this.#socket?.close()
  }

  onClose(listener: () => void): void {
    this.#closed = listener
  }

  #push(): void {
    if (this.#queue.length === 0 || !this.#socket) return
    this.#inFlight = this.#queue.splice(0, 100)
    const batch = this.#inFlight
    this.#socket.emit('push', { ops: batch.map(({ op }) => op) }, (answer) => {
      const { error } = answer as PushAck
      if (error) throw new Error(`push refused: ${error.code}`)
      this.#inFlight = []
      for (const { acked } of batch) acked()
      this.#push()
    })
  }

  #hear(raw: RawSocket, name: string, data: unknown, ack: (answer: unknown) => void): void {
    if (name === 'entries') {
      const { entries } = data as EntriesBatch
      const last = entries[entries.length - 1]
      if (last) this.cursor = { seq: last.seq, id: last.id }
      ack({ cursor: this.cursor })
      for (const { event } of entries) {
        if (event.kind !== 'message' || event.by === this.user) continue
        if (this.seen) {
          if (this.seen.has(event.id)) this.duplicates += 1
          this.seen.add(event.id)
        }
        this.onMessage(event.id)
      }
    } else if (name === 'welcome') {
      const welcome = data as { inbox: string; head: number }
      this.head = welcome.head
      if (welcome.inbox === 'resync') throw new Error('resync: the log does not reach back to this device')
      // What was in flight when the connection broke goes again, before what came after it.
      this.#queue = [...this.#inFlight, ...this.#queue]
      this.#inFlight = []
      this.#socket = raw
      this.#push()
    }
  }
}

export const connectTidemark: Connect = async ({ port, user, cookie, group, onMessage }) => {
  const client = new TidemarkClient(user, group, onMessage)
  await client.connect(port, cookie ?? '')
  return client
}

let counter = 0
/** UUIDv7s as fast as a counter: the generator's cost is not the server's. */
export function uuid7(now = Date.now()): string {
  const time = now.toString(16).padStart(12, '0')
  const count = (counter++).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count.slice(0, 3)}-8${RUN}-${count.slice(0, 3)}${count.slice(3)}`
}

const RUN = Math.floor(Math.random() * 0xfff)
  .toString(16)
  .padStart(3, '0')
