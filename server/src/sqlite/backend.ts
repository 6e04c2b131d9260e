/** The store's own side: one connection, batches of requests in, their answers out, both as text. */
import type { CoreSettings } from '#core/ports.ts'
import type { Request } from '#core/requests.ts'
import { checkpoint, type Frames, framesOf, openDatabase } from './database.ts'
import { sqliteEnv } from './env.ts'
import { type GroupCommitParts, groupCommit, type Handle } from './group-commit.ts'
import { keepRoom } from './log-room.ts'
import { packReply } from './reply.ts'
import type { Batch } from './store.ts'
import { SqliteTx } from './tx.ts'

export interface BackendOptions {
  /** made where it is missing */
  directory: string
  settings: CoreSettings
}

/** Pages that wait in the write-ahead log before they are brought home; most are written there more than once. */
const CHECKPOINT_FRAMES = 4000
/** Commits between two looks at the write-ahead log. */
const LOOK_EVERY = 16
/** Several removals share a checkpoint, which makes the last copy of their texts go. */
const ERASE_WITHIN_MS = 100
const RETRY_MS = 1000

export class Backend {
  readonly #parts: GroupCommitParts
  readonly #closeDatabase: () => void
  readonly #frames: () => Frames
  readonly #log: string
  #erasing: NodeJS.Timeout | undefined
  #commits = 0

  /** @throws DirectoryInUse, NewerDatabase, or what SQLite says */
  constructor({ directory, settings }: BackendOptions, handle: Handle) {
    const { db, close } = openDatabase(directory)
    this.#closeDatabase = close
    this.#frames = framesOf(db)
    this.#log = `${db.name}-wal`
    this.#parts = { db, tx: new SqliteTx(db), env: sqliteEnv(db, settings), handle }
  }

  /**
   * Every batch is a `Batch` as JSON; all are answered by one commit, which is on disk when this returns.
   * @throws what must end the process
   */
  run(batches: readonly string[]): string {
    const requests: Request[] = []
    const unanswered = new Set<number>()
    for (const batch of batches) {
      const { acks, requests: asked } = JSON.parse(batch) as Batch
      for (const [user, device, seq, id] of acks) {
        unanswered.add(requests.push({ kind: 'ack', user, device, cursor: { seq, id } }) - 1)
      }
      for (const request of asked) requests.push(request)
    }
    const committed = groupCommit(this.#parts, requests)
    if (committed.erased) this.#eraseSoon(ERASE_WITHIN_MS)
    const results = committed.results.filter((result, place) => {
      if (!unanswered.has(place)) return true
      if ('error' in result && result.error === 'failed')
        process.emitWarning(`an ack was not recorded: ${result.message}`)
      return false
    })
    return packReply({ ...committed, results })
  }

  /** To be called when the answers are on their way: nobody waits for it. */
  maintain(): void {
    this.#commits += 1
    if (this.#commits % LOOK_EVERY !== 0) return
    const { log, checkpointed } = this.#frames()
    if (log - checkpointed >= CHECKPOINT_FRAMES) this.#checkpoint('PASSIVE')
    else keepRoom(this.#log, log)
  }

  #eraseSoon(ms: number): void {
    this.#erasing ??= setTimeout(() => {
      this.#erasing = undefined
      if (!this.#checkpoint('TRUNCATE')) this.#eraseSoon(RETRY_MS)
    }, ms)
  }

  /** Where the disk is full it is tried again later; all that matters is in the log already. */
  #checkpoint(mode: 'PASSIVE' | 'TRUNCATE'): boolean {
    try {
      return checkpoint(this.#parts.db, mode)
    } catch (error) {
      if ((error as { code?: string }).code === 'SQLITE_FULL') return false
      throw error
    }
  }

  #settle(): void {
    try {
      this.#parts.tx.settle()
    } catch {
      // On a full disk, say: nothing that was answered depends on it.
      this.#parts.tx.rollback()
    }
  }

  close(): void {
    clearTimeout(this.#erasing)
    this.#settle()
    this.#checkpoint('TRUNCATE')
    this.#closeDatabase()
  }
}
