/** Token buckets: a sustained rate and a burst, per key. Whoever is past it is told when to come again. */

export interface Rate {
  /** 0: taken. Else nothing was taken, and the ms until it can be. */
  take(key: string, count: number): number
}

interface Bucket {
  tokens: number
  at: number
}

export function createRate(limit: { perSecond: number; burst: number }, now: () => number): Rate {
  const buckets = new Map<string, Bucket>()
  const refillMs = (limit.burst / limit.perSecond) * 1000
  let forgetAt = now() + refillMs

  /** A bucket that is full again says nothing. */
  function forget(time: number) {
    if (time < forgetAt) return
    for (const [key, bucket] of buckets) if (bucket.at + refillMs <= time) buckets.delete(key)
    forgetAt = time + refillMs
  }

  return {
    take(key, count) {
      if (count === 0) return 0
      const time = now()
      forget(time)
      const bucket = buckets.get(key) ?? { tokens: limit.burst, at: time }
      const gained = (Math.max(0, time - bucket.at) / 1000) * limit.perSecond
      const tokens = Math.min(limit.burst, bucket.tokens + gained)
      // What is larger than any burst goes alone on a full bucket, or it would wait for ever.
      const wanted = Math.min(count, limit.burst)
      const taken = tokens >= wanted
      buckets.set(key, { tokens: taken ? tokens - wanted : tokens, at: time })
      return taken ? 0 : Math.max(1, Math.ceil(((wanted - tokens) / limit.perSecond) * 1000))
    },
  }
}
