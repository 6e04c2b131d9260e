import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openDatabase } from './database.ts'
import { fingerprintKey } from './fingerprint.ts'
import { lockDirectory } from './lock.ts'
import { migrate } from './migrations.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tidemark-db-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const read = (name: string): unknown => {
  const { db, close } = openDatabase(directory)
  const value = db.pragma(name, { simple: true })
  close()
  return value
}

describe('settings', () => {
  test('[S5] a commit waits for the disk, also in a file that was in WAL mode already', () => {
    expect(read('synchronous')).toBe(2)
    const plain = new Database(join(directory, 'tidemark.db'))
    expect(plain.pragma('journal_mode', { simple: true })).toBe('wal')
    // What makes it necessary: opened plainly, such a file silently gets NORMAL.
    plain.exec('CREATE TABLE touched (x)')
    expect(plain.pragma('synchronous', { simple: true })).toBe(1)
    plain.close()
    expect(read('synchronous')).toBe(2)
  })

  test.each([
    ['journal_mode', 'wal'],
    ['foreign_keys', 1],
    ['secure_delete', 1],
    ['trusted_schema', 0],
    ['cell_size_check', 1],
    ['busy_timeout', 5000],
    ['journal_size_limit', 67108864],
  ])('%s is %s after each open', (name, value) => {
    expect([read(name), read(name)]).toEqual([value, value])
  })
})

describe('migrations', () => {
  test('an empty directory gets the newest schema, and a second open changes nothing', () => {
    const schema = () => {
      const { db, close } = openDatabase(directory)
      const rows = db.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all()
      const version = db.pragma('user_version', { simple: true })
      close()
      return { rows, version }
    }
    const first = schema()
    expect(first.version).toBe(1)
    expect(first.rows.length).toBeGreaterThan(15)
    expect(schema()).toEqual(first)
  })

  test('every table is strict', () => {
    const { db, close } = openDatabase(directory)
    const lax = db.prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict = 0").pluck().all()
    close()
    expect(lax).toEqual(['sqlite_schema'])
  })

  test('[S26] a database of a newer version is refused in words, and left as it was', () => {
    const { db, close } = openDatabase(directory)
    db.pragma('user_version = 99')
    close()
    expect(() => openDatabase(directory)).toThrow(/written by a newer Tidemark \(schema 99; this one knows 1\)/)
    const plain = new Database(join(directory, 'tidemark.db'), { readonly: true })
    expect(plain.pragma('user_version', { simple: true })).toBe(99)
    plain.close()
    // A refusal holds on to nothing.
    expect(() => lockDirectory(directory)()).not.toThrow()
  })

  test('a step that fails leaves the step before it whole', () => {
    const db = new Database(':memory:')
    const steps = ['CREATE TABLE one (x)', 'CREATE TABLE two (x); CREATE TABLE one (x)']
    expect(() => migrate(db, steps)).toThrow(/already exists/)
    expect(db.pragma('user_version', { simple: true })).toBe(1)
    expect(db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all()).toEqual(['one'])
    migrate(db, ['CREATE TABLE one (x)', 'CREATE TABLE two (x)'])
    expect(db.pragma('user_version', { simple: true })).toBe(2)
    db.close()
  })

  test('the key of fingerprints is made once', () => {
    const key = () => {
      const { db, close } = openDatabase(directory)
      const found = fingerprintKey(db)
      close()
      return found
    }
    const first = key()
    expect(Buffer.from(first, 'base64')).toHaveLength(32)
    expect(key()).toBe(first)
  })
})

describe('one server a directory', () => {
  test('a second one is refused in words, and may start once the first has ended', () => {
    const first = openDatabase(directory)
    expect(() => openDatabase(directory)).toThrow(/Another server is running on .*tidemark-db-/)
    first.close()
    expect(() => openDatabase(directory).close()).not.toThrow()
  })

  test('a reader from outside is not hindered', () => {
    const { close } = openDatabase(directory)
    const outside = new Database(join(directory, 'tidemark.db'), { readonly: true })
    expect(outside.prepare('SELECT count(*) FROM users').pluck().get()).toBe(0)
    outside.close()
    close()
  })
})
