import type { Database, Statement } from 'better-sqlite3'

type Value = string | number | Buffer | null

/** How many go in by one statement. */
const AT_ONCE = 16

/**
 * Rows that are written in the end, many by one statement: what a statement costs beside its rows is as much again as a
 * row. Whoever reads the table in the same transaction flushes first.
 */
export class Rows {
  readonly #columns: number
  readonly #one: Statement
  readonly #many: Statement
  #values: Value[] = []

  /** @param insert up to its `VALUES`, which are made here */
  constructor(db: Database, insert: string, columns: number) {
    const row = `(${Array(columns).fill('?').join()})`
    this.#columns = columns
    this.#one = db.prepare(`${insert} VALUES ${row}`)
    this.#many = db.prepare(`${insert} VALUES ${Array(AT_ONCE).fill(row).join()}`)
  }

  get isEmpty(): boolean {
    return this.#values.length === 0
  }

  /** One value for each column. */
  add(...row: Value[]): void {
    for (const value of row) this.#values.push(value)
  }

  flush(): void {
    const values = this.#values
    if (values.length === 0) return
    this.#values = []
    let at = 0
    for (const many = AT_ONCE * this.#columns; at + many <= values.length; at += many) {
      this.#many.run(values.slice(at, at + many))
    }
    for (; at < values.length; at += this.#columns) this.#one.run(values.slice(at, at + this.#columns))
  }

  forget(): void {
    this.#values = []
  }
}
