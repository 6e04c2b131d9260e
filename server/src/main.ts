/** Composes the server, and ends it well. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import type { Store } from '#core/requests.ts'
import { createAttempts } from './auth/attempts.ts'
import { sessionCookie } from './auth/cookie.ts'
import { createPasswords } from './auth/passwords.ts'
import { type Config, configOrExit } from './config.ts'
import type { Gateway } from './gateway.ts'
import { createApp } from './http/app.ts'
import { createLog, faultOf } from './log.ts'
import { createMetrics, createMetricsServer } from './metrics.ts'
import { openStore } from './open-store.ts'
import { createOrigins } from './origins.ts'
import { createRate } from './rate.ts'
import { serveSockets } from './socket/server.ts'
import { startSweeping } from './sweep.ts'
import { createTurns } from './turns.ts'

/** Many may come at once, after a restart above all; the kernel's own limit caps it. */
const BACKLOG = 8192

/** What one user may ask of the store over HTTP at the same time, and what may wait behind that. */
const ASKED_AT_ONCE = { width: 2, queue: 100 }

/** How long calls may take to end, and peers to say goodbye, once the server is closing. */
const GOODBYE_MS = 1000

const config = configOrExit()
const log = createLog(config.logLevel)

try {
  await serve(config)
} catch (error) {
  const { code, message } = error as { code?: string; message?: string }
  process.stderr.write(`tidemark: cannot start: ${message ?? code ?? 'unknown'}\n`)
  process.exit(1)
}

async function serve(config: Config): Promise<void> {
  const store = await openStore(config, log)
  const gateway = await createGateway(config, store)
  const http = createServer(
    // A client that dawdles over its request holds a descriptor, so it is not waited for.
    { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 65_000, connectionsCheckingInterval: 5_000 },
    createApp(gateway),
  )
  http.maxHeadersCount = 64
  const connections = track(http)
  const sockets = serveSockets(http, gateway)
  const metrics = config.metricsPort === undefined ? undefined : createMetricsServer(gateway.metrics)
  const stopSweeping = startSweeping(gateway)

  let isEnding = false
  async function end(why: string, exitCode: number) {
    if (isEnding) return
    isEnding = true
    log.info({ why }, 'draining')
    setTimeout(config.drainMs, undefined, { ref: false }).then(() => process.exit(1))
    stopSweeping()
    metrics?.close()
    await sockets.drain()
    await Promise.race([sockets.close(), setTimeout(GOODBYE_MS)])
    for (const connection of connections) connection.destroy()
    await store.close()
    log.info('stopped')
    process.exit(exitCode)
  }
  process.on('SIGTERM', () => void end('SIGTERM', 0))
  process.on('SIGINT', () => void end('SIGINT', 0))
  for (const fatal of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(fatal, (error: unknown) => {
      log.fatal({ fault: faultOf(error) }, fatal)
      void end(fatal, 1)
    })
  }

  if (metrics) log.info({ url: await listen(metrics, config.host, config.metricsPort) }, 'metrics')
  const url = await listen(http, config.host, config.port)
  gateway.origins.listeningOn((http.address() as AddressInfo).port)
  log.info({ url }, 'listening')
}

async function createGateway(config: Config, store: Store): Promise<Gateway> {
  const { opsPerSecond, opsBurst, signInFailures, signInWindowMs } = config
  return {
    config,
    store,
    log,
    metrics: createMetrics(),
    origins: createOrigins(config.publicOrigin),
    cookie: sessionCookie(config.publicOrigin?.startsWith('https:') ?? false),
    passwords: await createPasswords(config.passwordQueue),
    signIns: createAttempts({ failures: signInFailures, windowMs: signInWindowMs }, Date.now),
    opsRate: createRate({ perSecond: opsPerSecond, burst: opsBurst }, Date.now),
    turns: createTurns(ASKED_AT_ONCE),
  }
}

/** @returns where it listens */
function listen(server: Server, host: string, port: number | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, backlog: BACKLOG }, () => {
      server.off('error', reject)
      const { port } = server.address() as AddressInfo
      resolve(`http://${host.includes(':') ? `[${host}]` : host}:${port}`)
    })
  })
}

/** Every TCP connection there is, upgraded ones too, so that none can hold up the end. */
function track(http: Server): ReadonlySet<Socket> {
  const connections = new Set<Socket>()
  http.on('connection', (socket) => {
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
  })
  return connections
}
