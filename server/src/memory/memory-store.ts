/** The server without a database, for trying out, for tests and for the simulator: all is gone when the process ends. */
import { type News, noNews } from '#core/context.ts'
import type { Growth } from '#core/encoded.ts'
import { handle, type RequestOf } from '#core/handle.ts'
import type { CoreSettings, Env, Tx } from '#core/ports.ts'
import { type Answer, type Ask, type Kind, type Refused, type Store, type Told, Unavailable } from '#core/requests.ts'
import type { PlacedEvent } from '#protocol/event.ts'
import type { Handle } from '#protocol/ids.ts'
import { BATCH, utf8Length } from '#protocol/limits.ts'
import { Journal } from './journal.ts'
import { nodeEnv } from './node-env.ts'
import { copyOf, emptyState, type State } from './state.ts'
import { MemoryTx } from './tx.ts'

export const createMemoryStore = (settings: CoreSettings): MemoryStore => new MemoryStore(nodeEnv(settings))

type Listener = (told: Told) => void

/** All that a store held at one moment. */
export type Dump = { readonly state: State }

export class MemoryStore implements Store {
  private state = emptyState()
  private journal = new Journal()
  private tx = this.newTx()
  private readonly listeners = new Set<Listener>()
  private isClosed = false

  constructor(private readonly env: Env) {}

  async ask<K extends Kind>(kind: K, request: Ask<K>): Promise<Answer<K> | Refused> {
    return this.answer(kind, request)
  }

  record(ack: Ask<'ack'>): void {
    if (!this.isClosed) this.answer('ack', ack)
  }

  /** The same as `ask` without waiting. */
  answer<K extends Kind>(kind: K, request: Ask<K>): Answer<K> | Refused {
    const news = noNews()
    const answer = this.transact((tx) => handle(tx, { ...request, kind } as RequestOf<K>, this.env, news))
    this.tell(news)
    return answer
  }

  /** All of what `work` writes, or nothing where it throws. */
  transact<T>(work: (tx: Tx) => T): T {
    if (this.isClosed) throw new Unavailable('the store is closed')
    this.tx.begin()
    try {
      const result = work(this.tx)
      this.journal.keep()
      return result
    } catch (error) {
      this.journal.takeBack()
      this.tx.forget()
      throw error
    }
  }

  onCommit(listener: Listener): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** A backup: untouched by what comes after. */
  dump(): Dump {
    return { state: copyOf(this.state) }
  }

  /** Puts everything back as it was then. A dump may be restored more than once. */
  restore(dump: Dump): void {
    this.state = copyOf(dump.state)
    this.journal = new Journal()
    this.tx = this.newTx()
  }

  /** For looking into: what the last transaction put into conversations. */
  get lastPlaced(): readonly PlacedEvent[] {
    return this.tx.placed
  }

  async close(): Promise<void> {
    this.isClosed = true
    this.listeners.clear()
  }

  private newTx(): MemoryTx {
    return new MemoryTx(this.state, this.journal, () => this.env.randomId())
  }

  private tell({ users, revoked, met }: News): void {
    if (users.size === 0 && revoked.length === 0) return
    const growths = new Map<Handle, Growth>()
    for (const [user, after] of this.tx.grownSince) {
      const entries = this.tx.encodedAfter(user, after.seq, BATCH)
      const bytes = entries.reduce((sum, { json }) => sum + utf8Length(json), 0)
      growths.set(user, { user, after, entries, bytes })
    }
    for (const listener of this.listeners) listener({ users: [...users], revoked, met, growths })
  }
}
