import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Database } from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase } from './database.ts'
import { SqliteTx } from './tx.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tidemark-crash-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** Runs the store under load, and kills it right when it has told so many acks. */
async function runAndKill(round: number, acks: number): Promise<{ acked: string[]; sent: string[] }> {
  const fixture = fileURLToPath(new URL('./crash.fixture.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', fixture, directory, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const acked: string[] = []
  const sent: string[] = []
  let told = 0
  for await (const line of createInterface({ input: child.stdout })) {
    const [mark, ...ids] = line.split(' ')
    if (mark === '=') acked.push(...ids)
    else sent.push(...ids)
    if (mark === '=') told += 1
    if (told === acks) child.kill('SIGKILL')
  }
  return { acked, sent }
}

const column = (db: Database, sql: string): unknown[] => db.prepare(sql).pluck().all()
const hex = (id: string): string => id.replaceAll('-', '')

test('[S5] after kill -9 every op that was acked is there once, and what was not is there whole or not at all', async () => {
  const acked: string[] = []
  const sent: string[] = []
  for (const [round, acks] of [200, 333, 71].entries()) {
    const told = await runAndKill(round, acks)
    acked.push(...told.acked)
    sent.push(...told.sent)
  }
  expect(acked.length).toBeGreaterThanOrEqual(3 * (200 + 333 + 71))

  const { db, close } = openDatabase(directory)
  const tx = new SqliteTx(db)
  tx.settle()
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  const events = column(db, 'SELECT lower(hex(id)) FROM events') as string[]
  const kept = new Set(events)
  expect(kept.size).toBe(events.length)
  expect(acked.filter((id) => !kept.has(hex(id)))).toEqual([])
  const known = new Set(sent.map(hex))
  expect(events.filter((id) => !known.has(id))).toEqual([])

  // A push is one transaction, and so is all that an op brings about.
  const pushes = Array.from({ length: sent.length / 3 }, (_, i) => sent.slice(3 * i, 3 * i + 3))
  const torn = pushes.filter((ids) => ids.some((id) => kept.has(hex(id))) && !ids.every((id) => kept.has(hex(id))))
  expect(torn).toEqual([])
  expect(column(db, 'SELECT event FROM events EXCEPT SELECT event FROM ops')).toEqual([])
  const told = 'FROM events e LEFT JOIN inbox i ON e.event BETWEEN i.event AND i.event + i.count - 1'
  expect(column(db, `SELECT e.event ${told} GROUP BY e.event HAVING count(i.seq) <> 2`)).toEqual([])
  expect(
    column(
      db,
      `SELECT c.id FROM conversations c JOIN events e USING (conversation)
       GROUP BY conversation HAVING max(e.position) <> count(*) OR min(e.position) <> 1 OR c.head > max(e.position)`,
    ),
  ).toEqual([])
  close()
})
