/** Runs one script of the store inside one Dexie transaction. */
import type { Collection, IndexableType, Table } from 'dexie'
import type { Scan, Script, Step, TableName } from '#engine/script.ts'
import type { Database } from './database.ts'

/**
 * Resolves once the transaction has completed, strictly durable. Nothing but Dexie's own promises may be awaited in
 * here: with any other the transaction would commit half of the script.
 */
export function runScript<T>(
  db: Database,
  { mode, tables, script }: { mode: 'read' | 'write'; tables: readonly TableName[]; script: () => Script<T> },
): Promise<T> {
  return db.transaction(mode === 'read' ? 'r!' : 'rw!', [...tables], async () => {
    const running = script()
    let next = running.next()
    while (!next.done) next = running.next(await answerTo(db, next.value))
    return next.value
  }) as Promise<T>
}

function answerTo(db: Database, step: Step): PromiseLike<unknown> {
  switch (step.step) {
    case 'get':
      return db.table(step.table).bulkGet([...step.keys])
    case 'scan':
      return collection(db.table(step.scan.table), step.scan).toArray()
    case 'count':
      return collection(db.table(step.scan.table), step.scan).count()
    case 'put':
      return db.table(step.table).bulkPut([...step.rows])
    case 'delete':
      return db.table(step.table).bulkDelete([...step.keys])
  }
}

function collection(table: Table, { index, from, to, any, reverse, limit }: Scan): Collection {
  const where = table.where(index)
  const found = any ? where.anyOf([...any] as IndexableType[]) : where.between(from, to, true, true)
  const ordered = reverse ? found.reverse() : found
  return limit === undefined ? ordered : ordered.limit(limit)
}
