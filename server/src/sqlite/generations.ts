/**
 * A bounded cache: what was not looked at for a whole generation goes. It only turns when told, so that an object that
 * a transaction holds is never loaded a second time beside itself.
 */
export class Generations<K, V> {
  #young = new Map<K, V>()
  #old = new Map<K, V>()
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  get(key: K): V | undefined {
    const young = this.#young.get(key)
    if (young !== undefined) return young
    const old = this.#old.get(key)
    if (old !== undefined) this.#young.set(key, old)
    return old
  }

  set(key: K, value: V): void {
    this.#young.set(key, value)
  }

  delete(key: K): void {
    this.#young.delete(key)
    this.#old.delete(key)
  }

  *values(): Iterable<V> {
    yield* this.#young.values()
    yield* this.#old.values()
  }

  /** The next turn lets go of a generation. */
  get isFull(): boolean {
    return this.#young.size >= this.#limit
  }

  turn(): void {
    if (!this.isFull) return
    this.#old = this.#young
    this.#young = new Map()
  }

  clear(): void {
    this.#young.clear()
    this.#old.clear()
  }
}
