/**
 * A TCP proxy between devices and the server that fails the way networks do. `setOffline` of a browser only fires
 * `offline` and proves nothing about half-open links; this does.
 */
import { randomBytes } from 'node:crypto'
import net from 'node:net'

export type Fault =
  | 'none'
  /** accepts, forwards nothing either way, closes nothing: a half-open link */
  | 'swallow'
  /** connections break at once */
  | 'cut'
  /** HTTP passes; requests to upgrade to WebSocket are answered 403 */
  | 'refuse-upgrades'
  /** what the server says is lost, what the client says arrives: lost acks */
  | 'swallow-answers'
  /** all gets through, each piece later than it might */
  | 'delay'

/** What befalls the next piece that passes, once. */
export type Blow =
  /** half of it arrives, then the connection breaks: frames and requests end in the middle */
  | 'cut-mid-frame'
  /** bytes of no protocol come in behind it */
  | 'garbage-to-client'
  | 'garbage-to-server'

const DELAY_MS = 40

/** One direction of one connection: what is held back stays in order. */
class Way {
  readonly #to: net.Socket
  #held: Buffer[] | undefined

  constructor(to: net.Socket) {
    this.#to = to
  }

  pass(piece: Buffer, late: boolean): void {
    if (this.#held) this.#held.push(piece)
    else if (late) {
      this.#held = [piece]
      setTimeout(() => this.#letGo(), DELAY_MS)
    } else this.#write(piece)
  }

  #letGo(): void {
    const held = this.#held ?? []
    this.#held = undefined
    for (const piece of held) this.#write(piece)
  }

  #write(piece: Buffer): void {
    if (!this.#to.destroyed) this.#to.write(piece)
  }
}

export class FaultProxy {
  readonly #server: net.Server
  readonly #pairs = new Set<{ client: net.Socket; upstream: net.Socket }>()
  readonly #watches = new Set<() => void>()
  readonly #doors = new Set<() => void>()
  #fault: Fault = 'none'
  #blow: Blow | undefined
  #target: number
  port = 0

  private constructor(target: number) {
    this.#target = target
    this.#server = net.createServer((client) => this.#accept(client))
  }

  static async listen(target: number): Promise<FaultProxy> {
    const proxy = new FaultProxy(target)
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve))
    proxy.port = (proxy.#server.address() as net.AddressInfo).port
    return proxy
  }

  /** Open connections take the new fault too; `cut` and `refuse-upgrades` break those that are open. */
  set(fault: Fault): void {
    this.#fault = fault
    if (fault === 'cut' || fault === 'refuse-upgrades') this.#breakAll()
  }

  strike(blow: Blow): void {
    this.#blow = blow
  }

  /** Resolves when as many pieces more, of either side, have got through. */
  async passes(pieces: number): Promise<void> {
    await new Promise<void>((resolve) => {
      let left = pieces
      const watch = () => {
        left -= 1
        if (left > 0) return
        this.#watches.delete(watch)
        resolve()
      }
      this.#watches.add(watch)
    })
  }

  /** Resolves when somebody connects, or tries to. */
  async isTried(): Promise<void> {
    await new Promise<void>((resolve) => this.#doors.add(resolve))
  }

  /** As when a cable is pulled and put back: what is open breaks, new connections pass. */
  breakAll(): void {
    this.#breakAll()
  }

  pointAt(target: number): void {
    this.#target = target
  }

  async close(): Promise<void> {
    this.#breakAll()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  #breakAll(): void {
    for (const { client, upstream } of this.#pairs) {
      client.resetAndDestroy()
      upstream.destroy()
    }
    this.#pairs.clear()
  }

  #accept(client: net.Socket): void {
    client.on('error', () => client.destroy())
    for (const open of this.#doors) open()
    this.#doors.clear()
    if (this.#fault === 'cut') {
      client.resetAndDestroy()
      return
    }
    const upstream = net.connect({ port: this.#target, host: '127.0.0.1' })
    const pair = { client, upstream }
    this.#pairs.add(pair)
    const end = () => {
      this.#pairs.delete(pair)
      client.destroy()
      upstream.destroy()
    }
    upstream.on('error', end)
    upstream.on('close', end)
    client.on('close', end)
    const [up, down] = [new Way(upstream), new Way(client)]
    client.on('data', (piece) => {
      if (this.#fault === 'swallow') return
      if (this.#fault === 'refuse-upgrades' && /^upgrade: *websocket/im.test(piece.toString('latin1'))) {
        client.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
        upstream.destroy()
        return
      }
      this.#pass(piece, up, 'garbage-to-server', end)
    })
    upstream.on('data', (piece) => {
      if (this.#fault === 'swallow' || this.#fault === 'swallow-answers') return
      this.#pass(piece, down, 'garbage-to-client', end)
    })
  }

  #pass(piece: Buffer, way: Way, garbage: Blow, end: () => void): void {
    const isLate = this.#fault === 'delay'
    if (this.#blow === 'cut-mid-frame') {
      this.#blow = undefined
      way.pass(piece.subarray(0, piece.length >> 1), false)
      setImmediate(end)
      return
    }
    way.pass(piece, isLate)
    if (this.#blow === garbage) {
      this.#blow = undefined
      way.pass(randomBytes(64), isLate)
    }
    this.#noticePiece()
  }

  #noticePiece(): void {
    for (const watch of this.#watches) watch()
  }
}
