/** One process of the server, and its sessions: of the same shape as the live ones, with the same delivery. */
import type { EncodedEntry, Growth } from '#core/encoded.ts'
import type { Answer, Ask, Kind } from '#core/requests.ts'
import { type Cursor, parseCursor, sameCursor } from '#protocol/cursor.ts'
import { cursorOf } from '#protocol/event.ts'
import type { Handle } from '#protocol/ids.ts'
import type { EntriesBatch, Push, PushAck, Refusal, ResumeAck, Welcome } from '#protocol/session.ts'
import { PROTOCOL } from '#protocol/version.ts'
import { Delivery } from '../server/src/socket/delivery.ts'
import type { Server } from './server.ts'
import { clone } from './setting.ts'

export interface Asker {
  user: Handle
  device: string
}

/** What a session says to the device's end of the wire. */
export interface Speaker {
  welcome(welcome: Welcome): void
  entries(batch: EntriesBatch, acked: (answer: unknown) => void): void
  replaced(): void
  hangUp(refused?: Refusal): void
}

const RELOOK_MS = 15_000
const WINDOW = 2

/** One process. */
export class Gateway {
  readonly sessions = new Map<string, Session>()

  constructor(readonly server: Server) {}

  open(asker: Asker, cursor: unknown, speaker: Speaker): Session {
    const session = new Session(this, asker, speaker)
    this.sessions.get(asker.device)?.replace()
    this.sessions.set(asker.device, session)
    session.begin(parseCursor(cursor))
    return session
  }

  die(): void {
    for (const session of [...this.sessions.values()]) session.end()
    this.sessions.clear()
  }
}

export class Session {
  private readonly delivery: Delivery
  private isOpen = true
  private inFlight = 0
  /** what was sent here last, or what the device said that it holds */
  private told: Cursor | undefined
  private cancelRelook = () => {}

  constructor(
    private readonly gateway: Gateway,
    readonly asker: Asker,
    private readonly speaker: Speaker,
  ) {
    const { server } = gateway
    const { swarm } = server.setting
    const { user, device } = asker
    const { batchEntries: entries, batchBytes: bytes } = swarm
    this.delivery = new Delivery(
      {
        read: async (after) => this.ask('read', { user, device, after, entries, bytes }),
        record: (cursor) => void this.ask('ack', { user, device, cursor }),
        send: ({ after, entries }) => this.send(after, entries),
        lost: () => this.end(),
      },
      WINDOW,
    )
  }

  begin(cursor: Cursor | null | undefined): void {
    if (this.server.isRevoked(this.asker)) return this.end('unauthenticated')
    const { asker } = this
    const answer = this.ask('connect', { user: asker.user, device: asker.device, cursor })
    if (!answer) return this.end()
    const { account, outbox, inbox, head } = answer
    const { user, device } = account
    const { limits, env } = this.server
    this.speaker.welcome({ protocol: PROTOCOL, user, device, outbox, inbox, head, time: env.now(), limits })
    if (inbox === 'resume' && cursor) this.startFrom(cursor)
    this.relook()
  }

  push(push: Push): PushAck | undefined {
    return this.isOpen ? this.server.push(this.asker, push, this.gateway) : undefined
  }

  resume(value: unknown): ResumeAck | undefined {
    const cursor = parseCursor(value)
    const { user, device } = this.asker
    const answer = this.isOpen ? this.ask('resume', { user, device, cursor }) : undefined
    if (answer?.inbox === 'resume' && cursor) this.startFrom(cursor)
    return answer
  }

  private startFrom(cursor: Cursor): void {
    this.told = cursor
    this.delivery.startFrom(cursor)
  }

  wake(): void {
    this.delivery.wake()
  }

  grow(growth: Growth | undefined): void {
    const { batchEntries, batchBytes } = this.server.setting.swarm
    const fits = growth !== undefined && growth.entries.length <= batchEntries && growth.bytes <= batchBytes
    if (fits) this.delivery.grow(growth)
    else this.delivery.wake()
  }

  replace(): void {
    if (!this.isOpen) return
    this.speaker.replaced()
    this.end()
  }

  end(refused?: Refusal): void {
    if (!this.isOpen) return
    this.isOpen = false
    this.cancelRelook()
    this.delivery.stop()
    const { sessions } = this.gateway
    if (sessions.get(this.asker.device) === this) sessions.delete(this.asker.device)
    this.speaker.hangUp(refused)
  }

  private get server(): Server {
    return this.gateway.server
  }

  private send(after: Cursor, encoded: readonly EncodedEntry[]): void {
    if (!this.isOpen) return
    const { server, asker } = this
    const { oracle, fail, swarm } = server.setting
    this.inFlight += 1
    if (this.inFlight > WINDOW) fail('I13', `${this.inFlight} batches in flight to ${asker.user}`)
    if (encoded.length > swarm.batchEntries) fail('I13', `a batch of ${encoded.length} entries`)
    if (server.isRevoked(asker)) fail('I10', `entries to a revoked device of ${asker.user}`)
    if (this.told && !sameCursor(after, this.told))
      fail('I6', `behind ${this.told.seq} it sends what follows ${after.seq}`)
    const entries = encoded.map((entry) => server.decoded(entry))
    const last = entries.at(-1)
    if (last) this.told = cursorOf(last)
    for (const { event } of entries) oracle.tellsEntry(asker.user, event)
    this.speaker.entries({ after, entries }, (answer) => {
      this.inFlight -= 1
      this.delivery.acknowledge(swarm.encodes ? clone(answer) : answer)
    })
  }

  private ask<K extends Kind>(kind: K, ask: Ask<K>): Answer<K> | undefined {
    return this.isOpen ? this.server.ask(kind, ask, this.gateway) : undefined
  }

  /** I5: what was not missed is sent when there is room for it, and does not wait for somebody to look. */
  private mustNotHaveWaited(): void {
    const { server, told, inFlight } = this
    const { swarm, tally, fail } = server.setting
    const isMissed = swarm.gateways > 1 || tally['lost wakeup'] > 0 || server.rollbacks > 0
    if (isMissed || told === undefined || inFlight > 0) return
    const { seq } = server.store.transact((tx) => tx.inboxHead(this.asker.user))
    if (seq > told.seq) fail('I5', `${this.asker.user} waited for ${seq}, behind ${told.seq}`)
  }

  private relook(): void {
    if (!this.isOpen) return
    this.cancelRelook = this.server.setting.time.after(RELOOK_MS, () => {
      this.mustNotHaveWaited()
      this.wake()
      this.relook()
    })
  }
}
