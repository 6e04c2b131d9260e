/** A page of the app, which comes and goes on a device that stays; and the store as its engine has it. */
import type { Engine, EngineStatus } from '#engine/driver.ts'
import type { Device } from './device.ts'

/** Calls of the engine. Those that carry the leader's term come first. */
const OF_THE_LEADER = [
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
] as const
const OF_ALL = [
  'load',
  'opsAfter',
  'unsettled',
  'againOps',
  'lostMarks',
  'knows',
  'gaps',
  'strangers',
  'enqueue',
  'conversation',
] as const
export type LeadersCall = (typeof OF_THE_LEADER)[number]
export type Call = LeadersCall | (typeof OF_ALL)[number]

/** A page that engines run in: gone with everything that it had in memory, or frozen while another leads. */
export class Page {
  isAlive = true
  engine: Engine | undefined
  status: EngineStatus | undefined
  notBefore = 0
  private frozen: (() => void)[] | undefined

  run(then: () => void): void {
    if (!this.isAlive) return
    if (this.frozen) this.frozen.push(then)
    else then()
  }

  get isFrozen(): boolean {
    return this.frozen !== undefined
  }

  freeze(): void {
    this.frozen ??= []
  }

  thaw(): void {
    const held = this.frozen ?? []
    this.frozen = undefined
    for (const then of held) this.run(then)
  }
}

/** The engine's store: each call takes its time, and is not made at all, or not heard of, once the page is gone. */
export class PageStore {
  constructor(
    readonly device: Device,
    readonly page: Page,
  ) {}

  onOutbox(listener: () => void): () => void {
    return this.device.disk.onOutbox(() => this.page.run(listener))
  }
}
const calls = PageStore.prototype as unknown as Record<Call, (...args: unknown[]) => Promise<object>>
for (const call of OF_ALL) {
  calls[call] = function (this: PageStore, ...args) {
    return this.device.call(this.page, call, args)
  }
}
for (const call of OF_THE_LEADER) {
  calls[call] = function (this: PageStore, ...args) {
    return this.device.callAsLeader(this.page, call, args)
  }
}
