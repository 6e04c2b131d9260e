/** Forward-only: a step is never changed once released, and each runs in a transaction of its own. */
import type { Database } from 'better-sqlite3'
import beginning from './migrations/0001-beginning.ts'

const STEPS: readonly string[] = [beginning]

/** What this version writes. */
export const SCHEMA_VERSION = STEPS.length

export class NewerDatabase extends Error {
  override name = 'NewerDatabase'
  constructor(found: number, known: number) {
    super(
      `The database was written by a newer Tidemark (schema ${found}; this one knows ${known}). Start that version, or put back a copy made before its update.`,
    )
  }
}

/**
 * Brings the database to the newest step.
 * @throws NewerDatabase where it is beyond that already; nothing was touched then
 */
export function migrate(db: Database, steps: readonly string[] = STEPS): void {
  const version = db.pragma('user_version', { simple: true }) as number
  if (version > steps.length) throw new NewerDatabase(version, steps.length)
  steps.slice(version).forEach((sql, i) => {
    db.transaction(() => {
      db.exec(sql)
      db.pragma(`user_version = ${version + i + 1}`)
    }).immediate()
  })
}
