import { afterEach, expect, test } from 'vitest'
import type { Clock } from '#engine/ports.ts'
import { standForElection } from './leader.ts'

/** Time that moves when it is told to. */
function handClock(): Clock & { pass(ms: number): Promise<void> } {
  let now = 0
  let timers: { at: number; then: () => void }[] = []
  return {
    now: () => now,
    monotonic: () => now,
    after(ms, then) {
      const timer = { at: now + ms, then }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    async pass(ms) {
      for (const end = now + ms; now < end; ) {
        now += 100
        const due = timers.filter((timer) => timer.at <= now)
        timers = timers.filter((timer) => timer.at > now)
        for (const timer of due) timer.then()
        await delivered()
      }
    },
  }
}

/** Everything said on a channel before this has been heard. */
function delivered(): Promise<void> {
  const [one, other] = [new BroadcastChannel('settle'), new BroadcastChannel('settle')]
  return new Promise((resolve) => {
    other.onmessage = () => {
      one.close()
      other.close()
      setImmediate(resolve)
    }
    one.postMessage('')
  })
}

/** Web Locks of one name, exclusive, with `steal`. */
function fakeLocks(): LockManager {
  type Waiting = { run: () => Promise<unknown>; resolve: (value: unknown) => void; reject: (why: unknown) => void }
  let holder: Waiting | undefined
  const queue: Waiting[] = []
  const grant = (waiting: Waiting) => {
    holder = waiting
    void waiting.run().then((value) => {
      if (holder === waiting) {
        holder = undefined
        const next = queue.shift()
        if (next) grant(next)
      }
      waiting.resolve(value)
    })
  }
  return {
    query: () => Promise.reject(new Error('not asked for')),
    request: ((_name: string, how: LockOptions, run: () => Promise<unknown>) =>
      new Promise<unknown>((resolve, reject) => {
        const waiting: Waiting = { run, resolve, reject }
        how.signal?.addEventListener('abort', () => {
          if (queue.includes(waiting)) queue.splice(queue.indexOf(waiting), 1)
          reject(new DOMException('', 'AbortError'))
        })
        if (how.steal) {
          holder?.reject(new DOMException('', 'AbortError'))
          grant(waiting)
        } else if (holder) queue.push(waiting)
        else grant(waiting)
      })) as LockManager['request'],
  }
}

const standing: (() => void)[] = []
afterEach(() => {
  for (const withdraw of standing.splice(0)) withdraw()
})

function tabs(locks = fakeLocks()) {
  const name = `election-${Math.random()}`
  const leading: string[] = []
  return {
    leading,
    open(tab: string) {
      const clock = handClock()
      const withdraw = standForElection({
        name,
        locks,
        clock,
        heartbeatMs: 1000,
        stealAfterMs: 5000,
        lead() {
          leading.push(tab)
          return () => leading.splice(leading.indexOf(tab), 1)
        },
      })
      standing.push(withdraw)
      return { clock, withdraw }
    },
  }
}

test('[S24] of several tabs the first one leads', async () => {
  const { leading, open } = tabs()
  open('a')
  const b = open('b')
  await b.clock.pass(20_000)
  expect(leading).toEqual(['a'])
})

test('[S24] when the leader closes, the next one leads', async () => {
  const { leading, open } = tabs()
  const a = open('a')
  open('b')
  a.withdraw()
  await delivered()
  expect(leading).toEqual(['b'])
})

test('[S24] a leader that no longer answers loses its place', async () => {
  const { leading, open } = tabs()
  open('a')
  const b = open('b')
  const frozen = freezeChannels()
  await b.clock.pass(4000)
  expect(leading).toEqual(['a'])
  await b.clock.pass(3000)
  frozen.thaw()
  expect(leading).toEqual(['b'])
})

test('[S24] one whose place was taken queues again, and leads when the other closes', async () => {
  const { leading, open } = tabs()
  open('a')
  const b = open('b')
  const frozen = freezeChannels()
  await b.clock.pass(7000)
  frozen.thaw()
  b.withdraw()
  await delivered()
  expect(leading).toEqual(['a'])
})

test('a tab that slept does not take the place of a leader that it merely did not hear', async () => {
  const { leading, open } = tabs()
  open('a')
  const { clock } = open('b')
  const frozen = freezeChannels()
  // One late tick, as after a sleep: many seconds, one timer.
  const late = clock.monotonic()
  clock.monotonic = () => late + 60_000
  await clock.pass(1000)
  frozen.thaw()
  expect(leading).toEqual(['a'])
})

test('where the browser refuses locks, it is asked again with each heartbeat alone', async () => {
  let asked = 0
  const { leading, open } = tabs({
    ...fakeLocks(),
    request: () => {
      asked += 1
      return new Promise((_, reject) => setImmediate(() => reject(new DOMException('', 'SecurityError'))))
    },
  })
  await open('a').clock.pass(3000)
  expect(asked).toBeGreaterThan(1)
  expect(asked).toBeLessThan(6)
  expect(leading).toEqual([])
})

/** Nobody hears anything, as when the leader's process stands still. */
function freezeChannels() {
  const { postMessage } = BroadcastChannel.prototype
  BroadcastChannel.prototype.postMessage = function (this: BroadcastChannel, message: unknown) {
    if (this.name === 'settle') postMessage.call(this, message)
  }
  return {
    thaw() {
      BroadcastChannel.prototype.postMessage = postMessage
    },
  }
}
