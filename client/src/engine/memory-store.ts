/**
 * The store's port over maps: for the simulator and for tests. What was written counts as on disk when its promise
 * resolves; a crash is a `restore` of an older `snapshot`.
 */
import type { Account } from '#protocol/http.ts'
import { newDevice, rowOf } from './device-scripts.ts'
import { handsOver, type Run } from './hands-over.ts'
import type { DeviceRow } from './model.ts'
import type { Store, WriteFailure, Written } from './ports.ts'
import { type Key, SCHEMA, type Scan, type Script, type Step, type TableName, type Tables } from './script.ts'
import { storeOver } from './store-over.ts'

/** All that a disk holds. Rows are never changed in place, so this is as cheap as copying the maps. */
export type Disk = { readonly [K in TableName]: ReadonlyMap<string, Tables[K]> }

/** One row of a transaction, as it was and as it becomes; absent where there is none. */
export interface Write {
  table: TableName
  key: string
  before: object | undefined
  after: object | undefined
}

export interface MemoryStore extends Store {
  run: Run
  snapshot(): Disk
  restore(disk: Disk): void
  /** Every call fails so until it is told otherwise; nothing is written. */
  fail(how: WriteFailure | undefined): void
  /** Called inside the next write, when its rows are there but not yet durable: throwing there is a crash. */
  beforeCommit(hook: ((writes: readonly Write[]) => void) | undefined): void
  /** What was written so far is durable: out of reach of `cutPower`. */
  sync(): void
  /** As if the power went: takes back the newest of the transactions since the last `sync`, all but so many. */
  cutPower(keep: (unsynced: number) => number): void
  /** For looking into. */
  rows<K extends TableName>(table: K): Tables[K][]
  row<K extends TableName>(table: K, key: string): Tables[K] | undefined
  /** Past the scripts, as another build may have left it. */
  put<K extends TableName>(table: K, row: Tables[K]): void
  /** What the newest call answers, which is known at once; nothing where it threw. */
  answered(): object | undefined
  /** Reads as of one moment, as live queries do. */
  read<T>(script: () => Script<T>): T
}

/** @param account absent: an empty database, as after a browser cleared it */
export function memoryStore(account?: Account): MemoryStore {
  let tables = emptied(account && newDevice(account))
  let failure: WriteFailure | undefined
  let hook: ((writes: readonly Write[]) => void) | undefined
  let unsynced: Write[][] = []
  let newest: object | undefined
  const listeners = new Set<() => void>()

  const runNow = <T extends object>(mode: 'read' | 'write', script: () => Script<Written<T>>): Written<T> => {
    if (failure) return failure
    if (mode === 'read') return finish(tables, script())
    const writes: Write[] = []
    try {
      const answer = finish(tables, script(), writes)
      hook?.(writes)
      if (writes.length > 0) unsynced.push(writes)
      return answer
    } catch (error) {
      takeBack(tables, writes)
      throw error
    }
  }
  const run: Run = async (mode, _tables, script) => {
    newest = undefined
    newest = runNow(mode, script)
    return newest as never
  }

  const store = storeOver(
    run,
    handsOver(run, {
      listen(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      grew: () => {
        for (const listener of [...listeners]) listener()
      },
    }),
  )
  return Object.assign(store, {
    run,
    snapshot: () => copied(tables),
    restore(disk: Disk) {
      tables = copied(disk)
      unsynced = []
    },
    fail(how: WriteFailure | undefined) {
      failure = how
    },
    beforeCommit(next: typeof hook) {
      hook = next
    },
    sync() {
      if (unsynced.length > 0) unsynced = []
    },
    cutPower(keep: (unsynced: number) => number) {
      for (let lost = unsynced.length - keep(unsynced.length); lost > 0; lost--)
        takeBack(tables, unsynced.pop() as Write[])
      unsynced = []
    },
    rows: <K extends TableName>(table: K) => [...tables[table].values()] as Tables[K][],
    row: <K extends TableName>(table: K, key: string) => tables[table].get(key) as Tables[K] | undefined,
    put: <K extends TableName>(table: K, row: Tables[K]) => {
      answerTo(tables, { step: 'put', table, rows: [row] }, [])
    },
    answered: () => newest,
    read: <T>(script: () => Script<T>) => finish(tables, script()),
  })
}

type Mutable = { [K in TableName]: Map<string, Tables[K]> }

function emptied(device?: DeviceRow): Mutable {
  return {
    device: new Map(device && [['device', rowOf(device)]]),
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
function finish<T>(tables: Mutable, script: Script<T>, writes?: Write[]): T {
  let next = script.next()
  while (!next.done) next = script.next(answerTo(tables, next.value, writes))
  return next.value
}

function answerTo(tables: Mutable, step: Step, writes: Write[] | undefined): unknown {
  switch (step.step) {
    case 'get':
      return step.keys.map((key) => tables[step.table].get(key))
    case 'scan':
      return scanned(tables, step.scan)
    case 'count':
      return scanned(tables, step.scan).length
    case 'put':
    case 'delete': {
      if (!writes) throw new Error('a script that only reads wrote')
      const { table } = step
      const primary = SCHEMA[table][0]
      const rows = tables[table] as Map<string, object>
      if (step.step === 'put') {
        for (const row of step.rows) {
          const key = (row as Record<string, string>)[primary] as string
          writes.push({ table, key, before: rows.get(key), after: row })
          rows.set(key, row)
        }
        return
      }
      for (const key of step.keys) {
        writes.push({ table, key, before: rows.get(key), after: undefined })
        rows.delete(key)
      }
    }
  }
}

function takeBack(tables: Mutable, writes: Write[]): void {
  for (let i = writes.length - 1; i >= 0; i--) {
    const { table, key, before } = writes[i] as Write
    const rows = tables[table] as Map<string, object>
    if (before) rows.set(key, before)
    else rows.delete(key)
  }
}

type Row = Record<string, Key | undefined>

function scanned(tables: Mutable, { table, index, from, to, any, reverse, limit }: Scan): object[] {
  const rows = tables[table] as Map<string, object>
  if (rows.size === 0) return []
  const parts = partsOf(table, index)
  const inRange = any ? atAny(parts, any) : between(parts, from as Key, to as Key)
  const found: Row[] = []
  for (const row of rows.values() as IterableIterator<Row>) {
    if (isIndexed(row, parts) && inRange(row)) found.push(row)
  }
  if (found.length > 1) {
    const primary = SCHEMA[table][0]
    found.sort((a, b) => compareAt(a, b, parts) || compare(a[primary] as Key, b[primary] as Key))
    if (reverse) found.reverse()
  }
  return limit === undefined || found.length <= limit ? found : found.slice(0, limit)
}

const known = new Map<TableName, Map<string, readonly string[]>>()

/** The fields that an index is over. */
function partsOf(table: TableName, index: string): readonly string[] {
  const ofTable = known.get(table) ?? new Map<string, readonly string[]>()
  const before = ofTable.get(index)
  if (before) return before
  known.set(table, ofTable)
  const isThere = SCHEMA[table].some((other) => other.replace('&', '') === index)
  if (!isThere) throw new Error(`${table} has no index ${index}`)
  const parts = index.startsWith('[') ? index.slice(1, -1).split('+') : [index]
  ofTable.set(index, parts)
  return parts
}

function isIndexed(row: Row, parts: readonly string[]): boolean {
  for (const part of parts) if (row[part] === undefined) return false
  return true
}

const keys = (parts: readonly string[], key: Key): Key[] => (parts.length > 1 ? (key as Key[]) : [key])

function between(parts: readonly string[], from: Key, to: Key): (row: Row) => boolean {
  const [low, high] = [keys(parts, from), keys(parts, to)]
  return (row) => compareTo(row, parts, low) >= 0 && compareTo(row, parts, high) <= 0
}

function atAny(parts: readonly string[], any: readonly Key[]): (row: Row) => boolean {
  const wanted = any.map((key) => keys(parts, key))
  return (row) => wanted.some((key) => compareTo(row, parts, key) === 0)
}

function compareTo(row: Row, parts: readonly string[], key: readonly Key[]): number {
  for (let i = 0; i < key.length; i++) {
    const order = compare(row[parts[i] as string] as Key, key[i] as Key)
    if (order !== 0) return order
  }
  return 0
}

function compareAt(a: Row, b: Row, parts: readonly string[]): number {
  for (const part of parts) {
    const order = compare(a[part] as Key, b[part] as Key)
    if (order !== 0) return order
  }
  return 0
}

/** Numbers, then strings by code units: no index here is over anything else. */
function compare(a: Key, b: Key): number {
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}
