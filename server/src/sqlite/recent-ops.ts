import { uuidFromHex } from './uuid.ts'

/**
 * Tells without the database that an op is new, as nearly all are. Ids grow with time: one above all that were there
 * when the server started is there only if it came since, and those are remembered, up to a number. An id from the
 * future, or a device with a slow clock, makes this useless for a while, and nothing worse.
 */
export class RecentOps {
  /** Nothing is said of ids up to here. */
  #floor: string
  #young = new Set<string>()
  #old = new Set<string>()
  readonly #limit: number

  /** @param newestHex the highest id of all that are kept */
  constructor(newestHex: string | undefined, limit = 50_000) {
    this.#floor = newestHex === undefined ? '' : uuidFromHex(newestHex)
    this.#limit = limit
  }

  /** `false` where it is not known. */
  isNew(id: string): boolean {
    return id > this.#floor && !this.#young.has(id) && !this.#old.has(id)
  }

  /** Whether it is new, as far as it is known. */
  add(id: string): boolean {
    if (id <= this.#floor) return false
    const { size } = this.#young
    const isNew = this.#young.add(id).size > size && !this.#old.has(id)
    if (this.#young.size >= this.#limit) this.#turn()
    return isNew
  }

  #turn(): void {
    for (const gone of this.#old) if (gone > this.#floor) this.#floor = gone
    this.#old = this.#young
    this.#young = new Set()
  }
}
