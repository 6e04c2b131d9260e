import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { framesOf, openDatabase } from './database.ts'
import { keepRoom } from './log-room.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tidemark-room-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

test('[S5] commits go into room that was made before, and all of them are there after a crash', () => {
  const data = join(directory, 'data')
  const { db, close } = openDatabase(data)
  const log = `${db.name}-wal`
  const frames = framesOf(db)
  const sizes: number[] = []
  db.exec('CREATE TABLE said (text)')
  for (let i = 0; i < 400; i++) {
    db.prepare('INSERT INTO said VALUES (?)').run(`${i}`)
    keepRoom(log, frames().log)
    sizes.push(statSync(log).size)
  }
  // Each room is for many: no commit made the file longer.
  expect(new Set(sizes).size).toBe(3)
  expect(sizes.at(-1)).toBeGreaterThan(frames().log * 4120)

  const crashed = join(directory, 'crashed')
  cpSync(data, crashed, { recursive: true, filter: (path) => !path.endsWith('-shm') && !path.endsWith('lock') })
  const { db: found, close: end } = openDatabase(crashed)
  expect(found.prepare('SELECT count(*) FROM said').pluck().get()).toBe(400)
  expect(found.pragma('integrity_check', { simple: true })).toBe('ok')
  end()
  close()
  expect(readdirSync(data).filter((name) => name.endsWith('-wal'))).toEqual([])
})

test('without a log there is no room to make', () => {
  keepRoom(join(directory, 'nowhere-wal'), 0)
  expect(readdirSync(directory)).toEqual([])
})
