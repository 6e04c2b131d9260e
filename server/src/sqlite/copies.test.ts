import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { backUp, restore } from './copies.ts'
import { openDatabase } from './database.ts'
import { SCHEMA_VERSION } from './migrations.ts'

let directory: string
let file: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tidemark-copies-'))
  file = join(directory, 'copy')
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const data = () => join(directory, 'data')
const NOW = new Date('2026-05-04T03:02:01Z')

/** Users of that data, whether it is open or not. */
function users(): string[] {
  const { db, close } = openDatabase(data())
  const handles = db.prepare('SELECT handle FROM users ORDER BY user').pluck().all() as string[]
  close()
  return handles
}

const signUp = (db: Database.Database, ...handles: string[]) => {
  for (const handle of handles) {
    db.prepare("INSERT INTO users (handle, id, name, created) VALUES (?, ?, 'x', 1)").run(handle, `id ${handle}`)
  }
}

function withUsers(...handles: string[]): void {
  const { db, close } = openDatabase(data())
  signUp(db, ...handles)
  close()
}

describe('a copy', () => {
  test('of an open database is one file that holds what was committed, the log beside it included', async () => {
    const { db, close } = openDatabase(data())
    signUp(db, 'ada', 'bob')
    // What a plain copy of the file would lack.
    expect(statSync(join(data(), 'tidemark.db-wal')).size).toBeGreaterThan(0)
    expect(await backUp(data(), file)).toMatchObject({ schema: SCHEMA_VERSION, users: 2, events: 0 })
    signUp(db, 'cleo')
    close()
    expect(readdirSync(directory).sort()).toEqual(['copy', 'data'])
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const copy = new Database(file, { readonly: true })
    expect(copy.prepare('SELECT handle FROM users').pluck().all()).toEqual(['ada', 'bob'])
    copy.close()
  })

  test('never takes the place of a file, and leaves nothing behind where it fails', async () => {
    withUsers('ada')
    writeFileSync(file, 'dear')
    await expect(backUp(data(), file)).rejects.toThrow('is there already')
    expect(readFileSync(file, 'utf8')).toBe('dear')
    await expect(backUp(join(directory, 'nowhere'), join(directory, 'other'))).rejects.toThrow('Set DATA_DIR')
    expect(readdirSync(directory).sort()).toEqual(['copy', 'data'])
  })

  test('of a newer schema is not made', async () => {
    const { db, close } = openDatabase(data())
    db.pragma(`user_version = ${SCHEMA_VERSION + 1}`)
    close()
    await expect(backUp(data(), file)).rejects.toThrow('schema')
    expect(existsSync(file)).toBe(false)
  })
})

describe('putting back', () => {
  test('brings the copy to its place, and keeps what was there aside with its log', async () => {
    withUsers('ada')
    await backUp(data(), file)
    const { db, close } = openDatabase(data())
    signUp(db, 'bob')
    const log = readFileSync(join(data(), 'tidemark.db-wal'))
    close()
    // As after kill -9: what was committed last is in the log alone.
    writeFileSync(join(data(), 'tidemark.db-wal'), log)
    const { aside, contents } = restore(data(), file, NOW)
    expect(contents).toMatchObject({ users: 1 })
    expect(existsSync(join(data(), 'tidemark.db-wal'))).toBe(false)
    expect(users()).toEqual(['ada'])
    const old = new Database(join(aside as string, 'tidemark.db'))
    expect(old.prepare('SELECT handle FROM users').pluck().all()).toEqual(['ada', 'bob'])
    old.close()
    expect(existsSync(file)).toBe(true)
  })

  test('into an empty directory makes one', async () => {
    withUsers('ada')
    await backUp(data(), file)
    rmSync(data(), { recursive: true })
    expect(restore(data(), file, NOW).aside).toBe(undefined)
    expect(users()).toEqual(['ada'])
  })

  test('is refused while a server runs', async () => {
    withUsers('ada')
    await backUp(data(), file)
    const { db, close } = openDatabase(data())
    signUp(db, 'bob')
    expect(() => restore(data(), file, NOW)).toThrow(/Another server is running/)
    close()
    expect(users()).toEqual(['ada', 'bob'])
  })

  test.each<[string, (file: string) => void]>([
    ['cut short', (file) => truncateSync(file, 20_000)],
    ['damaged inside', (file) => writeFileSync(file, readFileSync(file).fill(7, 9_000, 30_000))],
    ['something else', (file) => writeFileSync(file, 'no database')],
    ['empty', (file) => writeFileSync(file, '')],
    ['newer', (file) => new Database(file).pragma(`user_version = ${SCHEMA_VERSION + 1}`)],
  ])('a file that is %s changes nothing', async (_what, spoil) => {
    withUsers('ada')
    await backUp(data(), file)
    withUsers('bob')
    spoil(file)
    const before = readdirSync(data()).sort()
    expect(() => restore(data(), file, NOW)).toThrow()
    expect(readdirSync(data()).sort()).toEqual(before)
    expect(users()).toEqual(['ada', 'bob'])
  })
})
