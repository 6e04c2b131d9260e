/** A browser: its disk, its engine, and what can happen to both. */
import type { Commands } from '#engine/commands.ts'
import { createCommands } from '#engine/create-commands.ts'
import { type Engine, type EngineStatus, startEngine } from '#engine/driver.ts'
import { type Disk, type MemoryStore, memoryStore } from '#engine/memory-store.ts'
import { type Clock, type Hints, hasFailed, type Random, type Store } from '#engine/ports.ts'
import { DEFAULT_SETTINGS } from '#engine/settings.ts'
import type { Account } from '#protocol/http.ts'
import type { OpId } from '#protocol/ids.ts'
import type { Op } from '#protocol/op.ts'
import type { Choices } from './choices.ts'
import { uuids } from './ids.ts'
import { Network } from './network.ts'
import { EPOCH, type Server } from './server.ts'
import type { Timeline } from './timeline.ts'
import { trace } from './trace.ts'

/** Writes that carry the leader's term. */
const OF_THE_LEADER: ReadonlySet<keyof Store> = new Set([
  'markHanded',
  'commitOps',
  'settleResent',
  'rejectLocally',
  'sweepOutbox',
  'applyEntries',
  'beginResync',
  'applySnapshot',
  'applyHistory',
  'applyUsers',
  'noteServer',
])

/** A page: gone with everything that it had in memory, or frozen while another leads. */
interface Page {
  isAlive: boolean
  engine?: Engine
  status?: EngineStatus
}

export class Device {
  readonly network: Network
  readonly disk: MemoryStore
  readonly commands: Commands
  readonly random: Random
  /** what the person did here and saw kept, and never took back */
  readonly typed = new Map<OpId, Op>()
  private pages: Page[] = []
  private copies: { disk: Disk; typed: Map<OpId, Op> }[] = []
  /** its storage lost its newest writes once: its ops may have other contents than it remembers */
  wasRolledBack = false

  constructor(
    readonly name: string,
    readonly account: Account,
    private readonly server: Server,
    private readonly timeline: Timeline,
    private readonly choices: Choices,
    private readonly told: (device: Device, what: unknown) => void,
  ) {
    const { user, device } = account
    this.disk = memoryStore(account)
    this.network = new Network(server, timeline, choices, { user: user.handle, device: device.id })
    this.random = { fraction: choices.fraction, uuid: uuids(choices, () => EPOCH + timeline.now()) }
    this.commands = createCommands({
      store: this.hands(),
      clock: this.clock(() => true),
      random: this.random,
      self: user.handle,
      limits: () => server.limits,
    })
  }

  get self(): string {
    return this.account.user.handle
  }

  get leader(): Page | undefined {
    return this.pages.findLast((page) => page.isAlive)
  }

  /** Past the commands: as something that an older version left. */
  async enqueue(op: Op): Promise<void> {
    await this.disk.enqueue([op])
  }

  /** Opens the app; a page that is still there is not told. */
  async open(): Promise<void> {
    const led = await this.disk.lead()
    if (hasFailed(led)) {
      this.timeline.after(5_000, () => void this.open())
      return
    }
    const page: Page = { isAlive: true }
    this.pages = [...this.pages.filter(({ isAlive }) => isAlive), page]
    const isAlive = () => page.isAlive
    page.engine = startEngine(
      {
        store: this.slowly(isAlive),
        transport: this.network.transport(isAlive, {
          pushing: (push) => {
            trace(this.name, 'pushes', push)
            this.mustBeHanded(push.ops as Op[])
          },
          acking: (cursor) => this.mustHold(cursor),
          told: (what) => {
            trace(this.name, 'hears', what)
            this.told(this, what)
          },
        }),
        clock: this.clock(isAlive),
        random: this.random,
        hints: this.hints(isAlive),
      },
      { term: led.term, settings: DEFAULT_SETTINGS },
    )
    page.engine.subscribe((status) => {
      page.status = status
      trace(this.name, 'shows', status)
    })
  }

  /** The process is gone; what was durable is there when it comes back. */
  crash(): void {
    trace(this.name, 'crashes')
    this.server.tally.crash += 1
    for (const page of this.pages) page.isAlive = false
    this.network.cut()
    this.timeline.after(this.choices.between(0, 20_000), () => {
      if (!this.leader) void this.open()
    })
  }

  keepCopy(): void {
    this.copies.push({ disk: this.disk.snapshot(), typed: new Map(this.typed) })
  }

  /** The storage lost its newest writes. What was typed since is gone, as far as this device can tell. */
  rollBack(): void {
    const copy = this.copies.pop()
    if (!copy) return
    this.crash()
    trace(this.name, 'rolls back')
    this.disk.restore(copy.disk)
    this.typed.clear()
    for (const [id, op] of copy.typed) this.typed.set(id, op)
    this.wasRolledBack = true
    this.server.tally['device rollback'] += 1
  }

  /** The engine's store: each call takes its time, and is not made at all, or not heard of, once the page is gone. */
  private slowly(isAlive: () => boolean): Store {
    const { disk } = this
    const wait = () =>
      new Promise<void>((resolve) => {
        const { diskMs } = this.server.swarm
        if (diskMs === 0) resolve()
        else this.timeline.after(this.choices.fraction() * diskMs, resolve)
      })
    const never = () => new Promise<never>(() => {})
    return new Proxy(disk, {
      get: (_, name: keyof Store) => {
        if (name === 'onOutbox') return (listener: () => void) => disk.onOutbox(() => isAlive() && listener())
        return async (...args: unknown[]) => {
          await wait()
          if (!isAlive()) return never()
          const answer = await (disk[name] as (...args: unknown[]) => Promise<object>)(...args)
          if (OF_THE_LEADER.has(name) && !hasFailed(answer)) this.mustLead(args[0] as number)
          await wait()
          return isAlive() ? answer : never()
        }
      },
    })
  }

  /** The person's store: remembers what was promised to be kept. */
  private hands(): Store {
    const { disk, typed } = this
    return {
      ...disk,
      async enqueue(ops, alongside) {
        const answer = await disk.enqueue(ops, alongside)
        if (!hasFailed(answer)) for (const row of answer.rows) typed.set(row.id, row.op)
        return answer
      },
      async amend(id, change, alongside) {
        const before = typed.get(id)
        const answer = await disk.amend(id, change, alongside)
        if (!('done' in answer)) return answer
        const kept = new Set(disk.rows('outbox').map((row) => row.id))
        if ('takeOut' in change) for (const known of [...typed.keys()]) if (!kept.has(known)) typed.delete(known)
        if ('text' in change && before) typed.set(id, { ...before, text: change.text } as Op)
        return answer
      },
    }
  }

  private clock(isAlive: () => boolean): Clock {
    const { timeline } = this
    return {
      now: () => Math.floor(EPOCH + timeline.now()),
      monotonic: () => timeline.now(),
      after: (ms, then) => timeline.after(ms, () => isAlive() && then()),
    }
  }

  private hints(isAlive: () => boolean): Hints {
    return {
      onWake: (listener) => {
        let isOver = false
        const again = () =>
          this.timeline.after(this.choices.between(20_000, 300_000), () => {
            if (isOver || !isAlive()) return
            listener()
            again()
          })
        again()
        return () => {
          isOver = true
        }
      },
      visible: () => true,
      online: () => this.network.isUp,
    }
  }

  private mustLead(term: number): void {
    const newest = this.disk.rows('device')[0]?.term
    if (newest === term) return
    const error = new Error(`[S24] ${this.name} wrote as leader ${term}, and ${newest} leads`)
    // Past the engine, which takes a store that throws for one that cannot write.
    this.timeline.after(0, () => {
      throw error
    })
  }

  private mustBeHanded(ops: readonly Op[]): void {
    const waiting = new Set(this.disk.rows('outbox').flatMap((row) => (row.state === 'waiting' ? [row.id] : [])))
    const op = ops.find(({ id }) => waiting.has(id))
    if (op) throw new Error(`[S9] ${this.name} sent ${op.id} without the mark on disk`)
  }

  private mustHold(cursor: { seq: number }): void {
    const held = this.disk.rows('device')[0]?.cursor?.seq ?? 0
    if (held < cursor.seq) throw new Error(`[S6] ${this.name} acked ${cursor.seq} and holds ${held}`)
  }
}
