/** Failed sign-ins, counted per handle and address, so that guessing is slow and nobody else is held up. */

export interface Attempt {
  failed(): void
  succeeded(): void
}

export interface Attempts {
  /** Waits while those under way could still use up what is left; then a number is the ms until the next is allowed. */
  begin(key: string): Promise<Attempt | { retryAfterMs: number }>
}

interface Tally {
  /** ms, oldest first */
  failures: number[]
  underWay: number
  waiting: (() => void)[]
}

/** Beyond this, the least recently tried are forgotten: memory stays bounded whatever is tried. */
const KEYS = 50_000

export function createAttempts(limit: { failures: number; windowMs: number }, now: () => number): Attempts {
  const records = new Map<string, Tally>()

  function recordOf(key: string): Tally {
    const record = records.get(key) ?? { failures: [], underWay: 0, waiting: [] }
    records.delete(key)
    records.set(key, record)
    for (const [oldest, { underWay }] of records) {
      if (records.size <= KEYS || underWay > 0) break
      records.delete(oldest)
    }
    return record
  }

  return {
    async begin(key) {
      const record = recordOf(key)
      for (;;) {
        const time = now()
        record.failures = record.failures.filter((at) => at > time - limit.windowMs)
        const [oldest] = record.failures
        if (oldest !== undefined && record.failures.length >= limit.failures) {
          return { retryAfterMs: oldest + limit.windowMs - time }
        }
        if (record.failures.length + record.underWay < limit.failures) break
        await new Promise<void>((resolve) => record.waiting.push(resolve))
      }
      record.underWay += 1
      const end = () => {
        record.underWay -= 1
        for (const wake of record.waiting.splice(0)) wake()
        if (record.failures.length === 0 && record.underWay === 0) records.delete(key)
      }
      return {
        failed: () => {
          record.failures.push(now())
          end()
        },
        succeeded: end,
      }
    },
  }
}
