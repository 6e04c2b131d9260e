/**
 * One transaction of a device's database as a generator: it asks for rows, is given them, and says what to write. The
 * adapter runs it to its end inside one atomic, durable transaction: at once over maps, by promises over IndexedDB.
 * So the rules of what a device keeps are written once.
 */
import type { AsideRow, ConversationRow, DeviceRow, DraftRow, EventRow, OutboxRow, PersonRow } from './model.ts'

export interface Tables {
  device: DeviceRow & { key: 'device' }
  outbox: OutboxRow
  events: EventRow
  conversations: ConversationRow
  people: PersonRow
  drafts: DraftRow
  aside: AsideRow
}
export type TableName = keyof Tables

/** Primary key first, then what is looked up. A row that lacks a part of an index is not in it. */
export const SCHEMA = {
  device: ['key'],
  outbox: ['id', '&order', '[state+order]', 'pending', 'awaits'],
  events: [
    'id',
    '[conversation+place]',
    '[conversation+drawn+place]',
    '[conversation+foreign]',
    '[conversation+naming]',
    'target',
    'after',
    'unknown',
  ],
  conversations: ['id', 'activity', 'lacking', 'unread'],
  people: ['handle', 'stranger'],
  drafts: ['conversation'],
  aside: ['id', 'unknown'],
} as const satisfies Record<TableName, readonly [string, ...string[]]>

/** Ordered as IndexedDB orders: numbers, then strings by code units, then arrays part by part. */
export type Key = number | string | Key[]

export interface Scan<K extends TableName = TableName> {
  table: K
  index: string
  /** both ends are in it */
  from?: Key
  to?: Key
  /** instead of `from` and `to`: rows at any of these */
  any?: readonly Key[]
  reverse?: true
  limit?: number
}

export type Step =
  | { step: 'get'; table: TableName; keys: readonly string[] }
  | { step: 'scan'; scan: Scan }
  | { step: 'count'; scan: Scan }
  | { step: 'put'; table: TableName; rows: readonly object[] }
  | { step: 'delete'; table: TableName; keys: readonly string[] }

export type Script<T> = Generator<Step, T, unknown>

/** Rows in the order of the keys; `undefined` where there is none. */
export function* get<K extends TableName>(table: K, keys: Iterable<string>): Script<(Tables[K] | undefined)[]> {
  const wanted = [...keys]
  if (wanted.length === 0) return []
  return (yield { step: 'get', table, keys: wanted }) as (Tables[K] | undefined)[]
}

export function* getOne<K extends TableName>(table: K, key: string): Script<Tables[K] | undefined> {
  return ((yield { step: 'get', table, keys: [key] }) as (Tables[K] | undefined)[])[0]
}

/** Rows in the order of the index. */
export function* scan<K extends TableName>(what: Scan<K>): Script<Tables[K][]> {
  if (what.any?.length === 0) return []
  return (yield { step: 'scan', scan: what }) as Tables[K][]
}

export function* count(what: Scan): Script<number> {
  return (yield { step: 'count', scan: what }) as number
}

export function* put<K extends TableName>(table: K, rows: readonly Tables[K][]): Script<void> {
  if (rows.length > 0) yield { step: 'put', table, rows }
}

export function* remove(table: TableName, keys: readonly string[]): Script<void> {
  if (keys.length > 0) yield { step: 'delete', table, keys }
}

/** A script that asks for nothing. */
// biome-ignore lint/correctness/useYield: that is what it is for
export function* done<T>(value: T): Script<T> {
  return value
}
