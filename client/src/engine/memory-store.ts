/**
 * The store's port over maps: for the simulator and for tests. What was written counts as on disk when its promise
 * resolves; a crash is a `restore` of an older `snapshot`.
 */
import type { Account } from '#protocol/http.ts'
import { newDevice } from './device-scripts.ts'
import type { DeviceRow } from './model.ts'
import type { Store, WriteFailure, Written } from './ports.ts'
import { type Key, SCHEMA, type Scan, type Script, type Step, type TableName, type Tables } from './script.ts'
import { type Run, storeOver } from './store-over.ts'

/** All that a disk holds. Rows are never changed in place, so this is as cheap as copying the maps. */
export type Disk = { readonly [K in TableName]: ReadonlyMap<string, Tables[K]> }

export interface MemoryStore extends Store {
  snapshot(): Disk
  restore(disk: Disk): void
  /** Every call fails so until it is told otherwise; nothing is written. */
  fail(how: WriteFailure | undefined): void
  /** Called inside the next write, when its rows are there but not yet durable: throwing there is a crash. */
  beforeCommit(hook: (() => void) | undefined): void
  /** For looking into. */
  rows<K extends TableName>(table: K): Tables[K][]
  /** Reads as of one moment, as live queries do. */
  read<T>(script: () => Script<T>): T
}

/** @param account absent: an empty database, as after a browser cleared it */
export function memoryStore(account?: Account): MemoryStore {
  let tables = emptied(account && newDevice(account))
  let failure: WriteFailure | undefined
  let hook: (() => void) | undefined
  const listeners = new Set<() => void>()

  const run: Run = async <T extends object>(
    mode: 'read' | 'write',
    _tables: readonly TableName[],
    script: () => Script<Written<T>>,
  ): Promise<Written<T>> => {
    if (failure) return failure
    if (mode === 'read') return finish(tables, script())
    const undo: (() => void)[] = []
    try {
      const answer = finish(tables, script(), undo)
      hook?.()
      return answer
    } catch (error) {
      for (const step of undo.reverse()) step()
      throw error
    }
  }

  const store = storeOver(run, {
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    grew: () => {
      for (const listener of [...listeners]) listener()
    },
  })
  return {
    ...store,
    snapshot: () => copied(tables),
    restore(disk) {
      tables = copied(disk)
    },
    fail(how) {
      failure = how
    },
    beforeCommit(next) {
      hook = next
    },
    rows: (table) => [...tables[table].values()] as never,
    read: (script) => finish(tables, script()),
  }
}

type Mutable = { [K in TableName]: Map<string, Tables[K]> }

function emptied(device?: DeviceRow): Mutable {
  return {
    device: new Map(device && [['device', { key: 'device', ...device }]]),
    outbox: new Map(),
    events: new Map(),
    conversations: new Map(),
    people: new Map(),
    drafts: new Map(),
    aside: new Map(),
  }
}

function copied(disk: Disk): Mutable {
  return {
    device: new Map(disk.device),
    outbox: new Map(disk.outbox),
    events: new Map(disk.events),
    conversations: new Map(disk.conversations),
    people: new Map(disk.people),
    drafts: new Map(disk.drafts),
    aside: new Map(disk.aside),
  }
}

/** Runs a script to its end at once. */
function finish<T>(tables: Mutable, script: Script<T>, undo?: (() => void)[]): T {
  let next = script.next()
  while (!next.done) next = script.next(answerTo(tables, next.value, undo))
  return next.value
}

function answerTo(tables: Mutable, step: Step, undo: (() => void)[] | undefined): unknown {
  switch (step.step) {
    case 'get':
      return step.keys.map((key) => tables[step.table].get(key))
    case 'scan':
      return scanned(tables, step.scan)
    case 'count':
      return scanned(tables, step.scan).length
    case 'put':
    case 'delete': {
      if (!undo) throw new Error('a script that only reads wrote')
      const table = tables[step.table] as Map<string, object>
      const primary = SCHEMA[step.table][0]
      const rows = step.step === 'put' ? step.rows : step.keys
      for (const row of rows) {
        const key = typeof row === 'string' ? row : ((row as Record<string, string>)[primary] as string)
        const before = table.get(key)
        undo.push(() => void (before ? table.set(key, before) : table.delete(key)))
        if (typeof row === 'string') table.delete(key)
        else table.set(key, row)
      }
    }
  }
}

function scanned(tables: Mutable, { table, index, from, to, any, reverse, limit }: Scan): object[] {
  const primary = SCHEMA[table][0]
  if (index !== primary && !(SCHEMA[table] as readonly string[]).some((name) => name.replace('&', '') === index)) {
    throw new Error(`${table} has no index ${index}`)
  }
  const paths = index.startsWith('[') ? index.slice(1, -1).split('+') : undefined
  const wanted = any && new Set(any.map((key) => JSON.stringify(key)))
  const found: { key: Key; id: string; row: object }[] = []
  for (const [id, row] of tables[table] as Map<string, object>) {
    const key = keyOf(row as Record<string, Key | undefined>, paths ?? index)
    if (key === undefined) continue
    if (wanted ? !wanted.has(JSON.stringify(key)) : compare(key, from as Key) < 0 || compare(key, to as Key) > 0)
      continue
    found.push({ key, id, row })
  }
  found.sort((a, b) => compare(a.key, b.key) || compare(a.id, b.id))
  if (reverse) found.reverse()
  return found.slice(0, limit).map(({ row }) => row)
}

function keyOf(row: Record<string, Key | undefined>, index: string | string[]): Key | undefined {
  if (typeof index === 'string') return row[index]
  const parts = index.map((path) => row[path])
  return parts.includes(undefined) ? undefined : (parts as Key[])
}

function compare(a: Key, b: Key): number {
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let i = 0; i < Math.min(a.length, b.length); i++) {
      const order = compare(a[i] as Key, b[i] as Key)
      if (order !== 0) return order
    }
    return a.length - b.length
  }
  const rank = (key: Key): number => (Array.isArray(key) ? 2 : typeof key === 'string' ? 1 : 0)
  if (rank(a) !== rank(b)) return rank(a) - rank(b)
  return a < b ? -1 : a > b ? 1 : 0
}
