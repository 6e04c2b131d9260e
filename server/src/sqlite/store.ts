/** The store as gateways see it, over a link to wherever the backend runs. */
import type { Answer, Ask, Kind, Refused, Request, Store, Told } from '#core/requests.ts'
import { Unavailable } from '#core/requests.ts'
import type { Result } from './group-commit.ts'
import type { Reply } from './reply.ts'

/** What goes to the backend in one piece. */
export interface Batch {
  /** [user, device, seq and id of the cursor]; before the requests, and not answered */
  acks: [string, string, number, string | null][]
  requests: Request[]
}

export interface Link {
  /** A `Batch` as JSON. */
  post(batch: string): void
  /** What was posted before is answered first. */
  close(): Promise<void>
}

export interface LinkEvents {
  /** Answers in the order in which requests were posted. */
  reply(reply: Reply): void
  /** The backend is gone, and nothing more will be answered. */
  lost(error: Error): void
}

interface Waiting {
  resolve(answer: unknown): void
  reject(error: Error): void
}

export interface SqliteStoreOptions {
  open(events: LinkEvents): Promise<Link>
  /** The disk cannot be trusted any more, or the backend has a bug: the process is to end, and start again. */
  onFatal(error: Error): void
}

/**
 * How long acks are gathered: of those of one device the last is enough, and one receipt covers all the messages that it
 * brought. Nobody sees a tick that comes so much later.
 */
const ACKS_WITHIN_MS = 50
/** Asked all the time, and answered alike whatever was acked. Before anything else the acks go over. */
const REGARDLESS_OF_ACKS: ReadonlySet<Kind> = new Set(['push', 'read'])

export class SqliteStore implements Store {
  #link: Link | undefined
  readonly #onFatal: (error: Error) => void
  #outgoing: unknown[] = []
  /** by device, the newest of each */
  #acks = new Map<string, Ask<'ack'>>()
  #acksDue: NodeJS.Timeout | undefined
  #acksGo = false
  #waiting: Waiting[] = []
  #flushing = false
  #ended: string | undefined
  readonly #listeners = new Set<(told: Told) => void>()

  private constructor(onFatal: (error: Error) => void) {
    this.#onFatal = onFatal
  }

  /** @throws what hinders the database from being opened, in words for whoever runs the server */
  static async open({ open, onFatal }: SqliteStoreOptions): Promise<SqliteStore> {
    const store = new SqliteStore(onFatal)
    store.#link = await open({ reply: (reply) => store.#reply(reply), lost: (error) => store.#lost(error) })
    return store
  }

  ask<K extends Kind>(kind: K, request: Ask<K>): Promise<Answer<K> | Refused> {
    if (this.#ended !== undefined) return Promise.reject(new Unavailable(this.#ended))
    return new Promise((resolve, reject) => {
      this.#outgoing.push({ kind, ...request })
      if (!REGARDLESS_OF_ACKS.has(kind)) this.#acksGo = true
      this.#waiting.push({ resolve: resolve as (answer: unknown) => void, reject })
      if (this.#flushing) return
      // What one turn of the loop brings goes over in one piece.
      this.#flushing = true
      setImmediate(() => this.#flush())
    })
  }

  record(ack: Ask<'ack'>): void {
    if (this.#ended !== undefined) return
    this.#acks.set(ack.device, ack)
    this.#acksDue ??= setTimeout(() => {
      this.#acksDue = undefined
      this.#acksGo = true
      this.#flush()
    }, ACKS_WITHIN_MS)
  }

  #takeAcks(): Batch['acks'] {
    if (!this.#acksGo) return []
    this.#acksGo = false
    const acks = Array.from(this.#acks.values(), ({ user, device, cursor }): Batch['acks'][number] => [
      user,
      device,
      cursor.seq,
      cursor.id,
    ])
    this.#acks.clear()
    return acks
  }

  #flush(): void {
    this.#flushing = false
    const acks = this.#takeAcks()
    if (this.#outgoing.length === 0 && acks.length === 0) return
    const batch = JSON.stringify({ acks, requests: this.#outgoing })
    this.#outgoing = []
    this.#link?.post(batch)
  }

  #reply({ results, told }: Reply): void {
    const answered = this.#waiting.splice(0, results.length)
    answered.forEach(({ resolve, reject }, place) => {
      const result = results[place] as Result
      if ('answer' in result) resolve(result.answer)
      else reject(result.error === 'unavailable' ? new Unavailable(result.message) : new Error(result.message))
    })
    if (told.users.length === 0 && told.revoked.length === 0) return
    for (const listener of this.#listeners) listener(told)
  }

  #lost(error: Error): void {
    this.#end(`The store has failed: ${error.message}`)
    this.#onFatal(error)
  }

  #end(reason: string): void {
    this.#ended ??= reason
    for (const { reject } of this.#waiting.splice(0)) reject(new Unavailable(reason))
  }

  onCommit(listener: (told: Told) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async close(): Promise<void> {
    if (this.#ended !== undefined) return
    this.#ended = 'The store is closed.'
    clearTimeout(this.#acksDue)
    this.#acksGo = true
    this.#flush()
    await this.#link?.close()
    this.#end(this.#ended)
  }
}
