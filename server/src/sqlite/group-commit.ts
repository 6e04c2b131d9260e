/**
 * Everything that arrived while the last transaction was syncing becomes the next one: one wait for the disk answers
 * all of it (S5), and no timer is needed for batches to form.
 */
import Database, { type Database as Connection } from 'better-sqlite3'
import { type News, noNews } from '#core/context.ts'
import type { Env, Tx } from '#core/ports.ts'
import type { Request } from '#core/requests.ts'
import type { InboxGrowth } from './inboxes.ts'
import type { SqliteTx } from './tx.ts'

/** The rules: one request, answered inside a transaction. */
export type Handle = (tx: Tx, request: Request, env: Env, news: News) => unknown

/** `unavailable`: nothing was applied, and trying later may help. `failed`: a bug. */
export type Result = { answer: unknown } | { error: 'unavailable' | 'failed'; message: string }

export interface Committed {
  /** in the order of the requests */
  results: Result[]
  news: News
  /** of inboxes that somebody reads */
  growths: InboxGrowth[]
  /** text was erased: it is still in the write-ahead log */
  erased: boolean
}

export interface GroupCommitParts {
  db: Connection
  tx: SqliteTx
  env: Env
  handle: Handle
}

/** @throws what must end the process: nothing may be answered after it */
export function groupCommit(parts: GroupCommitParts, requests: readonly Request[]): Committed {
  try {
    return commitAll(parts, requests)
  } catch (error) {
    refuseFatal(error)
    if (requests.length > 1) return commitOneByOne(parts, requests)
    const [request] = requests
    const isRead = codeOf(error) === 'SQLITE_FULL' && request !== undefined && isLook(request)
    const result = isRead ? lookOnly(parts, request) : refusal(error)
    return { results: [result], news: noNews(), growths: [], erased: false }
  }
}

const LOOKS: ReadonlySet<Request['kind']> = new Set([
  'connect',
  'arrive',
  'resume',
  'read',
  'snapshot',
  'history',
  'users',
  'contacts',
  'listeners',
  'session',
  'devices',
  'invite',
  'passwordHash',
  'inhabited',
])

const isLook = (request: Request): boolean =>
  LOOKS.has(request.kind) || (request.kind === 'exchange' && request.ops.length === 0)

/**
 * Who only looks is answered on a full disk too. What the look would have noted (when a device was seen, from where its
 * log is held) is noted by a later one.
 */
function lookOnly({ tx, env, handle }: GroupCommitParts, request: Request): Result {
  try {
    tx.begin()
    return { answer: handle(tx, request, env, noNews()) }
  } catch (error) {
    refuseFatal(error)
    return refusal(error)
  } finally {
    tx.rollback()
  }
}

function commitAll({ tx, env, handle }: GroupCommitParts, requests: readonly Request[]): Committed {
  try {
    tx.begin()
    const news = noNews()
    const results = requests.map((request) => ({ answer: handle(tx, request, env, news) }))
    const growths = tx.growths()
    tx.commit()
    return { results, news, growths, erased: tx.erased }
  } catch (error) {
    tx.rollback()
    throw error
  }
}

/** One of them cannot be applied, and must not fail the others: each gets a transaction of its own. */
function commitOneByOne(parts: GroupCommitParts, requests: readonly Request[]): Committed {
  const all: Committed = { results: [], news: noNews(), growths: [], erased: false }
  for (const request of requests) {
    const { results, news, erased } = groupCommit(parts, [request])
    all.results.push(...results)
    all.news.revoked.push(...news.revoked)
    all.news.met.push(...news.met)
    for (const user of news.users) all.news.users.add(user)
    all.erased ||= erased
  }
  return all
}

function refusal(error: unknown): Result {
  const message = error instanceof Error ? error.message : String(error)
  if (codeOf(error) !== undefined && isPassing(codeOf(error) as string)) return { error: 'unavailable', message }
  return { error: 'failed', message: error instanceof Error ? (error.stack ?? message) : message }
}

const codeOf = (error: unknown): string | undefined => (error instanceof Database.SqliteError ? error.code : undefined)

/** The disk is full, or someone else holds the file: the next try may do. */
const isPassing = (code: string): boolean => /^SQLITE_(FULL|BUSY|LOCKED|NOMEM)/.test(code)

/**
 * After a failed write or sync the kernel may have dropped what it held, so that a second try would seem to succeed:
 * the process ends, and the next one reads what is really there. Corruption likewise.
 */
function refuseFatal(error: unknown): void {
  const code = codeOf(error)
  if (code !== undefined && /^SQLITE_(IOERR|CORRUPT|NOTADB|READONLY|CANTOPEN|PROTOCOL)/.test(code)) throw error
}
