/** One live session: a device's ops in, its user's log out. Holds no rules. */
import type { Growth } from '#core/encoded.ts'
import { type Answer, type Asker, type Neighbours, Unavailable } from '#core/requests.ts'
import { type Cursor, parseCursor } from '#protocol/cursor.ts'
import { type PushAck, type Typing, TypingNotice } from '#protocol/session.ts'
import { PROTOCOL } from '#protocol/version.ts'
import { type Admitted, admit, turned } from '../admission.ts'
import { limitsOf } from '../config.ts'
import { type Gateway, isRefused } from '../gateway.ts'
import { faultOf } from '../log.ts'
import type { Rate } from '../rate.ts'
import { Delivery } from './delivery.ts'
import { cutIfClogged, hangUp, type Line, type Reply, type Wire } from './wire.ts'

/** Bytes that one device may have unanswered; a device has one push in flight, so only a flood comes near. */
const IN_FLIGHT_BYTES = 8 * 1024 * 1024
/** What anything counts for at least. */
const BYTES_MIN = 512
const RETRY_AFTER_MS = 1000

export interface SessionPorts {
  line: Line
  gateway: Gateway
  typingRate: Rate
  typed(session: Session, notice: Typing): Promise<void>
  /** counts up */
  number: number
}

export class Session {
  readonly asker: Asker
  private readonly gateway: Gateway
  private readonly delivery: Delivery
  private isOpen = true
  private isTaking = true
  private isWelcomed = false
  private bytesInFlight = 0
  private pending = 0

  constructor(
    readonly wire: Wire,
    private readonly ports: SessionPorts,
  ) {
    this.gateway = ports.gateway
    this.asker = { user: wire.data.user, device: wire.data.device }
    const { config, store, metrics } = ports.gateway
    this.delivery = new Delivery(
      {
        read: (after) => this.read(after),
        record: (cursor) => store.record({ ...this.asker, cursor }),
        send: (batch) => {
          if (!this.isOpen) return
          metrics.tally.batches += 1
          metrics.tally.entries += batch.entries.length
          ports.line.entries(batch)
        },
        lost: () => this.end(),
      },
      config.batchWindow,
    )
    ports.line.onEvent = (name, argument, bytes, reply) => {
      if (!this.isOpen || !this.isTaking) return
      this.heard(name, argument, bytes, reply).catch((error) => this.failed(error))
    }
    ports.line.onAnswer = (answer) => this.delivery.acknowledge(answer)
  }

  /** How many pushes wait for the store. */
  get unanswered(): number {
    return this.pending
  }

  get hasBeenWelcomed(): boolean {
    return this.isOpen && this.isWelcomed
  }

  get number(): number {
    return this.ports.number
  }

  /**
   * Once the device was welcomed; `undefined` where there is nobody to welcome any more.
   * @param arrived what the store said at the handshake, if that holds still
   */
  async welcome(arrived: Answer<'arrive'>): Promise<Neighbours | undefined> {
    const { store, config } = this.gateway
    const { cursor } = this.wire.data
    const answer = arrived ?? (await this.asked(store.ask('connect', { ...this.asker, cursor })))
    if (!this.isOpen) return undefined
    if (answer === undefined) {
      this.end()
      return undefined
    }
    const { account, outbox, inbox, head } = answer
    const { user, device } = account
    const time = Date.now()
    const limits = limitsOf(config)
    this.wire.emit('welcome', { protocol: PROTOCOL, user, device, outbox, inbox, head, time, limits })
    this.isWelcomed = true
    if (inbox === 'resume' && cursor) this.delivery.startFrom(cursor, arrived)
    return answer
  }

  private read(after: Cursor) {
    const { store, config } = this.gateway
    return this.asked(
      store.ask('read', { ...this.asker, after, entries: config.batchEntries, bytes: config.batchBytes }),
    )
  }

  /** The user's log may have grown. */
  wake(): void {
    this.delivery.wake()
  }

  /** The user's log grew by this. What is larger than this device is to be sent at once is read in parts. */
  grow(growth: Growth): void {
    const { config } = this.gateway
    const fits = growth.entries.length <= config.batchEntries && growth.bytes <= config.batchBytes
    if (fits) this.delivery.grow(growth)
    else this.delivery.wake()
  }

  /** Another connection of this device is newer (S23). */
  replace(): void {
    this.wire.emit('replaced', {})
    this.end()
  }

  /** Closes the connection; the device may come back. */
  end(): void {
    this.close()
    hangUp(this.wire)
  }

  /** Answers what is under way and takes nothing new; the device sends it again elsewhere. */
  rest(): void {
    this.isTaking = false
  }

  /** Nothing is asked, sent or recorded any more. */
  close(): void {
    this.isOpen = false
    this.delivery.stop()
  }

  /** Of a name that nobody knows nothing is heard. */
  private heard(name: string, argument: unknown, bytes: number, reply: Reply): Promise<void> {
    if (name === 'push') return this.push(argument, bytes, reply)
    if (name === 'resume') return this.resume(argument, reply)
    if (name === 'typing') return this.typing(argument)
    return Promise.resolve()
  }

  private async push(push: unknown, bytes: number, reply: Reply): Promise<void> {
    const { metrics } = this.gateway
    const start = performance.now()
    const answer = await this.answerTo(push, bytes)
    metrics.pushSeconds.observe((performance.now() - start) / 1000)
    this.reply(reply, answer)
  }

  private async answerTo(push: unknown, bytes: number): Promise<PushAck> {
    const admitted = admit({ push, bytes, user: this.asker.user }, this.gateway)
    const answer = 'error' in admitted ? admitted : await this.commit(admitted, bytes)
    this.gateway.metrics.pushed(answer.error?.code ?? 'committed', 'ops' in admitted ? admitted.ops.length : 0)
    return answer
  }

  private async commit(admitted: Admitted, bytes: number): Promise<PushAck> {
    const weight = Math.max(bytes, BYTES_MIN)
    if (this.bytesInFlight + weight > IN_FLIGHT_BYTES) return turned('slow-down', RETRY_AFTER_MS)
    this.bytesInFlight += weight
    this.pending += 1
    try {
      const answer = await this.gateway.store.ask('push', { ...this.asker, ...admitted })
      if (isRefused(answer)) {
        setImmediate(() => this.end())
        return turned('unauthenticated')
      }
      return answer
    } catch (error) {
      this.failed(error)
      return turned('unavailable', RETRY_AFTER_MS)
    } finally {
      this.bytesInFlight -= weight
      this.pending -= 1
    }
  }

  private async resume(request: unknown, reply: Reply): Promise<void> {
    // There is no word for too much here.
    if (this.bytesInFlight + BYTES_MIN > IN_FLIGHT_BYTES) return this.end()
    const cursor = parseCursor((request as { cursor?: unknown } | null | undefined)?.cursor)
    this.bytesInFlight += BYTES_MIN
    const answer = await this.asked(this.gateway.store.ask('resume', { ...this.asker, cursor }))
    this.bytesInFlight -= BYTES_MIN
    if (answer === undefined || !this.isOpen) return
    if (answer.inbox === 'resume' && cursor) this.delivery.startFrom(cursor)
    this.reply(reply, answer)
  }

  private async typing(value: unknown): Promise<void> {
    const notice = TypingNotice.safeParse(value)
    if (!notice.success || this.ports.typingRate.take(this.asker.device, 1) > 0) return
    await this.ports.typed(this, notice.data)
  }

  private reply(reply: Reply, answer: unknown): void {
    if (!this.isOpen || reply === undefined) return
    reply(answer)
    cutIfClogged(this.wire)
  }

  /** `undefined` where there is no answer: the device was revoked, or the store cannot say now. */
  async asked<T>(answer: Promise<T>): Promise<Exclude<T, { refused: unknown }> | undefined> {
    try {
      const value = await answer
      if (!isRefused(value)) return value as Exclude<T, { refused: unknown }>
      this.end()
    } catch (error) {
      this.failed(error)
    }
    return undefined
  }

  private failed(error: unknown): void {
    const { log, metrics } = this.gateway
    if (error instanceof Unavailable) return log.warn('the store cannot write')
    metrics.tally.faults += 1
    log.error({ fault: faultOf(error), device: this.asker.device }, 'a handler failed')
  }
}
