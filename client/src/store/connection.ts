/**
 * Keeps one database usable: opens it, notices when it hangs or is gone, opens it again, and never lets anything be
 * written into a database that is not the one that was lost.
 */
import Dexie, { RangeSet } from 'dexie'
import { newDevice } from '#engine/device-scripts.ts'
import type { DeviceRow } from '#engine/model.ts'
import type { Clock } from '#engine/ports.ts'
import type { Account } from '#protocol/http.ts'
import type { StorageStatus } from '../session/status.ts'
import { type Database, versionOnDisk } from './database.ts'
import { failureOf } from './failures.ts'

/** Remembers, outside of IndexedDB, that this browser keeps a database for a handle. */
export interface Sentinel {
  isSet(): boolean
  set(): void
  clear(): void
}

export interface ConnectionOptions {
  account: Account
  sentinel: Sentinel
  clock: Pick<Clock, 'after'>
  onStatus: (status: StorageStatus) => void
}

/** An operation that is silent for so long will not come back by itself. */
const SILENCE_TICKS = 10
const TICK_MS = 1000
const BACKOFF_MS = { first: 100, cap: 30_000 }

type State =
  | { at: 'closed' }
  | { at: 'open' }
  | { at: 'opening'; opened: Promise<boolean> }
  /** waits before it tries again */
  | { at: 'down'; retry: () => void }
  /** what is kept here is another user's: nothing is read or written until the person has decided (S30) */
  | { at: 'asking' }
  /** a newer app has the database, or this one was closed: for good */
  | { at: 'ended' }

/** What becomes of what an earlier user of the same handle kept here. */
export type Inheritance = 'keep' | 'remove'

export type Outcome<T> = { done: T } | { failed: 'full' | 'unavailable' }

export class Connection {
  readonly #db: Database
  readonly #options: ConnectionOptions
  #state: State = { at: 'closed' }
  #failures = 0
  /** counts the times that it was opened */
  #opened = 0
  #status: StorageStatus = 'ok'
  /** this page has seen the device's row: if it is gone, it was cleared */
  #known = false

  constructor(db: Database, options: ConnectionOptions) {
    this.#db = db
    this.#options = options
    db.on('versionchange', (event) => {
      // what the newer app needs must not wait for this tab, and this one must not write as it used to
      this.#end(event.newVersion === null ? 'cleared' : 'updated-elsewhere')
      return false
    })
    db.on('close', () => this.#lost())
    db.on('blocked', () => this.#tell('unavailable'))
  }

  /** Whether it may be used now. */
  async open(): Promise<boolean> {
    switch (this.#state.at) {
      case 'open':
        return true
      case 'opening':
        return this.#state.opened
      case 'down':
      case 'asking':
      case 'ended':
        return false
      case 'closed':
        return this.#open()
    }
  }

  /** One transaction. A connection that was lost is opened again and the transaction made once more. */
  async use<T>(transaction: () => Promise<T>): Promise<Outcome<T>> {
    if (!(await this.open())) return { failed: 'unavailable' }
    const opened = this.#opened
    const first = await this.#attempt(transaction)
    if ('done' in first || first.failed === 'full') return first
    if (first.hung || !(await this.#reopen(opened))) return { failed: 'unavailable' }
    const second = await this.#attempt(transaction)
    if ('done' in second || second.failed === 'full') return second
    this.#down()
    return { failed: 'unavailable' }
  }

  /** The page is looked at again, or came back from the browser's cache: is the database still there? */
  async probe(): Promise<void> {
    if (this.#state.at === 'down') this.#state.retry()
    // another tab may have been told
    else if (this.#state.at === 'asking') await this.#open()
    else await this.use(() => this.#db.transaction('rw!', ['drafts'], () => this.#db.drafts.delete('')))
  }

  /** The person has decided. */
  async inherit(choice: Inheritance): Promise<boolean> {
    return this.#state.at === 'asking' ? this.#open(choice) : this.open()
  }

  /** For good. */
  close(): void {
    if (this.#state.at === 'ended') return
    this.#state = { at: 'ended' }
    this.#db.close({ disableAutoOpen: true })
  }

  /** Signed out: everything kept for this account goes. */
  async destroy(): Promise<void> {
    this.close()
    this.#options.sentinel.clear()
    await this.#db.delete({ disableAutoOpen: true })
  }

  async #attempt<T>(
    transaction: () => Promise<T>,
  ): Promise<{ done: T } | { failed: 'full' | 'unavailable'; hung?: true }> {
    const watch = this.#watch()
    try {
      const done = await Promise.race([transaction(), watch.hung])
      if (done === HUNG) {
        this.#down()
        return { failed: 'unavailable', hung: true }
      }
      this.#failures = 0
      if (this.#status === 'full' || this.#status === 'unavailable') this.#tell('ok')
      return { done: done as T }
    } catch (error) {
      const failure = failureOf(error)
      if (failure?.failed === 'full') {
        this.#tell('full')
        return { failed: 'full' }
      }
      if (failure) return { failed: 'unavailable' }
      throw error
    } finally {
      watch.stop()
    }
  }

  /** Ticks instead of one long wait: a machine that slept has not been silent. */
  #watch(): { hung: Promise<typeof HUNG>; stop: () => void } {
    let stop = () => {}
    const hung = new Promise<typeof HUNG>((resolve) => {
      let ticks = 0
      const tick = () => {
        ticks += 1
        if (ticks >= SILENCE_TICKS) resolve(HUNG)
        else stop = this.#options.clock.after(TICK_MS, tick)
      }
      stop = this.#options.clock.after(TICK_MS, tick)
    })
    return { hung, stop: () => stop() }
  }

  #open(choice?: Inheritance): Promise<boolean> {
    const opened = this.#tryOpen(choice)
    this.#state = { at: 'opening', opened }
    return opened
  }

  /** Where another has opened it again since, that is the connection to use. */
  async #reopen(since: number): Promise<boolean> {
    if (this.#state.at === 'open' && this.#opened === since) this.#shut({ at: 'closed' })
    return this.open()
  }

  async #tryOpen(choice?: Inheritance): Promise<boolean> {
    const watch = this.#watch()
    try {
      const opening = this.#openUnlessNewer(choice)
      const usable = await Promise.race([opening, watch.hung])
      if (usable === HUNG) {
        opening.catch(() => {})
        this.#down()
        return false
      }
      if (!usable || this.#isEnded()) return false
      this.#state = { at: 'open' }
      this.#opened += 1
      if (this.#status === 'unavailable' || this.#status === 'another-user') this.#tell('ok')
      // live queries that met a closed database look again
      Dexie.on.storagemutated.fire({ all: new RangeSet(-Infinity, [[]] as never) } as never)
      return true
    } catch (error) {
      if (this.#isEnded()) return false
      const failure = failureOf(error)
      if (!failure) throw error
      this.#down(failure.failed === 'full' ? 'full' : 'unavailable')
      return false
    } finally {
      watch.stop()
    }
  }

  #isEnded(): boolean {
    return this.#state.at === 'ended'
  }

  async #openUnlessNewer(choice: Inheritance | undefined): Promise<boolean> {
    const db = this.#db
    // an older app over a newer database: Dexie would open it, put back what it misses, and write rows as they used to be
    if ((await versionOnDisk(db.name)) > db.verno) {
      this.#end('updated-elsewhere')
      return false
    }
    // closed while it was being looked at: opened now it would stay open for good, and keep others from deleting it
    if (this.#isEnded()) return false
    await db.open()
    if (await this.#claim(choice)) return true
    this.#shut({ at: 'asking' })
    this.#tell('another-user')
    return false
  }

  /** Makes the device's row where there is none, and tells if there should be one. `false`: it is another user's. */
  async #claim(choice: Inheritance | undefined): Promise<boolean> {
    const db = this.#db
    const { account, sentinel } = this.#options
    const isLost = this.#known || sentinel.isSet()
    const isOwn = (row: DeviceRow | undefined) => row?.account.device.id === account.device.id
    const tables = choice === 'remove' ? db.tables : [db.device, db.outbox]
    const claim = async () => {
      let row = await db.device.get('device')
      if (isOwn(row)) return 'held'
      if (row && row.account.user.id !== account.user.id) {
        if (!choice) return 'foreign'
        if (choice === 'remove') {
          await Promise.all(db.tables.map((table) => table.clear()))
          row = undefined
        }
      }
      // a damaged database may have lost this row and kept others
      const last = row ? undefined : await db.outbox.orderBy('order').last()
      const begun = { ...newDevice(account), nextOrder: (last?.order ?? 0) + 1 }
      // signed in again, or an account made anew: the same database, under a new device
      const { paused: _paused, ...kept } = row ?? begun
      await db.device.put({ key: 'device', ...kept, account })
      return row || choice === 'remove' ? 'held' : 'made'
    }
    // nearly always it is one's own, and then nothing waits for a write
    const claimed = isOwn(await db.device.get('device')) ? 'held' : await db.transaction('rw!', tables, claim)
    if (claimed === 'foreign') return false
    this.#known = true
    sentinel.set()
    if (claimed === 'made' && isLost) {
      // Each time anew: what came back after the last one is gone again.
      this.#status = 'ok'
      this.#tell('cleared')
    }
    return true
  }

  /**
   * The browser closed it: cleared, damaged, or its process died. Dexie does so too before a page is put aside: the
   * timer then waits until it is back, and does not keep it from being put aside.
   */
  #lost(): void {
    if (this.#state.at !== 'open') return
    this.#shut({ at: 'closed' })
    this.#options.clock.after(BACKOFF_MS.first, () => void this.open())
  }

  #down(status: 'full' | 'unavailable' = 'unavailable'): void {
    if (this.#isEnded()) return
    this.#shut({ at: 'closed' })
    this.#tell(status)
    const retry = () => {
      cancel()
      if (this.#state.at !== 'down') return
      this.#state = { at: 'closed' }
      void this.open()
    }
    const cancel = this.#options.clock.after(Math.min(BACKOFF_MS.first * 2 ** this.#failures, BACKOFF_MS.cap), retry)
    this.#failures += 1
    this.#state = { at: 'down', retry }
  }

  /** Dexie tells of its own closing too: the state says first that it was meant. */
  #shut(state: State): void {
    this.#state = state
    this.#db.close({ disableAutoOpen: false })
  }

  #end(status: StorageStatus): void {
    this.close()
    this.#tell(status)
  }

  #tell(status: StorageStatus): void {
    if (this.#status === status) return
    this.#status = status
    this.#options.onStatus(status)
  }
}

const HUNG = Symbol('hung')
