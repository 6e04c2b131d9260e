/** One device's way to the server: late, cut in the middle, half open, blocked for WebSocket, or not there at all. */
import type { Called, CallFailure, Connection, ConnectionNews, Transport } from '#engine/ports.ts'
import type { Cursor } from '#protocol/cursor.ts'
import type { Account, ExchangeAnswer, HistoryPage, SnapshotPage, User } from '#protocol/http.ts'
import type { Push } from '#protocol/session.ts'
import type { Choices } from './choices.ts'
import type { Asker, Server, Session } from './server.ts'
import type { Timeline } from './timeline.ts'

/** What the world checks at the device's end of the wire. */
export interface Watch {
  pushing(push: Push): void
  acking(cursor: Cursor): void
  /** everything that reaches the device, as it comes */
  told(what: unknown): void
}

/** Silence after which each end of a half-open connection gives up. */
const CLIENT_SILENCE_MS = 25_000
const SERVER_SILENCE_MS = 40_000
const NO_ROUTE_MS = 4_000
const CALL_TIMEOUT_MS = 10_000

export class Network {
  isUp = true
  /** nothing passes, and nobody is told */
  isSwallowing = false
  isBlocked = false
  private readonly wires = new Set<Wire>()

  constructor(
    readonly server: Server,
    readonly timeline: Timeline,
    readonly choices: Choices,
    readonly asker: Asker,
  ) {}

  cut(): void {
    for (const wire of this.wires) wire.cut()
  }

  swallow(on: boolean): void {
    this.isSwallowing = on
    if (on) for (const wire of this.wires) wire.mute()
  }

  latency(): number {
    return 1 + this.choices.fraction() * this.server.swarm.latencyMs
  }

  /** @param isAlive whether the page that holds the connection still is */
  transport(isAlive: () => boolean, watch: Watch): Transport {
    const call = <T>(serve: () => Called<T> | undefined) => this.call(isAlive, watch, serve)
    const { server, asker } = this
    return {
      connect: ({ cursor }, listener) => {
        const wire = new Wire(this, cursor, watch, (news) => isAlive() && listener(news))
        this.wires.add(wire)
        wire.onOver = () => this.wires.delete(wire)
        return wire.connection
      },
      account: () =>
        call<Account>(() => {
          const answer = server.ask('connect', { ...asker, cursor: null })
          return answer?.account
        }),
      exchange: ({ cursor, ops, after }) => {
        const push = { ops: [...ops], after }
        if (ops.length > 0) watch.pushing(push)
        return call<ExchangeAnswer>(() => {
          server.tally.exchange += 1
          const parsed = server.parsed(clone(push))
          if (!Array.isArray(parsed)) return refused(parsed.error.code === 'invalid' ? 400 : 413, parsed.error.code)
          const { batchEntries: entries, batchBytes: bytes } = server.swarm
          const answer = server.ask('exchange', { ...asker, cursor: clone(cursor), ops: parsed, after, entries, bytes })
          if (!answer?.moved) return answer
          return { ...refused(409, 'moved'), outbox: answer.outbox }
        })
      },
      snapshot: (page) =>
        call<SnapshotPage>(() => {
          const answer = server.ask('snapshot', { ...asker, ...(page === undefined ? {} : { page }) })
          return answer === 'bad-page' ? refused(400, 'invalid') : answer
        }),
      history: (conversation, before, limit) =>
        call<HistoryPage>(() => {
          const answer = server.ask('history', { ...asker, conversation, before, limit })
          return answer === 'not-found' ? refused(404, 'not-found') : answer
        }),
      users: (handles) =>
        call<{ users: User[] }>(() => {
          const users = server.ask('users', { ...asker, handles: [...handles] })
          return users && { users }
        }),
    }
  }

  private call<T>(isAlive: () => boolean, watch: Watch, serve: () => Called<T> | undefined): Promise<Called<T>> {
    const { timeline } = this
    return new Promise((resolve) => {
      const answer = (called: Called<T>) => {
        if (!isAlive()) return
        watch.told(called)
        resolve(called)
      }
      const isLost = () => !this.isUp || this.isSwallowing || this.loses()
      const fail = () => timeline.after(CALL_TIMEOUT_MS, () => answer({ failed: 'unreachable' }))
      timeline.after(this.latency(), () => {
        if (isLost()) return fail()
        const served = serve()
        timeline.after(this.latency(), () => {
          if (served === undefined) answer({ failed: 'unreachable' })
          else if (isLost()) fail()
          else answer(clone(served))
        })
      })
    })
  }

  private loses(): boolean {
    return this.choices.chance(Math.min(0.05, this.server.swarm.cuts / 100))
  }
}

/** One connection: two ends, and a queue each way. */
class Wire {
  onOver = () => {}
  readonly connection: Connection
  private session: Session | undefined
  private state: 'opening' | 'open' | 'over' = 'opening'
  private isMuted = false
  private upUntil = 0
  private downUntil = 0
  private acks = new Map<number, (answer: unknown) => void>()
  private lastAck = 0
  private unanswered = 0

  constructor(
    private readonly network: Network,
    cursor: Cursor | null,
    private readonly watch: Watch,
    private readonly tell: (news: ConnectionNews) => void,
  ) {
    this.connection = {
      push: (push, ops, after) => this.push(push, { ops: [...ops], after }),
      ackEntries: (ack, acked) => {
        this.watch.acking(acked)
        const answer = this.acks.get(ack)
        this.up(() => answer?.({ cursor: acked }))
      },
      resume: (from) => {
        this.watch.acking(from)
        this.up(() => {
          const answer = this.session?.resume(clone(from))
          if (answer) this.down({ kind: 'resumed', inbox: answer.inbox })
        })
      },
      typing() {},
      close: () => this.closeHere(),
    }
    this.open(cursor)
  }

  /** Both ends learn of it, each when it does. */
  cut(): void {
    if (this.state === 'over') return
    const { timeline } = this.network
    this.isMuted = true
    timeline.after(this.network.latency(), () => this.session?.end())
    timeline.after(this.network.latency(), () => this.closed({}))
  }

  mute(): void {
    if (this.state === 'over') return
    const { timeline } = this.network
    this.isMuted = true
    timeline.after(SERVER_SILENCE_MS, () => this.session?.end())
    timeline.after(CLIENT_SILENCE_MS, () => this.closed({}))
  }

  private open(cursor: Cursor | null): void {
    const { network } = this
    const { timeline } = network
    timeline.after(network.latency(), () => {
      if (this.state === 'over') return
      if (!network.isUp) return timeline.after(NO_ROUTE_MS, () => this.closed({}))
      if (network.isSwallowing) return this.mute()
      if (network.isBlocked) return this.closed({ upgradeFailed: true })
      this.state = 'open'
      this.session = network.server.open(network.asker, cursor, {
        welcome: (welcome) => this.down({ kind: 'welcome', welcome }),
        entries: (batch, acked) => {
          this.lastAck += 1
          this.acks.set(this.lastAck, acked)
          this.down({ kind: 'entries', batch, ack: this.lastAck })
        },
        replaced: () => this.down({ kind: 'replaced' }),
        hangUp: () => !this.isMuted && timeline.after(network.latency(), () => this.closed({})),
      })
    })
  }

  private push(push: number, what: Push): void {
    this.watch.pushing(what)
    if (what.ops.some((op) => (op as { again?: true }).again)) this.network.server.tally.again += 1
    this.unanswered += 1
    if (this.unanswered > 1) throw new Error('[S2] two pushes in flight')
    this.up(() => {
      const answer = this.session?.push(clone(what))
      if (answer) this.down({ kind: 'pushed', push, answer })
    })
  }

  private up(arrive: () => void): void {
    const { timeline } = this.network
    this.upUntil = Math.max(this.upUntil, timeline.now() + this.network.latency())
    timeline.after(this.upUntil - timeline.now(), () => {
      if (!this.isMuted && this.state === 'open') arrive()
    })
  }

  private down(news: ConnectionNews): void {
    const { timeline } = this.network
    const copy = clone(news)
    this.downUntil = Math.max(this.downUntil, timeline.now() + this.network.latency())
    timeline.after(this.downUntil - timeline.now(), () => {
      if (this.isMuted || this.state === 'over') return
      if (copy.kind === 'pushed') this.unanswered -= 1
      tallyNews(this.network.server, copy)
      this.watch.told(copy)
      this.tell(copy)
    })
  }

  private closed(how: { upgradeFailed?: true }): void {
    if (this.state === 'over') return
    this.over()
    this.tell({ kind: 'closed', ...how })
  }

  private closeHere(): void {
    if (this.state === 'over') return
    this.over()
    const { timeline } = this.network
    timeline.after(this.isMuted ? SERVER_SILENCE_MS : this.network.latency(), () => this.session?.end())
  }

  private over(): void {
    this.state = 'over'
    this.onOver()
  }
}

function tallyNews({ tally }: Server, news: ConnectionNews): void {
  if (news.kind === 'welcome' && news.welcome.inbox === 'resync') tally.resync += 1
  if (news.kind === 'replaced') tally.replaced += 1
  if (news.kind === 'entries')
    tally.rejected += news.batch.entries.filter(({ event }) => event.kind === 'rejected').length
  if (news.kind !== 'pushed' || !news.answer.error) return
  const { code } = news.answer.error
  if (code === 'moved' || code === 'slow-down' || code === 'invalid') tally[code] += 1
}

/** As JSON carries it. */
export const clone = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

const refused = (status: number, code: string): CallFailure & { failed: 'refused' } => ({
  failed: 'refused',
  status,
  code,
})
