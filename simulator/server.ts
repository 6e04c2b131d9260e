/**
 * The real rules over the store in memory, behind a session of the same shape as the live one. It dies before or after
 * a commit, forgets to wake, slows down, and is put back to an older copy.
 */
import { decoded, type Growth } from '#core/encoded.ts'
import type { Env } from '#core/ports.ts'
import type { Answer, Ask, Kind } from '#core/requests.ts'
import { type Cursor, parseCursor } from '#protocol/cursor.ts'
import type { Account } from '#protocol/http.ts'
import type { Handle } from '#protocol/ids.ts'
import { DEFAULT_LIMITS, type Limits, utf8Length } from '#protocol/limits.ts'
import { type ParsedOp, parseOp } from '#protocol/op.ts'
import type { EntriesBatch, Push, PushAck, ResumeAck, Welcome } from '#protocol/session.ts'
import { PROTOCOL } from '#protocol/version.ts'
import { type Dump, MemoryStore } from '../server/src/memory/memory-store.ts'
import { scriptedEnv } from '../server/src/memory/scripted-env.ts'
import { Delivery } from '../server/src/socket/delivery.ts'
import type { Choices } from './choices.ts'
import type { Swarm } from './swarm.ts'
import { emptyTally } from './tally.ts'
import type { Timeline } from './timeline.ts'
import { trace } from './trace.ts'

export interface Asker {
  user: Handle
  device: string
}

/** What a session says to the device's end of the wire. */
export interface Speaker {
  welcome(welcome: Welcome): void
  entries(batch: EntriesBatch, acked: (answer: unknown) => void): void
  replaced(): void
  hangUp(): void
}

export const EPOCH = Date.UTC(2026, 0, 1)
const RELOOK_MS = 15_000
const WINDOW = 2

export class Server {
  readonly env: Env & { time: number }
  readonly store: MemoryStore
  readonly sessions = new Map<string, Session>()
  readonly limits: Limits
  private backups: Dump[] = []
  rollbacks = 0
  readonly tally = emptyTally()

  constructor(
    readonly timeline: Timeline,
    readonly choices: Choices,
    readonly swarm: Swarm,
  ) {
    const { logEntries, snapshotEvents, snapshotConversations } = swarm
    this.env = scriptedEnv({ logEntries, snapshotEvents, snapshotConversations })
    this.env.now = () => Math.floor(EPOCH + timeline.now())
    this.store = new MemoryStore(this.env)
    this.limits = { ...DEFAULT_LIMITS, ops: swarm.ops, pushSize: swarm.pushSize }
    this.store.onCommit(({ users, growths }) => {
      if (choices.chance(swarm.lostWakeups)) return
      for (const session of [...this.sessions.values()])
        if (users.includes(session.asker.user)) session.grow(growths?.get(session.asker.user))
    })
  }

  signUp(handle: Handle, devices: number): Account[] {
    const device = (n: number) => ({ name: `${handle}'s ${n}`, tokenHash: `${handle} ${n}` })
    const account = this.store.answer('createAccount', { handle, name: handle, passwordHash: '-', device: device(1) })
    if (typeof account === 'string' || 'refused' in account) throw new Error('no account')
    const others = Array.from({ length: devices - 1 }, (_, n) =>
      this.store.answer('createDevice', { handle, device: device(n + 2) }),
    )
    return [account, ...(others as Account[])]
  }

  /** `undefined`: it died over it, before or after it was durable; whoever asked hears nothing. */
  ask<K extends Kind>(kind: K, ask: Ask<K>): Answer<K> | undefined {
    if (this.diesNow()) return undefined
    const answer = this.store.answer(kind, ask)
    if (this.diesNow()) return undefined
    if (typeof answer === 'object' && answer !== null && 'refused' in answer) return undefined
    return answer as Answer<K>
  }

  push(asker: Asker, push: Push): PushAck | undefined {
    if (this.choices.chance(this.swarm.slowDowns)) return { error: { code: 'slow-down', retryAfter: 700 } }
    const ops = this.parsed(push)
    if (!Array.isArray(ops)) return ops
    const after = push.after === undefined ? {} : { after: push.after }
    return this.ask('push', { ...asker, ops, ...after })
  }

  parsed(push: Push): ParsedOp[] | (PushAck & { error: object }) {
    if (push.ops.length > this.limits.ops || utf8Length(JSON.stringify(push)) > this.limits.pushSize) {
      return { error: { code: 'too-large' } }
    }
    const ops = push.ops.map(parseOp)
    return ops.some((op) => op === undefined) ? { error: { code: 'invalid' } } : (ops as ParsedOp[])
  }

  open(asker: Asker, cursor: unknown, speaker: Speaker): Session {
    const session = new Session(this, asker, speaker)
    this.sessions.get(asker.device)?.replace()
    this.sessions.set(asker.device, session)
    session.begin(parseCursor(JSON.parse(JSON.stringify(cursor))))
    return session
  }

  die(): void {
    trace('server', 'dies')
    for (const session of [...this.sessions.values()]) session.end()
    this.sessions.clear()
  }

  backUp(): void {
    this.backups.push(this.store.dump())
  }

  rollBack(): void {
    const backup = this.backups.pop()
    if (!backup) return
    // Under open sessions, or with the server stopped for it.
    if (this.choices.chance(0.5)) this.die()
    this.store.restore(backup)
    trace('server', 'rolls back')
    this.rollbacks += 1
    this.tally['server rollback'] += 1
  }

  private diesNow(): boolean {
    if (this.swarm.serverCrashes === 0 || !this.choices.chance(this.swarm.serverCrashes)) return false
    this.die()
    this.tally['server death'] += 1
    return true
  }
}

export class Session {
  private readonly delivery: Delivery
  private isOpen = true
  private cancelRelook = () => {}

  constructor(
    private readonly server: Server,
    readonly asker: Asker,
    private readonly speaker: Speaker,
  ) {
    const { batchEntries: entries, batchBytes: bytes } = server.swarm
    this.delivery = new Delivery(
      {
        read: async (after) => this.ask('read', { ...asker, after, entries, bytes }),
        record: (cursor) => void this.ask('ack', { ...asker, cursor }),
        send: ({ after, entries }, acked) =>
          this.isOpen && speaker.entries({ after, entries: entries.map(decoded) }, acked),
        lost: () => this.end(),
      },
      WINDOW,
    )
  }

  begin(cursor: Cursor | null | undefined): void {
    const answer = this.ask('connect', { ...this.asker, cursor })
    if (!answer) return this.end()
    const { account, outbox, inbox, head } = answer
    const { user, device } = account
    const { limits, env } = this.server
    this.speaker.welcome({ protocol: PROTOCOL, user, device, outbox, inbox, head, time: env.now(), limits })
    if (inbox === 'resume' && cursor) this.delivery.startFrom(cursor)
    this.relook()
  }

  push(push: Push): PushAck | undefined {
    return this.isOpen ? this.server.push(this.asker, push) : undefined
  }

  resume(value: unknown): ResumeAck | undefined {
    const cursor = parseCursor(value)
    const answer = this.isOpen ? this.ask('resume', { ...this.asker, cursor }) : undefined
    if (answer?.inbox === 'resume' && cursor) this.delivery.startFrom(cursor)
    return answer
  }

  wake(): void {
    this.delivery.wake()
  }

  grow(growth: Growth | undefined): void {
    const { batchEntries, batchBytes } = this.server.swarm
    const fits = growth !== undefined && growth.entries.length <= batchEntries && growth.bytes <= batchBytes
    if (fits) this.delivery.grow(growth)
    else this.delivery.wake()
  }

  replace(): void {
    if (!this.isOpen) return
    this.speaker.replaced()
    this.end()
  }

  end(): void {
    if (!this.isOpen) return
    this.isOpen = false
    this.cancelRelook()
    this.delivery.stop()
    const { sessions } = this.server
    if (sessions.get(this.asker.device) === this) sessions.delete(this.asker.device)
    this.speaker.hangUp()
  }

  private ask<K extends Kind>(kind: K, ask: Ask<K>): Answer<K> | undefined {
    return this.isOpen ? this.server.ask(kind, ask) : undefined
  }

  private relook(): void {
    this.cancelRelook = this.server.timeline.after(RELOOK_MS, () => {
      this.wake()
      this.relook()
    })
  }
}
