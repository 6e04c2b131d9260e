/** A browser: its disk, its pages with their engines, and what can happen to all of them. */
import type { Commands } from '#engine/commands.ts'
import { createCommands } from '#engine/create-commands.ts'
import { startEngine } from '#engine/driver.ts'
import { type Disk, type MemoryStore, memoryStore } from '#engine/memory-store.ts'
import type { AsideRow } from '#engine/model.ts'
import { type Clock, type Hands, type Hints, hasFailed, type Random, type Store } from '#engine/ports.ts'
import { DEFAULT_SETTINGS, type EngineSettings } from '#engine/settings.ts'
import type { Cursor } from '#protocol/cursor.ts'
import type { Account } from '#protocol/http.ts'
import type { OpId } from '#protocol/ids.ts'
import type { Op } from '#protocol/op.ts'
import type { EntriesBatch } from '#protocol/session.ts'
import type { Choices } from './choices.ts'
import { uuids } from './ids.ts'
import { known, Network, type Page as WirePage } from './network.ts'
import { type Call, type LeadersCall, Page, PageStore } from './page.ts'
import type { Server } from './server.ts'
import { EPOCH, type Setting } from './setting.ts'
import { watchWrites } from './watch.ts'

const START_AGAIN_MS = 5_000
/** So much more often does a disk hang over a large write. */
const LARGE_HANGS = 8

const placeOf = ({ seq, id }: Cursor): string => `${seq} ${id}`

export class Device {
  readonly network: Network
  readonly disk: MemoryStore
  readonly commands: Commands
  readonly random: Random
  /** what the person did here and saw kept, and never took back */
  readonly typed = new Map<OpId, Op>()
  /** its storage lost its newest writes once, or another has the same: its ops may have other contents than it remembers */
  hasForgotten = false
  /** nobody comes back to it */
  isRetired = false
  isAway = false
  private awayUntil = 0
  /** ms that its clock is ahead of the true time */
  clock = 0
  /** the furthest that it ever was */
  ahead = 0
  /** Whose ops these are: of a device until it loses its memory. Two copies of one have the same name. */
  writer: object = {}
  private pages: Page[] = []
  private copies: { disk: Disk; typed: Map<OpId, Op> }[] = []
  /**
   * Every place in the log that this disk ever stood at for good. Once it merged a snapshot it stands elsewhere, maybe
   * lower, and all that it had stays: a page that was frozen meanwhile, or that never heard that the snapshot was merged,
   * may name the place of before. A server without that very entry makes nothing of it (S17).
   */
  private readonly durable = new Set<string>()
  /** since the last sync */
  private written: Cursor[] = []
  private synced: Cursor | null = null
  /** what it had acked it held then: its pages go on from what they remember, until the store tells them otherwise */
  hasSlipped = false
  private readonly settings: EngineSettings
  private readonly choices: Choices
  private readonly setting: Setting

  constructor(
    readonly name: string,
    readonly account: Account,
    readonly server: Server,
    lane: number,
  ) {
    this.setting = server.setting
    const { fate, time, swarm } = this.setting
    this.choices = fate.choices(`device ${name}`)
    const { user, device } = account
    this.disk = memoryStore(account)
    watchWrites(this)
    this.network = new Network(server, { user: user.handle, device: device.id }, name)
    this.random = { fraction: this.choices.fraction, uuid: uuids(lane, () => EPOCH + time.now()) }
    this.settings = { ...DEFAULT_SETTINGS, beatMs: swarm.beatMs }
    this.commands = createCommands({
      store: this.hands(),
      clock: this.clockOf(),
      random: this.random,
      self: user.handle,
      limits: () => server.limits,
    })
  }

  get self(): string {
    return this.account.user.handle
  }

  get leader(): Page | undefined {
    return this.pages.findLast((page) => page.isAlive && !page.isFrozen)
  }

  fail(invariant: string, how: string): void {
    this.setting.fail(invariant, `${this.name}: ${how}`)
  }

  now(): number {
    return Math.floor(EPOCH + this.setting.time.now() + this.clock)
  }

  /** Past the commands: as something that an older version left. */
  async enqueue(op: Op): Promise<void> {
    await this.disk.enqueue([op])
  }

  /** Opens the app; a page that is still there is not told. */
  open(): void {
    if (this.isRetired || this.isAway) return
    void this.disk.lead().then((led) => {
      const { time } = this.setting
      if (hasFailed(led)) return void time.after(5_000, () => this.leader || this.open())
      this.sync()
      const page = new Page()
      this.pages = [...this.pages.filter(({ isAlive }) => isAlive), page]
      const { term } = led
      const { setting, settings, random } = this
      page.engine = startEngine(
        {
          store: new PageStore(this, page) as unknown as Store,
          transport: this.network.transport(this.wireOf(page)),
          clock: this.clockOf(page),
          random,
          hints: this.hintsOf(page),
        },
        { term, settings },
      )
      page.engine.subscribe((status) => {
        page.status = status
        setting.story?.tell(this.name, 'shows', status.connection)
        // Whoever still has the lock leads anew; else another page does.
        if (status.stopped) time.after(START_AGAIN_MS, () => this.leader === page && this.open())
      })
    })
  }

  /** All its pages are gone; what was durable is there when it comes back. */
  close(): void {
    for (const page of this.pages) page.isAlive = false
    this.pages = []
    if (this.hasSlipped) this.forgetDurable()
    this.hasSlipped = false
    this.network.cut()
  }

  retire(): void {
    this.isRetired = true
    this.close()
  }

  /** Where another page of it is open, that one leads at once. */
  crash(): void {
    this.setting.tally.crash += 1
    this.close()
    const { tabs } = this.setting.swarm
    this.disk.cutPower((unsynced) => {
      const kept = tabs > 1 ? unsynced : this.choices.between(0, unsynced)
      if (kept < unsynced) this.setting.tally['unsynced writes lost'] += 1
      return kept
    })
    this.written = []
    this.comeBack(tabs > 1 ? 500 : this.choices.between(0, 20_000))
  }

  private comeBack(ms: number): void {
    this.setting.time.after(ms, () => this.leader || this.open())
  }

  freeze(): void {
    const { leader } = this
    if (!leader) return
    leader.freeze()
    const { time, tally } = this.setting
    // Another page takes the lock; or nobody, where there is none.
    const isStolen = this.setting.swarm.tabs > 1
    if (isStolen) {
      tally['steal while frozen'] += 1
      this.open()
    }
    time.after(this.choices.between(1_000, 90_000), () => leader.thaw())
  }

  thaw(): void {
    for (const page of this.pages) page.thaw()
  }

  /** Nobody opens it for so long. */
  leave(ms: number): void {
    this.isAway = true
    this.close()
    this.setting.tally['long absence'] += 1
    const { time } = this.setting
    this.awayUntil = Math.max(this.awayUntil, time.now() + ms)
    time.after(ms, () => time.now() >= this.awayUntil && this.return())
  }

  return(): void {
    if (!this.isAway) return
    this.isAway = false
    this.leader || this.open()
  }

  jump(ms: number): void {
    this.ahead = Math.max(this.ahead, this.clock + ms)
    this.clock += ms
  }

  keepCopy(): void {
    this.copies.push({ disk: this.disk.snapshot(), typed: new Map(this.typed) })
    if (this.copies.length > 3) this.copies.shift()
  }

  /** The storage lost its newest writes. What was typed since is gone, as far as this device can tell. */
  rollBack(how: 'closed' | 'open'): void {
    const copy = this.copies.pop()
    if (!copy) return
    const { tally } = this.setting
    if (how === 'closed') this.crash()
    else {
      // What was on its way to the disk is there, and its page hears so: it goes back from there.
      this.sync()
      this.noteHeld()
    }
    // A storage that was opened anew leaves no older page its connection.
    for (const page of this.pages) if (page !== this.leader) page.isAlive = false
    this.hasSlipped = how === 'open'
    this.remember(copy.disk, copy.typed)
    tally[how === 'closed' ? 'device rollback' : 'disk went back under an open page'] += 1
  }

  /** The browser cleared its storage; who is signed in is kept elsewhere. */
  wipe(): void {
    this.close()
    this.copies = []
    this.remember(memoryStore(this.account).snapshot(), new Map())
    this.setting.tally.wiped += 1
    this.comeBack(this.choices.between(0, 20_000))
  }

  /** S29: the build of now knows the kinds that an older one did not; what that kept is on the disk as it came. */
  learnKinds(): void {
    if (this.network.isBlind) return
    for (const table of ['events', 'aside'] as const) {
      for (const row of this.disk.rows(table)) if (row.unknown) this.disk.put(table as 'aside', known(row as AsideRow))
    }
  }

  /** As another has it: its whole profile was copied. */
  become(original: Device): void {
    this.remember(original.disk.snapshot(), new Map(original.typed))
    original.hasForgotten = true
    this.setting.tally.cloned += 1
  }

  private remember(disk: Disk, typed: ReadonlyMap<OpId, Op>): void {
    this.disk.restore(disk)
    this.learnKinds()
    this.typed.clear()
    for (const [id, op] of typed) this.typed.set(id, op)
    this.hasForgotten = true
    this.writer = {}
    this.written = []
    if (!this.hasSlipped) this.forgetDurable()
    this.sync()
  }

  get cursor(): Cursor | null {
    return this.disk.row('device', 'device')?.cursor ?? null
  }

  call(page: Page, call: Call, args: unknown[], check?: (answer: object) => void): Promise<object> {
    return new Promise((resolve) => {
      const made = (this.disk[call] as (...args: unknown[]) => Promise<object>)(...args)
      const answer = this.disk.answered()
      if (answer === undefined) {
        made.catch((error) => this.fail('I8', `${call} threw ${error instanceof Error ? error.stack : error}`))
        return
      }
      check?.(answer)
      // Until then the power may go, and this with it.
      this.later(page, () => {
        this.sync()
        if (!this.hangs(call)) return resolve(answer)
        // It was written, and nobody is told.
        this.setting.time.after(10_000, () => page.run(() => resolve({ failed: 'unavailable' })))
      })
    })
  }

  private hangs(call: Call): boolean {
    const { swarm, fate, tally } = this.setting
    const hangs = call === 'applySnapshot' && swarm.scattered > 0 ? swarm.hangs * LARGE_HANGS : swarm.hangs
    if (hangs === 0 || !fate.happens(`hang.${this.name}`, this.choices.chance(hangs))) return false
    tally['disk hung'] += 1
    return true
  }

  private later(page: Page, then: () => void): void {
    const { swarm, time } = this.setting
    if (swarm.diskMs === 0) page.run(then)
    else time.after(this.choices.fraction() * swarm.diskMs, () => page.run(then))
  }

  private sync(): void {
    this.disk.sync()
    const { cursor } = this
    if (cursor === this.synced && this.written.length === 0) return
    for (const place of this.written) this.durable.add(placeOf(place))
    if (cursor) this.durable.add(placeOf(cursor))
    this.synced = cursor
    this.written = []
  }

  /** I14: what may be told as delivered from now on. */
  private noteHeld(): void {
    const { heldBy } = this.setting.oracle
    for (const { id, head } of this.disk.rows('conversations')) {
      const key = `${this.self} ${id}`
      if (head > (heldBy.get(key) ?? 0)) heldBy.set(key, head)
    }
  }

  private forgetDurable(): void {
    this.durable.clear()
    this.synced = null
  }

  wrote(cursor: Cursor | null): void {
    if (cursor && cursor !== this.written.at(-1)) this.written.push(cursor)
  }

  callAsLeader(page: Page, call: LeadersCall, args: unknown[]): Promise<object> {
    const { tally } = this.setting
    const before = call === 'applyEntries' ? () => this.cursor : undefined
    let stood: Cursor | null | undefined
    return this.call(page, call, args, (answer) => {
      if (hasFailed(answer)) {
        if (answer.failed === 'fenced') tally['write of a former leader refused'] += 1
        return
      }
      // I15: the store compares the term inside the transaction.
      const newest = this.disk.row('device', 'device')?.term
      if (newest !== args[0]) this.fail('I15', `${call} wrote as leader ${args[0]}, and ${newest} leads`)
      if (before) stood = this.cursor
      if (call === 'applyEntries') this.mustHaveApplied(args[1] as EntriesBatch, answer, stood)
      if (call === 'sweepOutbox') return
      if (call === 'commitOps') this.mustBeCommitted(args[1] as OpId | null)
      if (call === 'applyEntries' && this.setting.swarm.encodes && !('stale' in answer)) this.mustBeIdempotent(args)
    })
  }

  /** I8: what the server told that it lacks does not count as committed. */
  private mustBeCommitted(upTo: OpId | null): void {
    const order = upTo === null ? 0 : (this.disk.row('outbox', upTo)?.order ?? 0)
    const wrong = this.disk.rows('outbox').find((row) => row.state === 'committed' && row.order > order && !row.again)
    if (wrong) this.fail('I8', `counts ${wrong.id} as committed, and the server has nothing behind ${upTo}`)
  }

  /** I6: the cursor stands for rows that are there. */
  private mustHaveApplied(batch: EntriesBatch, answer: object, cursor: Cursor | null | undefined): void {
    if ('stale' in answer) {
      this.setting.tally['batch that does not follow'] += 1
      return
    }
    const last = batch.entries.at(-1)
    if (last && cursor?.id !== last.id) this.fail('I6', `applied up to ${last.seq}, and stands at ${cursor?.seq}`)
    const [first] = batch.entries
    if (first && first.seq <= batch.after.seq) this.fail('I6', `behind ${batch.after.seq} comes ${first.seq}`)
    for (const { event } of batch.entries) {
      const isKept =
        'position' in event && 'conversation' in event && event.kind !== 'read' && event.kind !== 'delivered'
      if (isKept && !this.disk.row('events', event.id))
        this.fail('I6', `its cursor passed ${event.id}, which is not there`)
    }
  }

  /** I16: told again, it changes nothing. */
  private mustBeIdempotent(args: unknown[]): void {
    const before = this.disk.snapshot()
    void this.disk.applyEntries(...(args as Parameters<Store['applyEntries']>)).then((answer) => {
      const after = this.disk.snapshot()
      const isSame = [...after.events.values()].every((row) => before.events.get(row.id) === row)
      if (!('stale' in answer) || !isSame) this.fail('I16', 'a batch that was told twice changed something')
    })
  }

  /** The person's store: remembers what was promised to be kept. */
  private hands(): Hands {
    const { disk, typed } = this
    const { dismiss, hide, meet, outboxRow, saveDraft, deleteDraft, onOutbox } = disk
    const { tally, oracle } = this.setting
    return {
      dismiss,
      hide,
      meet,
      outboxRow,
      saveDraft,
      deleteDraft,
      onOutbox,
      enqueue: async (ops, alongside) => {
        const answer = await disk.enqueue(ops, alongside)
        this.sync()
        if (hasFailed(answer)) return answer
        for (const row of answer.rows) {
          typed.set(row.id, row.op)
          oracle.typed(this.writer, row.op)
        }
        return answer
      },
      amend: async (id, change, alongside) => {
        const before = typed.get(id)
        const answer = await disk.amend(id, change, alongside)
        this.sync()
        if (!('done' in answer)) return answer
        tally['takeOut' in change ? 'taken out before it was sent' : 'changed before it was sent'] += 1
        if ('takeOut' in change)
          for (const known of [...typed.keys()]) if (!disk.row('outbox', known)) typed.delete(known)
        if ('text' in change && before) typed.set(id, { ...before, text: change.text } as Op)
        return answer
      },
    }
  }

  private clockOf(page?: Page): Clock {
    const { time } = this.setting
    return {
      now: () => this.now(),
      monotonic: () => time.now(),
      after: (ms, then) => time.after(ms, page ? () => page.run(then) : then),
    }
  }

  private hintsOf(page: Page): Hints {
    const { time, swarm } = this.setting
    return {
      onWake: (listener) => {
        if (swarm.hints === 0) return () => {}
        let isOver = false
        const again = () =>
          time.after(this.choices.between(20_000, 300_000), () => {
            if (isOver || !page.isAlive) return
            page.run(listener)
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

  private wireOf(page: Page): WirePage {
    const { time, oracle, tally } = this.setting
    return {
      run: (then) => page.run(then),
      connecting: () => {
        if (time.now() < page.notBefore) this.fail('I13', 'comes back at once after it was replaced')
      },
      hasWaiting: () => this.disk.rows('outbox').some(({ state }) => state === 'waiting'),
      replaced: () => {
        page.notBefore = time.now() + 30_000
      },
      pushing: ({ ops }) => {
        this.setting.story?.tell(this.name, 'pushes', ops)
        for (const op of ops as Op[]) {
          // A page whose disk went back under it goes on from what it marked there.
          if (this.disk.row('outbox', op.id)?.state === 'waiting' && !this.hasSlipped)
            this.fail('I8', `sent ${op.id} without the mark on disk`)
          if (op.again) {
            oracle.sentAgain.add(op.id)
            tally['sent again after a rollback'] += 1
          }
        }
      },
      acking: (cursor) => {
        if (!this.durable.has(placeOf(cursor))) this.fail('I8', `acked ${placeOf(cursor)}, and never held it for good`)
        this.noteHeld()
      },
    }
  }
}
