/** Opens the file so that a commit that returned is on disk, and what was erased is not. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { lockDirectory } from './lock.ts'
import { migrate } from './migrations.ts'

/**
 * Written and read back at every open: SQLite takes an unknown or refused value in silence, and a file that is in WAL
 * mode already is opened with synchronous=NORMAL, under which an acked message can be lost with the power.
 */
const SETTINGS: readonly [name: string, value: string, readsAs: string | number][] = [
  ['journal_mode', 'WAL', 'wal'],
  ['synchronous', 'FULL', 2],
  ['fullfsync', 'ON', 1],
  ['checkpoint_fullfsync', 'ON', 1],
  ['foreign_keys', 'ON', 1],
  ['busy_timeout', '5000', 5000],
  ['journal_size_limit', '67108864', 67108864],
  // The committing thread checkpoints by itself, between answers and not before one.
  ['wal_autocheckpoint', '0', 0],
  ['trusted_schema', 'OFF', 0],
  ['cell_size_check', 'ON', 1],
  ['secure_delete', 'ON', 1],
  ['temp_store', 'MEMORY', 2],
  ['cache_size', '-65536', -65536],
]

/** Its name in the data directory. */
export const DATABASE = 'tidemark.db'

export interface OpenDatabase {
  db: Database.Database
  close(): void
}

/**
 * @throws DirectoryInUse, NewerDatabase, or an error that names the setting that did not hold
 */
export function openDatabase(directory: string): OpenDatabase {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const unlock = lockDirectory(directory)
  let db: Database.Database | undefined
  try {
    db = new Database(join(directory, DATABASE))
    applySettings(db)
    migrate(db)
    // A crash between an erasure and its checkpoint left the text in the write-ahead log.
    checkpoint(db, 'TRUNCATE')
  } catch (error) {
    db?.close()
    unlock()
    throw error
  }
  const open = db
  return {
    db: open,
    close() {
      open.close()
      unlock()
    },
  }
}

function applySettings(db: Database.Database): void {
  for (const [name, value, expected] of SETTINGS) {
    db.pragma(`${name} = ${value}`)
    const held = db.pragma(name, { simple: true })
    if (held !== expected) throw new Error(`SQLite did not take ${name} = ${value} (it reads ${held})`)
  }
}

/** How many frames the write-ahead log has, and how many of them are in the database file already. */
export interface Frames {
  log: number
  checkpointed: number
}

export function framesOf(db: Database.Database): () => Frames {
  const count = db.prepare<[], Frames>('PRAGMA wal_checkpoint(NOOP)')
  return () => count.get() ?? { log: 0, checkpointed: 0 }
}

/** Whether all that was wanted was done: a reader from outside can hold it up, and is not waited for. */
export function checkpoint(db: Database.Database, mode: 'PASSIVE' | 'TRUNCATE'): boolean {
  const timeout = db.pragma('busy_timeout', { simple: true })
  db.pragma('busy_timeout = 0')
  try {
    const [state] = db.pragma(`wal_checkpoint(${mode})`) as { busy: number }[]
    return state?.busy === 0
  } finally {
    db.pragma(`busy_timeout = ${timeout}`)
  }
}

/** Bare, a bound number makes SQLite look at it while it plans, and plan the statement anew each time it is bound. */
export const limitedTo = (parameter: string): string => `LIMIT ${parameter} + 0`
