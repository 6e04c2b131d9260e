import { uuidFromHex } from './uuid.ts'

/**
 * Tells without the database that an op is new, as nearly all are. Ids grow with time: one above all that were there
 * when the server started is there only if it came since, and those are remembered, up to a number. An id from the
 * future, or a device with a slow clock, makes this useless for a while, and nothing worse.
 */
export class RecentOps {
  /** Nothing is said of ids up to here. */
  #floor: string
  #young: Generation
  #old: Generation
  readonly #limit: number

  /** @param newestHex the highest id of all that are kept */
  constructor(newestHex: string | undefined, limit = 50_000) {
    this.#floor = newestHex === undefined ? '' : uuidFromHex(newestHex)
    this.#limit = limit
    this.#young = new Generation(limit)
    this.#old = new Generation(limit)
  }

  /** `false` where it is not known. */
  isNew(id: string): boolean {
    if (id <= this.#floor) return false
    const mark = markOf(id)
    return !this.#young.has(mark) && !this.#old.has(mark)
  }

  /** Whether it is new, as far as it is known. */
  add(id: string): boolean {
    if (id <= this.#floor) return false
    const mark = markOf(id)
    const isNew = this.#young.add(mark, id) && !this.#old.has(mark)
    if (this.#young.size >= this.#limit) this.#turn()
    return isNew
  }

  #turn(): void {
    const gone = this.#old
    if (gone.highest > this.#floor) this.#floor = gone.highest
    this.#old = this.#young
    gone.clear()
    this.#young = gone
  }
}

/** Ids by a mark of 32 bits each: two of one mark only cost a look into the database. A set of strings costs ten times as much. */
class Generation {
  size = 0
  highest = ''
  readonly #slots: Int32Array
  readonly #mask: number

  constructor(limit: number) {
    const slots = 2 ** Math.ceil(Math.log2(2 * limit))
    this.#slots = new Int32Array(slots)
    this.#mask = slots - 1
  }

  has(mark: number): boolean {
    return this.#slots[this.#slotOf(mark)] === mark
  }

  /** Whether the mark was not there. */
  add(mark: number, id: string): boolean {
    if (id > this.highest) this.highest = id
    const slot = this.#slotOf(mark)
    if (this.#slots[slot] === mark) return false
    this.#slots[slot] = mark
    this.size += 1
    return true
  }

  /** Where it is, or would be. There is always room: a generation is at most half full. */
  #slotOf(mark: number): number {
    let slot = mark & this.#mask
    for (;;) {
      const held = this.#slots[slot]
      if (held === mark || held === 0) return slot
      slot = (slot + 1) & this.#mask
    }
  }

  clear(): void {
    this.#slots.fill(0)
    this.size = 0
    this.highest = ''
  }
}

/** FNV-1a over the id; never 0, which is an empty slot. */
function markOf(id: string): number {
  let mark = 0x811c9dc5
  for (let i = 0; i < id.length; i++) mark = Math.imul(mark ^ id.charCodeAt(i), 0x01000193)
  mark ^= mark >>> 15
  return mark === 0 ? 1 : mark
}
