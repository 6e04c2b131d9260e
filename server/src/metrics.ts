/** What is counted, and the page that tells it. */
import { createServer, type Server } from 'node:http'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** Counted in the hot path as plain numbers, and told when somebody asks. */
export interface Tally {
  connections: number
  ops: number
  entries: number
  batches: number
  faults: number
  /** pushes and exchanges with ops, by outcome */
  pushes: Map<string, number>
}

export interface Metrics {
  tally: Tally
  pushed(outcome: string, ops: number): void
  pushSeconds: Histogram
  registry: Registry
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const tally: Tally = { connections: 0, ops: 0, entries: 0, batches: 0, faults: 0, pushes: new Map() }
  const count = (name: string, help: string, value: () => number) =>
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset()
        this.inc(value())
      },
    })
  new Gauge({
    name: 'tidemark_connections',
    help: 'Live sessions.',
    registers,
    collect() {
      this.set(tally.connections)
    },
  })
  count('tidemark_ops_total', 'Ops that were committed.', () => tally.ops)
  count('tidemark_entries_sent_total', 'Inbox entries sent.', () => tally.entries)
  count('tidemark_batches_sent_total', 'Batches of entries sent.', () => tally.batches)
  count('tidemark_faults_total', 'Errors that no rule foresaw.', () => tally.faults)
  new Counter({
    name: 'tidemark_pushes_total',
    help: 'Pushes and exchanges with ops, by outcome.',
    labelNames: ['outcome'],
    registers,
    collect() {
      this.reset()
      for (const [outcome, pushes] of tally.pushes) this.inc({ outcome }, pushes)
    },
  })
  return {
    tally,
    registry,
    pushed(outcome, ops) {
      tally.pushes.set(outcome, (tally.pushes.get(outcome) ?? 0) + 1)
      if (outcome === 'committed') tally.ops += ops
    },
    pushSeconds: new Histogram({
      name: 'tidemark_push_seconds',
      help: 'From a push to its durable ack.',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
      registers,
    }),
  }
}

/** Serves `/metrics` on a port of its own, away from the app's. */
export function createMetricsServer(metrics: Metrics): Server {
  collectDefaultMetrics({ register: metrics.registry })
  return createServer(async (request, response) => {
    if (request.url !== '/metrics') return void response.writeHead(404).end()
    const page = await metrics.registry.metrics()
    response.writeHead(200, { 'content-type': metrics.registry.contentType }).end(page)
  })
}
