/** One device's way to the server: late, cut in the middle, half open, blocked for WebSocket, or not there at all. */
import type { Called, CallFailure, Connection, ConnectionNews, Transport } from '#engine/ports.ts'
import type { Cursor } from '#protocol/cursor.ts'
import type { Event } from '#protocol/event.ts'
import type { Account, ExchangeAnswer, HistoryPage, SnapshotPage, User } from '#protocol/http.ts'
import type { Push } from '#protocol/session.ts'
import type { Choices } from './choices.ts'
import type { Server } from './server.ts'
import type { Asker, Gateway, Session } from './session.ts'
import { clone, type Setting } from './setting.ts'

/** The page at the device's end of the wire. */
export interface Page {
  /** does it once the page runs (it may be frozen), never once it is gone */
  run(then: () => void): void
  connecting(): void
  pushing(push: Push): void
  acking(cursor: Cursor): void
  replaced(): void
  /** whether something was written here that was never sent */
  hasWaiting(): boolean
}

/** Silence after which each end of a half-open connection gives up. */
const CLIENT_SILENCE_MS = 25_000
const SERVER_SILENCE_MS = 40_000
const NO_ROUTE_MS = 4_000
const CALL_TIMEOUT_MS = 10_000

/** Nothing passes in these directions, and nobody is told. */
export type Swallowing = { up: boolean; down: boolean } | undefined

export class Network {
  isUp = true
  swallowing: Swallowing
  isBlocked = false
  /** this build speaks a version that the server does not any more */
  isOutdated = false
  /** this build does not know some kinds of events */
  isBlind = false
  readonly setting: Setting
  private readonly choices: Choices
  private readonly wires = new Set<Wire>()

  constructor(
    readonly server: Server,
    readonly asker: Asker,
    readonly name: string,
  ) {
    this.setting = server.setting
    this.choices = this.setting.fate.choices(`network ${name}`)
  }

  cut(): void {
    for (const wire of this.wires) wire.cut()
  }

  swallow(how: Swallowing): void {
    this.swallowing = how
    if (how) for (const wire of this.wires) wire.mute(how)
  }

  latency(): number {
    return 1 + this.choices.fraction() * this.setting.swarm.latencyMs
  }

  /** Of a frame that the network holds back for long: its connection may be given up before it arrives. */
  lag(): number {
    const { swarm, fate, story } = this.setting
    if (swarm.lags === 0 || !fate.happens(`lag.${this.name}`, this.choices.chance(swarm.lags))) return 0
    story?.tell(this.name, 'has a frame held back')
    return this.choices.between(5_000, 45_000)
  }

  transport(page: Page): Transport {
    const call = <T>(serve: (gateway: Gateway) => Called<T> | undefined) => this.call(page, serve)
    const { server, asker } = this
    const { user, device } = asker
    const { oracle, tally } = this.setting
    return {
      connect: ({ cursor }, listener) => {
        page.connecting()
        if (cursor) page.acking(cursor)
        const wire = new Wire(this, cursor, page, listener)
        this.wires.add(wire)
        wire.onOver = () => this.wires.delete(wire)
        return wire.connection
      },
      account: () =>
        call<Account>((gateway) => server.ask('connect', { user, device, cursor: null }, gateway)?.account),
      exchange: ({ cursor, ops, after }) => {
        const push = { ops: [...ops], after }
        if (ops.length > 0) page.pushing(push)
        if (cursor) page.acking(cursor)
        return call<ExchangeAnswer>((gateway) => this.exchange(cursor, push, gateway))
      },
      snapshot: (token) =>
        call<SnapshotPage>((gateway) => {
          const answer = server.ask('snapshot', { user, device, page: token }, gateway)
          if (answer === 'bad-page') return refused(400, 'invalid')
          if (!answer) return undefined
          if (token !== undefined) tally['resync of several pages'] += 1
          oracle.tellsSnapshot(asker.user, answer)
          if (!this.isBlind) return answer
          return {
            ...answer,
            conversations: answer.conversations.map((told) => ({ ...told, events: told.events.map(unknown) })),
          }
        }),
      history: (conversation, before, limit) =>
        call<HistoryPage>((gateway) => {
          const answer = server.ask('history', { user, device, conversation, before, limit }, gateway)
          if (answer === 'not-found') return refused(404, 'not-found')
          if (!answer) return undefined
          tally['history fetched'] += 1
          oracle.tellsHistory(asker.user, answer)
          return this.isBlind ? { events: answer.events.map(unknown) } : answer
        }),
      users: (handles) =>
        call<{ users: User[] }>((gateway) => {
          const users = server.ask('users', { user, device, handles: [...handles] }, gateway)
          return users && { users }
        }),
    }
  }

  private exchange(cursor: Cursor | null, push: Push, gateway: Gateway): Called<ExchangeAnswer> | undefined {
    const { server } = this
    const { user, device } = this.asker
    const { after } = push
    const { tally, swarm, oracle } = this.setting
    tally.exchange += 1
    const ops = server.parsed(push)
    if (!Array.isArray(ops)) return refused(ops.error.code === 'invalid' ? 400 : 413, ops.error.code)
    const known = server.knows(ops)
    if (this.isOutdated) {
      const answer = server.ask('push', { user, device, ops, after }, gateway)
      if (!answer) return undefined
      if (answer.error) return { ...refused(409, 'moved'), outbox: answer.outbox ?? null }
      server.accepts(ops, known)
      if (ops.length > 0) tally['handed in by an old version'] += 1
      return { failed: 'refused', status: 426, code: 'upgrade-required', outbox: answer.outbox }
    }
    const { batchEntries: entries, batchBytes: bytes } = swarm
    const answer = server.ask('exchange', { user, device, cursor, ops, after, entries, bytes }, gateway)
    if (!answer) return undefined
    if (answer.moved) return { ...refused(409, 'moved'), outbox: answer.outbox }
    server.accepts(ops, known)
    for (const { event } of answer.entries) oracle.tellsEntry(user, event)
    return this.isBlind ? { ...answer, entries: answer.entries.map(blinded) } : answer
  }

  private call<T>(page: Page, serve: (gateway: Gateway) => Called<T> | undefined): Promise<Called<T>> {
    const { time, swarm } = this.setting
    return new Promise((resolve) => {
      const answer = (called: Called<T>) => page.run(() => resolve(called))
      const isLost = (way: 'up' | 'down') => !this.isUp || this.swallowing?.[way] || this.losesCall(way)
      const fail = () => time.after(CALL_TIMEOUT_MS, () => answer({ failed: 'unreachable' }))
      const lag = this.lag()
      // Given up here, and served all the same.
      if (lag > CALL_TIMEOUT_MS) fail()
      time.after(this.latency() + lag, () => {
        if (isLost('up')) return fail()
        const isRevoked = this.server.isRevoked(this.asker)
        const served = isRevoked ? refused(401, 'unauthenticated') : serve(this.server.gateway())
        if (lag > CALL_TIMEOUT_MS) return
        time.after(this.latency(), () => {
          if (served === undefined) answer({ failed: 'unreachable' })
          else if (isLost('down')) fail()
          else answer(swarm.encodes ? clone(served) : served)
        })
      })
    })
  }

  private losesCall(way: string): boolean {
    const { swarm, fate, story } = this.setting
    if (swarm.lostCalls === 0 || !fate.happens(`call.${this.name}`, this.choices.chance(swarm.lostCalls))) return false
    story?.tell(this.name, `loses a call on its way ${way}`)
    return true
  }
}

/** One connection: two ends, and a queue each way. */
class Wire {
  onOver = () => {}
  readonly connection: Connection
  private session: Session | undefined
  private state: 'opening' | 'open' | 'over' = 'opening'
  private muted = { up: false, down: false }
  private upUntil = 0
  private downUntil = 0
  private acks = new Map<number, (answer: unknown) => void>()
  private lastAck = 0
  private unanswered = 0

  constructor(
    private readonly network: Network,
    cursor: Cursor | null,
    private readonly page: Page,
    private readonly listener: (news: ConnectionNews) => void,
  ) {
    this.connection = {
      push: (push, ops, after) => this.push(push, { ops: [...ops], after }),
      ackEntries: (ack, acked) => {
        this.page.acking(acked)
        const answer = this.acks.get(ack)
        this.acks.delete(ack)
        this.up(() => answer?.({ cursor: acked }))
      },
      resume: (from) => {
        this.page.acking(from)
        this.up(() => {
          const answer = this.session?.resume(this.carried(from))
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
    const { time } = this.network.setting
    this.muted = { up: true, down: true }
    time.after(this.network.latency(), () => this.session?.end())
    time.after(this.network.latency(), () => this.closed({}))
  }

  /** Each end gives up once it has heard nothing for long. */
  mute(ways: { up: boolean; down: boolean }): void {
    if (this.state === 'over') return
    const { time } = this.network.setting
    this.muted = { up: this.muted.up || ways.up, down: this.muted.down || ways.down }
    time.after(SERVER_SILENCE_MS, () => this.session?.end())
    time.after(CLIENT_SILENCE_MS, () => this.closed({}))
  }

  private open(cursor: Cursor | null): void {
    const { network } = this
    const { time } = network.setting
    time.after(network.latency(), () => {
      // Cut before it came to be.
      if (this.state === 'over' || this.muted.up) return
      if (!network.isUp) return void time.after(NO_ROUTE_MS, () => this.closed({}))
      if (network.swallowing) return this.mute(network.swallowing)
      if (network.isBlocked) return this.closed({ upgradeFailed: true })
      if (network.isOutdated) return this.closed({ refused: 'upgrade-required' })
      this.state = 'open'
      this.session = network.server.gateway().open(network.asker, this.carried(cursor), {
        welcome: (welcome) => this.down({ kind: 'welcome', welcome }),
        entries: (batch, acked) => {
          this.lastAck += 1
          this.acks.set(this.lastAck, acked)
          const told = network.isBlind ? { ...batch, entries: batch.entries.map(blinded) } : batch
          this.down({ kind: 'entries', batch: told, ack: this.lastAck })
        },
        replaced: () => this.down({ kind: 'replaced' }),
        hangUp: (refused) => {
          if (this.muted.down) return
          time.after(this.downUntil - time.now() + network.latency(), () => this.closed(refused ? { refused } : {}))
        },
      })
    })
  }

  private push(push: number, what: Push): void {
    const { setting } = this.network
    this.page.pushing(what)
    this.unanswered += 1
    if (this.unanswered > 1) setting.fail('I3', 'two pushes of one device are in flight')
    this.up(() => {
      const answer = this.session?.push(this.carried(what))
      if (answer) this.down({ kind: 'pushed', push, answer })
    })
  }

  /** What left here arrives, also where this end has given up since: unless the session knows that it is over. */
  private up(arrive: () => void): void {
    const { time, tally } = this.network.setting
    this.upUntil = Math.max(this.upUntil, time.now() + this.network.latency() + this.network.lag())
    time.after(this.upUntil - time.now(), () => {
      if (this.muted.up || !this.session) return
      if (this.state === 'over') tally['late frame of a connection given up'] += 1
      arrive()
    })
  }

  private down(news: ConnectionNews): void {
    const { time, tally, story } = this.network.setting
    const frame = this.carried(news)
    this.downUntil = Math.max(this.downUntil, time.now() + this.network.latency())
    time.after(this.downUntil - time.now(), () => {
      if (this.muted.down || this.state === 'over') return
      if (frame.kind === 'pushed') this.unanswered -= 1
      if (frame.kind === 'pushed' && frame.answer.error?.code === 'moved') tally.moved += 1
      if (frame.kind === 'welcome' && frame.welcome.inbox === 'resync') {
        tally.resync += 1
        if (this.page.hasWaiting()) tally['resync while ops wait'] += 1
      }
      if (frame.kind === 'replaced') {
        tally.replaced += 1
        this.page.replaced()
      }
      story?.tell(this.network.name, `hears ${frame.kind}`, spoken(frame))
      this.tell(frame)
    })
  }

  private tell(news: ConnectionNews): void {
    this.page.run(() => this.listener(news))
  }

  private carried<T>(frame: T): T {
    return this.network.setting.swarm.encodes ? clone(frame) : frame
  }

  private closed(how: Omit<ConnectionNews & { kind: 'closed' }, 'kind'>): void {
    if (this.state === 'over') return
    this.over()
    this.tell({ kind: 'closed', ...how })
  }

  private closeHere(): void {
    if (this.state === 'over') return
    this.over()
    const { time } = this.network.setting
    if (this.muted.up) time.after(SERVER_SILENCE_MS, () => this.session?.end())
    else this.up(() => this.session?.end())
  }

  private over(): void {
    this.state = 'over'
    this.onOver()
  }
}

const NEWER = 'newer '
/** S29: as a server that is newer than the device would tell of it. */
const unknown = <E extends Event>(event: E): E =>
  event.kind === 'react' || event.kind === 'prefs' ? ({ ...event, kind: NEWER + event.kind } as unknown as E) : event
/** What a build that knows the kind makes of it. */
export const known = <R extends { event: { kind: string } }>(row: R): R => ({
  ...row,
  event: { ...row.event, kind: row.event.kind.replace(NEWER, '') },
})
const blinded = <E extends { event: Event }>(entry: E): E => ({ ...entry, event: unknown(entry.event) })

/** Without what is long and says little. */
function spoken(news: ConnectionNews): unknown {
  if (news.kind === 'welcome') {
    const { outbox, inbox, head } = news.welcome
    return { outbox, inbox, head }
  }
  const { kind: _, ...rest } = news
  return rest
}

const refused = (status: number, code: string): CallFailure & { failed: 'refused' } => ({
  failed: 'refused',
  status,
  code,
})
