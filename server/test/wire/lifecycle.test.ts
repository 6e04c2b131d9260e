import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { dm, message, PASSWORD, person, WireDevice } from '../../../conformance/device.ts'
import { type Env, newServer, type WireServer } from './server.ts'

const running: WireServer[] = []

async function started(env: Env = {}): Promise<WireServer> {
  const server = newServer(env)
  running.push(server)
  await server.start()
  return server
}

afterEach(async () => {
  for (const server of running.splice(0)) {
    await server.signal('SIGKILL')
    rmSync(server.dataDir, { recursive: true, force: true })
  }
})

describe('starting', () => {
  test('says in one line of JSON where it serves', async () => {
    const server = await started()
    const [line] = server.log
    expect(line).toMatchObject({ msg: 'listening', url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) })
    expect((await fetch(`${server.url}/health`)).status).toBe(200)
  })

  test.each<[string, Env]>([
    ['PORT=http is not', { PORT: 'http' }],
    ['STORE=postgres is not one of sqlite, memory', { STORE: 'postgres' }],
    ['LIMIT_TEXT_BYTES=-1 is not', { LIMIT_TEXT_BYTES: '-1' }],
    ['cannot start: .*(DATA_DIR|/dev/null)', { DATA_DIR: '/dev/null/data' }],
    ['cannot start: .*EADDRNOTAVAIL', { HOST: '203.0.113.1' }],
  ])('ends with 1 and a word: %s', async (word, env) => {
    const server = newServer(env)
    await expect(server.start()).rejects.toThrow('ended with 1')
    expect(server.stderr).toMatch(new RegExp(`^tidemark: ${word}`, 'm'))
    rmSync(server.dataDir, { recursive: true, force: true })
  })

  test('a port that is taken is told', async () => {
    const { port } = await started({ STORE: 'memory' })
    const second = newServer({ STORE: 'memory', PORT: `${port}` })
    await expect(second.start()).rejects.toThrow('ended with 1')
    expect(second.stderr).toContain('EADDRINUSE')
  })

  test('metrics are on a port of their own, and only where one is set', async () => {
    const server = await started({ STORE: 'memory' })
    expect((await fetch(`${server.url}/metrics`)).status).toBe(404)
    const counted = await started({ STORE: 'memory', METRICS_PORT: '0' })
    const metrics = counted.log.find(({ msg }) => msg === 'metrics')?.url
    const ada = await person(counted)
    await ada.commit(message(dm(ada, ada), 'x'), message(dm(ada, ada), 'y'))
    const page = await (await fetch(`${metrics}/metrics`)).text()
    expect(page).toContain('tidemark_connections 1\n')
    expect(page).toContain('tidemark_ops_total 2\n')
    expect(page).toContain('nodejs_eventloop_lag_seconds')
    expect((await fetch(`${metrics}/health`)).status).toBe(404)
  })
})

describe('ending', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s answers what is under way, lets clients come back, and ends with 0',
    async (signal) => {
      const server = await started()
      const [ada, bob] = [await person(server), await person(server)]
      const ops = Array.from({ length: 50 }, (_, i) => message(dm(ada, bob), `${i}`))
      const answers = ops.map((op) => ada.rawPush({ ops: [op] }).catch(() => undefined))
      await answers[0]
      const start = performance.now()
      expect(await server.signal(signal)).toBe(0)
      expect(performance.now() - start).toBeLessThan(10_000)
      expect(await ada.until(() => ada.closed)).toBe('transport close')
      const acked = (await Promise.all(answers)).filter((answer) => answer?.outbox).length
      expect(acked).toBeGreaterThan(0)
      await server.start()
      await bob.connect()
      await bob.until(() => bob.events.length >= acked)
      await ada.connect()
      const committed = ops.findIndex(({ id }) => id === ada.outbox) + 1
      expect(committed).toBeGreaterThanOrEqual(acked)
      await ada.commit(...ops.slice(committed))
      await bob.event(ops[49]?.id ?? '')
      expect(bob.events.map(({ id }) => id)).toEqual(ops.map(({ id }) => id))
    },
  )

  test('a peer that says nothing does not hold it up', async () => {
    const server = await started({ STORE: 'memory' })
    const ada = await person(server)
    ;(ada.live.io.engine.transport as unknown as { ws: { _socket: { pause(): void } } }).ws._socket.pause()
    const hanging = fetch(`${server.url}/api/session`, {
      method: 'POST',
      body: new ReadableStream(),
      duplex: 'half',
    } as RequestInit)
    hanging.catch(() => {})
    const start = performance.now()
    expect(await server.signal('SIGTERM')).toBe(0)
    expect(performance.now() - start).toBeLessThan(10_000)
    ada.disconnect()
  })
})

describe('kill -9', () => {
  test('[S5] loses nothing that was acked, and doubles nothing that is sent again', async () => {
    const server = await started({ RATE_OPS_BURST: '1000000' })
    const [ada, bob] = [await person(server), await person(server)]
    const wanted: string[] = []
    for (let round = 0; round < 5; round++) {
      const ops = Array.from({ length: 40 }, (_, i) => message(dm(ada, bob), `${round}.${i}`))
      wanted.push(...ops.map(({ id }) => id))
      let acked = -1
      const pushes = ops.map((op, i) =>
        ada
          .rawPush({ ops: [op] })
          .then(() => {
            acked = Math.max(acked, i)
          })
          .catch(() => {}),
      )
      await pushes[round * 7]
      await server.signal('SIGKILL')
      ada.disconnect()
      bob.disconnect()
      await Promise.all(pushes)
      await server.start()
      await ada.connect()
      const committed = ops.findIndex(({ id }) => id === ada.outbox)
      expect(committed).toBeGreaterThanOrEqual(acked)
      // The device heard of fewer than were committed, and sends those again.
      ada.outbox = null
      await ada.rawPush({ ops: ops.slice(acked + 1) })
      expect((await bob.connect()).inbox).toBe('resume')
    }
    await bob.event(wanted.at(-1) ?? '')
    expect(bob.events.filter(({ kind }) => kind === 'message').map(({ id }) => id)).toEqual(wanted)
  }, 60_000)

  test('sessions and devices are still there', async () => {
    const server = await started()
    const ada = await new WireDevice(server).signUp()
    await server.signal('SIGKILL')
    await server.start()
    expect((await ada.get('/api/session')).body).toEqual(ada.account)
    expect((await ada.post('/api/session', { handle: ada.handle, password: PASSWORD })).status).toBe(200)
  })

  test('[S14] [S17] a server put back to an older copy is told apart, and what was lost is taken again', async () => {
    const server = await started()
    const [ada, bob] = [await person(server), await person(server)]
    const [kept] = await ada.commit(message(dm(ada, bob), 'kept'))
    await bob.event(kept.id)
    await ada.until(() => ada.events.some(({ kind }) => kind === 'delivered'))
    await server.signal('SIGTERM')
    const copy = `${server.dataDir}-copy`
    cpSync(server.dataDir, copy, { recursive: true })
    await server.start()
    await ada.connect()
    await bob.connect()
    const [lost] = await ada.commit(message(dm(ada, bob), 'lost'))
    await bob.event(lost.id)
    await server.signal('SIGKILL')
    rmSync(server.dataDir, { recursive: true })
    cpSync(copy, server.dataDir, { recursive: true })
    rmSync(copy, { recursive: true })
    await server.start()
    expect(await bob.connect()).toMatchObject({ inbox: 'resync' })
    expect(await ada.connect()).toMatchObject({ inbox: 'resync', outbox: kept.id })
    expect(await ada.rawPush({ ops: [lost], after: lost.id })).toEqual({ error: { code: 'moved' }, outbox: kept.id })
    await ada.commit(...(lost ? [lost] : []))
    bob.entries = []
    const [page] = await bob.snapshot()
    bob.cursor = page?.cursor ?? null
    expect(page?.conversations[0]?.events.map(({ id }) => id)).toEqual([kept.id, lost.id])
    expect(await bob.resume(bob.cursor)).toEqual({ inbox: 'resume' })
  })
})

describe('the app', () => {
  const page =
    '<!doctype html><script>theme()</script><div id="root"></div><script src="/assets/app-1a2b3c.js"></script>'

  async function serving(): Promise<WireServer> {
    const server = newServer({ STORE: 'memory' })
    running.push(server)
    const client = join(server.dataDir, 'client')
    mkdirSync(join(client, 'assets'), { recursive: true })
    writeFileSync(join(client, 'index.html'), page)
    writeFileSync(join(client, 'sw.js'), 'self.skipWaiting')
    writeFileSync(join(client, 'manifest.webmanifest'), '{}')
    writeFileSync(join(client, 'assets', 'app-1a2b3c.js'), `plain()${';'.repeat(5000)}`)
    writeFileSync(join(client, 'assets', 'app-1a2b3c.js.gz'), gzipSync('packed()'))
    writeFileSync(join(client, 'assets', 'large-4d5e6f.js'), ';'.repeat(50_000))
    await server.start({ CLIENT_DIR: client })
    return server
  }
  const get = (server: WireServer, path: string, headers: Record<string, string> = {}) =>
    fetch(`${server.url}${path}`, { headers: { accept: 'text/html,*/*', 'accept-encoding': 'identity', ...headers } })

  test('its page stands behind every route, is never kept, and may run its own snippet alone', async () => {
    const server = await serving()
    for (const path of ['/', '/c/dm:ada:bob.b', '/join/abc', '/index.html', '/deep/er?x=%E0']) {
      const response = await get(server, path)
      expect([path, response.status, response.headers.get('cache-control'), await response.text()]).toEqual([
        path,
        200,
        'no-cache',
        page,
      ])
      expect(response.headers.get('content-security-policy')).toContain(
        "script-src 'self' 'sha256-Rfr3GgHZFiXm+TmNr+li+0sZ4J9FGllo8jsXcJF5XZ8='",
      )
    }
    expect((await get(server, '/api/nothing')).status).toBe(404)
    expect((await get(server, '/assets/gone.js')).status).toBe(404)
  })

  test('its hashed assets are kept for good, its worker and manifest never', async () => {
    const server = await serving()
    const cached = async (path: string) => (await get(server, path)).headers.get('cache-control')
    expect(await cached('/assets/app-1a2b3c.js')).toBe('public, max-age=31536000, immutable')
    expect(await cached('/sw.js')).toBe('no-cache')
    expect(await cached('/manifest.webmanifest')).toBe('no-cache')
  })

  test('what the build packed is sent as it is, and what it did not is packed on the way', async () => {
    const server = await serving()
    const packed = await get(server, '/assets/app-1a2b3c.js', { 'accept-encoding': 'gzip' })
    expect(packed.headers.get('content-encoding')).toBe('gzip')
    expect(packed.headers.get('content-type')).toMatch(/javascript/)
    expect(packed.headers.get('cache-control')).toContain('immutable')
    expect(await packed.text()).toBe('packed()')
    expect(await (await get(server, '/assets/app-1a2b3c.js')).text()).toMatch(/^plain/)
    const large = await get(server, '/assets/large-4d5e6f.js', { 'accept-encoding': 'gzip' })
    expect(large.headers.get('content-encoding')).toBe('gzip')
    expect(large.headers.get('vary')).toMatch(/Accept-Encoding/i)
  })
})
