/**
 * A TCP proxy between browsers and the server that fails the way networks do. `setOffline` of a browser only fires
 * `offline` and proves nothing about half-open links; this does.
 */
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

export class FaultProxy {
  readonly #server: net.Server
  readonly #pairs = new Set<{ client: net.Socket; upstream: net.Socket }>()
  readonly #watches = new Set<() => void>()
  #fault: Fault = 'none'
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
    client.on('data', (chunk) => {
      if (this.#fault === 'swallow') return
      if (this.#fault === 'refuse-upgrades' && /^upgrade: *websocket/im.test(chunk.toString('latin1'))) {
        client.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
        upstream.destroy()
        return
      }
      upstream.write(chunk)
      this.#noticePiece()
    })
    upstream.on('data', (chunk) => {
      if (this.#fault === 'swallow' || this.#fault === 'swallow-answers') return
      client.write(chunk)
      this.#noticePiece()
    })
  }

  #noticePiece(): void {
    for (const watch of this.#watches) watch()
  }
}
