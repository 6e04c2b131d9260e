/**
 * A raw Socket.IO client for load: one `ws` socket, the packets of Engine.IO 4 and Socket.IO 5 by hand, nothing that
 * would cost the generator more than it must. The same for the relay and for Tidemark.
 */
import WebSocket from 'ws'

export type Ack = (answer: unknown) => void

export class RawSocket {
  readonly #socket: WebSocket
  readonly #acks = new Map<number, Ack>()
  #nextAck = 0
  /** payload bytes received, frames included as Engine.IO text */
  received = 0
  onEvent: (name: string, data: unknown, ack: (answer: unknown) => void) => void = () => {}
  onClose: () => void = () => {}

  private constructor(socket: WebSocket) {
    this.#socket = socket
  }

  /** Resolves when the namespace is joined. Events may come before that. */
  static connect(options: {
    port: number
    cookie?: string
    auth: unknown
    onEvent: (socket: RawSocket, name: string, data: unknown, ack: (answer: unknown) => void) => void
  }): Promise<RawSocket> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${options.port}/socket.io/?EIO=4&transport=websocket`, {
        perMessageDeflate: false,
        ...(options.cookie ? { headers: { cookie: options.cookie } } : {}),
      })
      const raw = new RawSocket(socket)
      raw.onEvent = (name, data, ack) => options.onEvent(raw, name, data, ack)
      socket.on('error', reject)
      socket.on('close', () => {
        reject(new Error('closed before it was joined'))
        raw.onClose()
      })
      socket.on('message', (data: Buffer) => {
        const packet = data.toString()
        raw.received += data.length
        const type = packet.charCodeAt(0)
        if (type === 0x34) {
          const inner = packet.charCodeAt(1)
          if (inner === 0x32) raw.#event(packet)
          else if (inner === 0x33) raw.#ack(packet)
          else if (inner === 0x30) resolve(raw)
          else reject(new Error(packet))
        } else if (type === 0x32) socket.send('3')
        else if (type === 0x30) socket.send(`40${JSON.stringify(options.auth)}`)
      })
    })
  }

  emit(name: string, data: unknown, ack?: Ack): void {
    if (!ack) {
      this.#socket.send(`42${JSON.stringify([name, data])}`)
      return
    }
    const id = this.#nextAck++
    this.#acks.set(id, ack)
    this.#socket.send(`42${id}${JSON.stringify([name, data])}`)
  }

  close(): void {
    this.#socket.terminate()
  }

  #event(packet: string): void {
    const start = packet.indexOf('[', 2)
    const id = packet.slice(2, start)
    const [name, data] = JSON.parse(packet.slice(start)) as [string, unknown]
    this.onEvent(name, data, (answer) => {
      if (id !== '') this.#socket.send(`43${id}${JSON.stringify([answer])}`)
    })
  }

  #ack(packet: string): void {
    const start = packet.indexOf('[', 2)
    const id = Number(packet.slice(2, start))
    const [answer] = JSON.parse(packet.slice(start)) as [unknown]
    const ack = this.#acks.get(id)
    this.#acks.delete(id)
    ack?.(answer)
  }
}
