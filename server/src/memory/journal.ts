/** Writes to maps and lists that can be taken back: what makes a transaction atomic without a copy of everything. */
export class Journal {
  private undo: (() => void)[] = []

  /** For writes that no method here covers. */
  note(undo: () => void): void {
    this.undo.push(undo)
  }

  set<K, V>(map: Map<K, V>, key: K, value: V): void {
    const had = map.has(key)
    const before = map.get(key) as V
    this.undo.push(() => (had ? map.set(key, before) : map.delete(key)))
    map.set(key, value)
  }

  delete<K, V>(map: Map<K, V>, key: K): void {
    if (!map.has(key)) return
    const before = map.get(key) as V
    this.undo.push(() => map.set(key, before))
    map.delete(key)
  }

  push<V>(list: V[], value: V): void {
    this.undo.push(() => list.pop())
    list.push(value)
  }

  keep(): void {
    this.undo = []
  }

  takeBack(): void {
    for (const undo of this.undo.reverse()) undo()
    this.undo = []
  }
}
