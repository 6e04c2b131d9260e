/** The loads, the same for every peer. A message counts when its recipient has it and its sender the ack. */
import { type Client, type Connect, connectTidemark, uuid7 } from './peers.ts'
import type { Target } from './target.ts'

export const TEXT = 'x'.repeat(120)

export interface Person {
  user: string
  cookie?: string
}

export interface LiveResult {
  perSecond: number
  p50: number
  p99: number
  cpuMicros: number
}

const quantile = (sorted: Float64Array, q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN

/** While it warms up, so that the code of both servers is compiled when it is measured, also where little gets through. */
const WARM_UP_IN_FLIGHT = 16
/** Until only what is to be under way is. */
const CALM_MS = 500

/** Pairs that write to each other one way, each with `inFlight` messages under way. */
export async function live(
  target: Target,
  connect: Connect,
  people: Person[],
  options: { inFlight: number; seconds: number; warmUp: number },
): Promise<LiveResult> {
  const latencies: number[] = []
  let inFlight = Math.max(options.inFlight, WARM_UP_IN_FLIGHT)
  let measuring = false
  let done = 0
  const clients: Client[] = []
  const starts: (() => void)[] = []

  for (let i = 0; i + 1 < people.length; i += 2) {
    const [from, to] = [people[i] as Person, people[i + 1] as Person]
    const open = new Map<string, { began: number; half: boolean }>()
    const settle = (id: string) => {
      const message = open.get(id)
      if (!message) return
      if (!message.half) {
        message.half = true
        return
      }
      open.delete(id)
      if (measuring) {
        done += 1
        latencies.push(performance.now() - message.began)
      }
      if (open.size < inFlight) next()
    }
    const sender = await connect({ port: target.port, ...from, onMessage: () => {} })
    const recipient = await connect({ port: target.port, ...to, onMessage: settle })
    const next = () => {
      const id = uuid7()
      open.set(id, { began: performance.now(), half: false })
      sender.send({ id, to: to.user, text: TEXT }, () => settle(id))
    }
    clients.push(sender, recipient)
    starts.push(() => {
      for (let k = 0; k < inFlight; k++) next()
    })
  }

  for (const start of starts) start()
  await delay(options.warmUp * 1000)
  inFlight = options.inFlight
  await delay(CALM_MS)
  measuring = true
  const cpu = target.cpuSeconds()
  const began = performance.now()
  await delay(options.seconds * 1000)
  const seconds = (performance.now() - began) / 1000
  measuring = false
  const cpuMicros = ((target.cpuSeconds() - cpu) * 1e6) / done
  inFlight = 0
  await delay(200)
  for (const client of clients) client.close()
  const sorted = Float64Array.from(latencies).sort()
  return { perSecond: done / seconds, p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99), cpuMicros }
}

/** One sender in a group, `inFlight` messages under way; a message is done when every member has it. The first are not counted. */
export async function group(
  target: Target,
  connect: Connect,
  people: Person[],
  options: { id: string; inFlight: number; warmUp: number; messages: number },
): Promise<{ deliveriesPerSecond: number; cpuMicros: number }> {
  const waiting = new Map<string, number>()
  let finished = 0
  let resolveAll: () => void = () => {}
  const all = new Promise<void>((resolve) => {
    resolveAll = resolve
  })
  const members = people.slice(1)
  const total = options.warmUp + options.messages
  let cpu = 0
  let began = 0
  const begin = () => {
    cpu = target.cpuSeconds()
    began = performance.now()
  }
  const settle = (id: string) => {
    const left = (waiting.get(id) ?? 0) - 1
    waiting.set(id, left)
    if (left > 0) return
    waiting.delete(id)
    finished += 1
    if (finished === options.warmUp) begin()
    if (finished === total) resolveAll()
    else next()
  }
  const sender = await connect({ port: target.port, ...(people[0] as Person), group: options.id, onMessage: () => {} })
  const clients = await Promise.all(
    members.map((member) => connect({ port: target.port, ...member, group: options.id, onMessage: settle })),
  )
  let sent = 0
  const next = () => {
    if (sent === total) return
    sent += 1
    const id = uuid7()
    waiting.set(id, members.length + 1)
    sender.send({ id, to: options.id, text: TEXT }, () => settle(id))
  }
  for (let k = 0; k < options.inFlight; k++) next()
  await all
  const seconds = (performance.now() - began) / 1000
  const deliveries = options.messages * members.length
  const cpuMicros = ((target.cpuSeconds() - cpu) * 1e6) / deliveries
  for (const client of [sender, ...clients]) client.close()
  return { deliveriesPerSecond: deliveries / seconds, cpuMicros }
}

/** One connects and reads all that waits. */
export async function catchUp(
  target: Target,
  person: Person,
  waiting: number,
): Promise<{ ms: number; firstMs: number; bytes: number }> {
  const began = performance.now()
  let have = 0
  let firstMs = 0
  let client: Client | undefined
  const complete = new Promise<void>((resolve) => {
    const onMessage = () => {
      if (have === 0) firstMs = performance.now() - began
      have += 1
      if (have === waiting) resolve()
    }
    void connectTidemark({ port: target.port, ...person, onMessage }).then((connected) => {
      client = connected
    })
  })
  await complete
  const ms = performance.now() - began
  // The last batch may come in the same turn as the connection.
  while (client === undefined) await delay(1)
  const bytes = client.received()
  client.close()
  return { ms, firstMs, bytes }
}

/** All connect at once; done when everyone has what waited for them (the relay: is connected). */
export async function storm(
  target: Target,
  connect: Connect,
  people: Person[],
  pending: number,
): Promise<{ ms: number; p99: number }> {
  const began = performance.now()
  const times = await Promise.all(
    people.map(async (person) => {
      let have = 0
      let caughtUp: () => void = () => {}
      const complete = new Promise<void>((resolve) => {
        caughtUp = resolve
      })
      if (pending === 0) caughtUp()
      const client = await connect({
        port: target.port,
        ...person,
        onMessage: () => {
          have += 1
          if (have === pending) caughtUp()
        },
      })
      await complete
      const ms = performance.now() - began
      return { ms, client }
    }),
  )
  for (const { client } of times) client.close()
  const sorted = Float64Array.from(times.map(({ ms }) => ms)).sort()
  return { ms: quantile(sorted, 1), p99: quantile(sorted, 0.99) }
}

/** Resident memory a connection, after the server had time to settle. */
export async function idle(
  target: Target,
  connect: Connect,
  people: Person[],
): Promise<{ kbEach: number; cpuPercent: number }> {
  await delay(1000)
  const base = target.rss()
  const clients: Client[] = []
  for (let i = 0; i < people.length; i += 100) {
    clients.push(
      ...(await Promise.all(
        people.slice(i, i + 100).map((person) => connect({ port: target.port, ...person, onMessage: () => {} })),
      )),
    )
  }
  await delay(3000)
  const cpu = target.cpuSeconds()
  const kbEach = (target.rss() - base) / 1024 / people.length
  await delay(3000)
  const cpuPercent = ((target.cpuSeconds() - cpu) / 3) * 100
  for (const client of clients) client.close()
  return { kbEach, cpuPercent }
}

export const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
