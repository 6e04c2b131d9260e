/** Copies of the data: made while the server runs, and put back while it does not. */
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { DATABASE } from './database.ts'
import { lockDirectory } from './lock.ts'
import { SCHEMA_VERSION } from './migrations.ts'
import { countPending } from './pending-rows.ts'

/** What whoever runs the server can do something about. */
export class CopyRefused extends Error {
  override name = 'CopyRefused'
}

/** What a copy holds, counted in it. */
export interface Contents {
  schema: number
  users: number
  devices: number
  conversations: number
  events: number
  ops: number
}

const TABLES = ['users', 'devices', 'conversations', 'events', 'ops'] as const

/**
 * All that was committed when it began, in one file. The server goes on writing meanwhile: one read transaction holds
 * the moment, and counts what the copy must hold.
 * @throws CopyRefused
 */
export async function backUp(directory: string, file: string): Promise<Contents> {
  const source = join(directory, DATABASE)
  if (!existsSync(source)) throw new CopyRefused(`There is no ${source}. Set DATA_DIR to where the data lies.`)
  if (existsSync(file)) throw new CopyRefused(`${file} is there already, and is left as it is.`)
  const unfinished = `${file}.unfinished-${process.pid}`
  try {
    const wanted = await copyLive(source, unfinished)
    const held = inspect(unfinished)
    if (!sameContents(held, wanted)) {
      throw new CopyRefused(`The copy holds ${JSON.stringify(held)}, and not ${JSON.stringify(wanted)}.`)
    }
    settle(unfinished, file)
    return held
  } finally {
    for (const end of ['', '-journal', '-wal', '-shm']) rmSync(unfinished + end, { force: true })
  }
}

async function copyLive(source: string, target: string): Promise<Contents> {
  const live = new Database(source, { readonly: true, fileMustExist: true })
  try {
    live.exec('BEGIN')
    const contents = contentsOf(live)
    // Whoever can read it can read every message, as with the data itself.
    closeSync(openSync(target, 'wx', 0o600))
    await live.backup(target, { progress: () => 10_000 })
    live.exec('COMMIT')
    return contents
  } finally {
    live.close()
  }
}

export interface Restored {
  contents: Contents
  /** where the data lies that was there before; `undefined` where there was none */
  aside: string | undefined
}

/**
 * Puts a copy in the place of the data. At any moment of it the old data are whole: in their place, and aside before they
 * leave it. The copy itself is left as it is.
 * @throws CopyRefused, DirectoryInUse
 */
export function restore(directory: string, file: string, now: Date): Restored {
  if (!existsSync(file)) throw new CopyRefused(`There is no ${file}.`)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const unlock = lockDirectory(directory)
  const target = join(directory, DATABASE)
  const unfinished = `${target}.unfinished`
  try {
    copyFileSync(file, unfinished)
    chmodSync(unfinished, 0o600)
    const contents = inspect(unfinished)
    const aside = keepAside(directory, now)
    // The log of the old data first: SQLite would take it for one of the new.
    for (const end of ['-wal', '-shm']) rmSync(target + end, { force: true })
    sync(directory)
    settle(unfinished, target)
    return { contents, aside }
  } finally {
    for (const end of ['', '-journal', '-wal', '-shm']) rmSync(unfinished + end, { force: true })
    unlock()
  }
}

function keepAside(directory: string, now: Date): string | undefined {
  const kept = ['', '-wal', '-shm'].map((end) => DATABASE + end).filter((name) => existsSync(join(directory, name)))
  if (kept.length === 0) return undefined
  const aside = join(directory, `before-restore-${now.toISOString().replaceAll(':', '-')}`)
  mkdirSync(aside, { mode: 0o700 })
  for (const name of kept) linkOrCopy(join(directory, name), join(aside, name))
  sync(aside)
  return aside
}

/** A second name costs no space; some file systems know no such thing. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to)
    sync(to)
  }
}

/**
 * Opens a copy and reads every page of it. It becomes one file, without a log beside it.
 * @throws CopyRefused where it is damaged, foreign or newer than this version
 */
function inspect(file: string): Contents {
  let copy: Database.Database | undefined
  try {
    copy = new Database(file, { fileMustExist: true })
    copy.pragma('journal_mode = DELETE')
    const problems = copy.pragma('integrity_check', { simple: true })
    if (problems !== 'ok') throw new CopyRefused(`It is damaged: ${problems}`)
    return contentsOf(copy)
  } catch (error) {
    if (error instanceof Database.SqliteError)
      throw new CopyRefused(`It is no copy of Tidemark's data: ${error.message}`)
    throw error
  } finally {
    copy?.close()
  }
}

function contentsOf(db: Database.Database): Contents {
  const schema = db.pragma('user_version', { simple: true }) as number
  if (schema < 1 || schema > SCHEMA_VERSION) {
    throw new CopyRefused(`Its schema is ${schema}, and this version knows 1 to ${SCHEMA_VERSION}.`)
  }
  const pending: Partial<Contents> = countPending(db)
  const counts = TABLES.map((table) => {
    const inTable = db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() as number
    return [table, inTable + (pending[table] ?? 0)]
  })
  return { schema, ...Object.fromEntries(counts) } as Contents
}

const sameContents = (a: Contents, b: Contents): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Onto the disk, and only then by its name. */
function settle(unfinished: string, file: string): void {
  sync(unfinished)
  renameSync(unfinished, file)
  sync(dirname(resolve(file)))
}

function sync(path: string): void {
  const handle = openSync(path, 'r')
  fsyncSync(handle)
  closeSync(handle)
}

export const contentsInWords = ({ users, conversations, events }: Contents, file: string): string =>
  `${basename(file)}: ${users} users, ${conversations} conversations, ${events} events`
