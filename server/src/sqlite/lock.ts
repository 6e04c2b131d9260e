/**
 * One server a data directory. The lock is held by the operating system through SQLite, on a file of its own, so it
 * ends with the process however that dies, and the database stays open to readers (a backup, an operator's shell).
 */
import { join } from 'node:path'
import Database from 'better-sqlite3'

export class DirectoryInUse extends Error {
  override name = 'DirectoryInUse'
  constructor(directory: string) {
    super(`Another server is running on ${directory}. Stop it first, or set DATA_DIR to another directory.`)
  }
}

/**
 * @returns lets go of the directory
 * @throws DirectoryInUse
 */
export function lockDirectory(directory: string): () => void {
  const lock = new Database(join(directory, 'server.lock'), { timeout: 0 })
  try {
    lock.pragma('journal_mode = MEMORY')
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY'))
      throw new DirectoryInUse(directory)
    throw error
  }
  return () => lock.close()
}
