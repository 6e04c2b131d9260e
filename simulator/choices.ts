/** Every decision of a world comes from here: the same seed is the same world. */
export interface Choices {
  /** in [0, 1) */
  fraction(): number
  /** an integer in [from, to], both included */
  between(from: number, to: number): number
  chance(probability: number): boolean
  pick<T>(from: readonly T[]): T
}

/** sfc32, well mixed before it is used. */
export function choicesFrom(seed: number): Choices {
  let [a, b, c, d] = [0x9e3779b9 ^ seed, 0x243f6a88, 0xb7e15162, seed ^ 0xdeadbeef]
  const next = () => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + t
    return (t >>> 0) / 0x1_0000_0000
  }
  for (let i = 0; i < 12; i++) next()
  const between = (from: number, to: number) => from + Math.floor(next() * (to - from + 1))
  return {
    fraction: next,
    between,
    chance: (probability) => next() < probability,
    pick<T>(from: readonly T[]): T {
      if (from.length === 0) throw new Error('nothing to pick from')
      return from[between(0, from.length - 1)] as T
    },
  }
}

/**
 * The decisions of one world, and the record of them: each deed and each fault has a name (`deed.3`, `cut.ada1.0`), so
 * that the same world can be lived again with some of them left out. Each has choices of its own: leaving one out does
 * not change what the others decide.
 */
export class Fate {
  /** names of all that happened, in order */
  readonly happened: string[] = []
  private readonly asked = new Map<string, number>()

  /** @param only absent: whatever the seed says; else nothing but these */
  constructor(
    readonly seed: number,
    private readonly only?: ReadonlySet<string>,
  ) {}

  choices(about: string): Choices {
    let hash = Math.imul(this.seed ^ 0x811c9dc5, 0x9e3779b1)
    for (let i = 0; i < about.length; i++) hash = Math.imul(hash ^ about.charCodeAt(i), 0x01000193)
    return choicesFrom(hash ^ (hash >>> 15))
  }

  /** Whether the next of its kind happens. */
  happens(kind: string, drawn = true): boolean {
    const { only } = this
    if (!drawn && only === undefined) {
      this.asked.set(kind, (this.asked.get(kind) ?? 0) + 1)
      return false
    }
    const nth = this.asked.get(kind) ?? 0
    this.asked.set(kind, nth + 1)
    const name = `${kind}.${nth}`
    if (only !== undefined && !only.has(name)) return false
    this.happened.push(name)
    return true
  }
}
