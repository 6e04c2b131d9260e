import type { Database, Statement } from 'better-sqlite3'

export type Value = string | number | null

/** How many go in by one statement. */
const AT_ONCE = 16

/**
 * Inserts many rows by one statement: what a statement costs beside its rows is as much again as a row. Values go as
 * arguments of their own: out of an array each would be looked up like a property.
 */
export class Rows {
  readonly #columns: number
  readonly #one: Statement
  readonly #many: Statement

  /** @param insert up to its `VALUES`, which are made here; `uuid`: the column that comes as text and is kept as bytes */
  constructor(db: Database, insert: string, columns: number, uuid?: number) {
    const row = `(${Array.from({ length: columns }, (_, column) => (column === uuid ? "unhex(?, '-')" : '?')).join()})`
    this.#columns = columns
    this.#one = db.prepare(`${insert} VALUES ${row}`)
    this.#many = db.prepare(`${insert} VALUES ${Array(AT_ONCE).fill(row).join()}`)
  }

  /** @param values one for each column, row after row */
  insert(values: readonly Value[]): void {
    let at = 0
    for (const many = AT_ONCE * this.#columns; at + many <= values.length; at += many) {
      this.#many.run(...values.slice(at, at + many))
    }
    for (; at < values.length; at += this.#columns) this.#one.run(...values.slice(at, at + this.#columns))
  }
}
