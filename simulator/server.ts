/**
 * The real rules over the store in memory, behind sessions of the same shape as the live ones: one or two processes over
 * one store, which die before or after a commit, forget to wake, slow down, and are put back to an older copy.
 */
import type { EncodedEntry } from '#core/encoded.ts'
import type { Env } from '#core/ports.ts'
import type { Answer, Ask, Kind } from '#core/requests.ts'
import type { Entry, Event } from '#protocol/event.ts'
import type { Account } from '#protocol/http.ts'
import type { Handle } from '#protocol/ids.ts'
import { DEFAULT_LIMITS, type Limits, utf8Length } from '#protocol/limits.ts'
import { type ParsedOp, parseOp } from '#protocol/op.ts'
import type { Push, PushAck } from '#protocol/session.ts'
import { type Dump, MemoryStore } from '../server/src/memory/memory-store.ts'
import { scriptedEnv } from '../server/src/memory/scripted-env.ts'
import type { Choices } from './choices.ts'
import { type Asker, Gateway } from './session.ts'
import { EPOCH, type Setting } from './setting.ts'

/** One plain message and its envelope. */
const STRICT_PUSH_BYTES = 1_200
const DAY_MS = 24 * 3_600_000
const FAULTS_OF: ReadonlySet<Kind> = new Set([
  'connect',
  'push',
  'ack',
  'resume',
  'read',
  'exchange',
  'snapshot',
  'history',
])

export class Server {
  readonly env: Env
  readonly store: MemoryStore
  readonly gateways: Gateway[]
  limits: Limits
  /** ms that its clock is ahead of the true time */
  clock = 0
  rollbacks = 0
  /** was put back under open sessions since it was last stopped */
  private ranOn = false
  private backups: Dump[] = []
  private readonly choices: Choices
  /** the process that asks, while it does */
  private asking: Gateway
  private user: Handle | undefined
  private readonly events = new Map<string, Event>()

  constructor(readonly setting: Setting) {
    const { swarm, time, fate } = setting
    const { logEntries, snapshotEvents, snapshotConversations } = swarm
    this.choices = fate.choices('server')
    const env = scriptedEnv({ logEntries, snapshotEvents, snapshotConversations })
    env.now = () => Math.floor(EPOCH + time.now() + this.clock)
    this.env = env
    this.store = new MemoryStore(env)
    this.limits = { ...DEFAULT_LIMITS, ops: swarm.ops, pushSize: swarm.pushSize }
    this.gateways = Array.from({ length: swarm.gateways }, () => new Gateway(this))
    this.asking = this.gateways[0] as Gateway
    this.store.onCommit(({ users, revoked, growths }) => {
      if (this.user !== undefined) setting.oracle.placed(this.store.lastPlaced, this.user)
      for (const gateway of this.gateways) for (const id of revoked) gateway.sessions.get(id)?.end('unauthenticated')
      if (this.happens('lost-wakeup', swarm.lostWakeups, 'lost wakeup')) return
      // Another process over the same store learns of it when it looks again.
      for (const session of [...this.asking.sessions.values()])
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

  isRevoked(asker: Asker): boolean {
    return this.store.transact((tx) => tx.device(asker.device) === undefined)
  }

  gateway(): Gateway {
    return this.gateways.length === 1 ? (this.gateways[0] as Gateway) : this.choices.pick(this.gateways)
  }

  /** `undefined`: it died over it, before or after it was durable; whoever asked hears nothing. Or nobody may ask. */
  ask<K extends Kind>(kind: K, ask: Ask<K>, gateway = this.gateway()): Answer<K> | undefined {
    const { swarm } = this.setting
    const isExposed = swarm.serverCrashes > 0 && FAULTS_OF.has(kind)
    if (isExposed && this.happens('death-before', swarm.serverCrashes, 'server death before a commit')) {
      gateway.die()
      return undefined
    }
    this.asking = gateway
    this.user = 'user' in ask ? ask.user : undefined
    const answer = this.store.answer(kind, ask)
    if (isExposed && this.happens('death-after', swarm.serverCrashes, 'server death after a commit')) {
      gateway.die()
      return undefined
    }
    if (typeof answer === 'object' && answer !== null && 'refused' in answer) return undefined
    return answer as Answer<K>
  }

  push(asker: Asker, push: Push, gateway: Gateway): PushAck | undefined {
    if (this.happens('slow-down', this.setting.swarm.slowDowns, 'slow-down')) {
      return { error: { code: 'slow-down', retryAfter: 700 } }
    }
    const ops = this.parsed(push)
    if (!Array.isArray(ops)) return ops
    const { user, device } = asker
    const known = this.knows(ops)
    const answer = this.ask('push', { user, device, ops, after: push.after }, gateway)
    if (answer && !answer.error) this.accepts(ops, known)
    return answer
  }

  knows(ops: readonly ParsedOp[]): number {
    return this.store.transact((tx) => ops.filter((op) => tx.op(op.id) !== undefined).length)
  }

  /** I8: an ack leaves for what was committed. */
  accepts(ops: readonly ParsedOp[], known: number): void {
    const { oracle, tally, fail } = this.setting
    if (known > 0) tally['ack of what was known'] += 1
    for (const { id } of ops) {
      if (this.store.transact((tx) => tx.op(id)) === undefined) fail('I8', `${id} was acked, and is not committed`)
      oracle.accepted.add(id)
    }
  }

  parsed(push: Push): ParsedOp[] | (PushAck & { error: object }) {
    const { swarm } = this.setting
    const isLarge = this.limits.pushSize < 100_000 && utf8Length(JSON.stringify(push)) > this.limits.pushSize
    if (push.ops.length > this.limits.ops || isLarge) return { error: { code: 'too-large' } }
    if (!swarm.encodes && swarm.poison === 0) return push.ops as ParsedOp[]
    const ops = push.ops.map(parseOp)
    return ops.some((op) => op === undefined) ? { error: { code: 'invalid' } } : (ops as ParsedOp[])
  }

  /** The text of an entry comes to many: it is read once. */
  decoded({ seq, id, json }: EncodedEntry): Entry {
    let event = this.events.get(json)
    if (event === undefined || this.setting.swarm.encodes) {
      event = JSON.parse(json) as Event
      this.events.set(json, event)
    }
    return { seq, id, event }
  }

  /** Its operator lowers what it takes at once: what was taken before may be larger. */
  becomeStrict(): void {
    this.setting.tally['limits lowered'] += 1
    this.limits = { ...this.limits, pushSize: STRICT_PUSH_BYTES }
  }

  backUp(): void {
    this.backups.push(this.store.dump())
    if (this.backups.length > 3) this.backups.shift()
  }

  /** No copy is put back that is older than what devices keep for it (S13). */
  forgetBackups(): void {
    this.backups = []
  }

  rollBack(): void {
    const backup = this.backups.pop()
    if (!backup) return
    const { oracle, tally, story } = this.setting
    // Under open sessions, or with the server stopped for it.
    this.ranOn = !this.choices.chance(0.5)
    if (!this.ranOn) this.stop()
    this.store.restore(backup)
    oracle.rolledBack((id) => this.store.transact((tx) => tx.conversation(id)))
    story?.tell('server', 'is put back to an older copy')
    this.rollbacks += 1
    tally['server rollback'] += 1
  }

  /**
   * No true server is put back while it runs, and a quiet session of one that was may never learn of it: nothing is sent
   * to it, and it asks nothing. Whoever did such a thing starts it anew at the latest now.
   */
  startAnewWherePutBack(): void {
    if (!this.ranOn) return
    this.ranOn = false
    this.setting.story?.tell('server', 'is started anew')
    this.stop()
  }

  private stop(): void {
    for (const gateway of this.gateways) gateway.die()
  }

  /** I7: nothing is trimmed that a device still lacks, but by the cap. */
  sweep(): void {
    const { tally, fail, swarm } = this.setting
    const needed = this.needed()
    const before = this.lengths()
    this.store.answer('sweep', { users: 1_000 })
    for (const [user, length] of this.lengths()) {
      if (length < (before.get(user) ?? 0)) tally['log trimmed'] += 1
      if (length > swarm.logEntries) fail('I7', `the log of ${user} has ${length} entries of ${swarm.logEntries}`)
    }
    for (const { user, seq, device } of needed) {
      const isThere = this.store.transact((tx) => tx.entryIdAt(user, seq) !== undefined)
      if (!isThere) fail('I7', `${seq} of ${user} was trimmed, and device ${device} lacks it`)
    }
  }

  private lengths(): Map<Handle, number> {
    return this.store.transact((tx) => {
      const lengthOf = (user: Handle) => {
        const head = tx.inboxHead(user).seq
        let length = 0
        while (tx.entryIdAt(user, head - length) !== undefined) length += 1
        return length
      }
      return new Map(tx.handlesAfter(undefined, 100).map((user) => [user, lengthOf(user)]))
    })
  }

  /** The next entry of each device that came lately and is not past the cap. */
  private needed(): { user: Handle; seq: number; device: string }[] {
    const { swarm } = this.setting
    const now = this.env.now()
    return this.store.transact((tx) =>
      tx.handlesAfter(undefined, 100).flatMap((user) => {
        const head = tx.inboxHead(user).seq
        return tx.devicesOf(user).flatMap(({ id, cursor, seen }) => {
          if (cursor === null || now - seen > 30 * DAY_MS || head - cursor.seq >= swarm.logEntries) return []
          const seq = cursor.seq + 1
          return tx.entryIdAt(user, seq) === undefined ? [] : [{ user, seq, device: id }]
        })
      }),
    )
  }

  private happens(
    name: string,
    probability: number,
    tallied: 'lost wakeup' | 'slow-down' | `server death ${string}`,
  ): boolean {
    if (probability === 0) return false
    const { fate, tally, story } = this.setting
    if (!fate.happens(name, this.choices.chance(probability))) return false
    tally[tallied as 'lost wakeup'] += 1
    story?.tell('server', tallied)
    return true
  }
}
