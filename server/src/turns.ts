/** Work that waits for its turn. */

export class Overloaded extends Error {
  override name = 'Overloaded'
}

/** @throws Overloaded */
export type Turns = <T>(key: string, work: () => Promise<T>) => Promise<T>

/** Runs at most `width` at once of each key, and lets at most `queue` wait: whoever asks for much waits behind themselves. */
export function createTurns({ width, queue }: { width: number; queue: number }): Turns {
  const lines = new Map<string, { running: number; waiting: (() => void)[] }>()

  return async (key, work) => {
    const line = lines.get(key) ?? { running: 0, waiting: [] }
    if (line.running >= width) {
      if (line.waiting.length >= queue) throw new Overloaded()
      await new Promise<void>((resolve) => line.waiting.push(resolve))
    } else {
      line.running += 1
      lines.set(key, line)
    }
    try {
      return await work()
    } finally {
      const next = line.waiting.shift()
      if (next) next()
      else if (--line.running === 0) lines.delete(key)
    }
  }
}
