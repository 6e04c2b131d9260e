/** What is counted, and the page that tells it. */
import { createServer, type Server } from 'node:http'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = ReturnType<typeof createMetrics>

export function createMetrics() {
  const registry = new Registry()
  const registers = [registry]
  return {
    registry,
    connections: new Gauge({ name: 'tidemark_connections', help: 'Live sessions.', registers }),
    ops: new Counter({ name: 'tidemark_ops_total', help: 'Ops that were committed.', registers }),
    pushes: new Counter({
      name: 'tidemark_pushes_total',
      help: 'Pushes and exchanges with ops, by outcome.',
      labelNames: ['outcome'] as const,
      registers,
    }),
    pushSeconds: new Histogram({
      name: 'tidemark_push_seconds',
      help: 'From a push to its durable ack.',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
      registers,
    }),
    entries: new Counter({ name: 'tidemark_entries_sent_total', help: 'Inbox entries sent.', registers }),
    batches: new Counter({ name: 'tidemark_batches_sent_total', help: 'Batches of entries sent.', registers }),
    faults: new Counter({ name: 'tidemark_faults_total', help: 'Errors that no rule foresaw.', registers }),
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
