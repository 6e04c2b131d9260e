import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type Socket, Server as SocketServer } from 'socket.io'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Connection, ConnectionNews } from '#engine/ports.ts'
import { DEFAULT_LIMITS } from '#protocol/limits.ts'
import type { Op } from '#protocol/op.ts'
import { createTransport, type TransportSettings } from './transport.ts'

const user = { id: 'u1', handle: 'ada', name: 'Ada' }
const device = { id: 'd1', name: 'A browser', created: 1, seen: 1 }
const welcome = {
  protocol: 1,
  user,
  device,
  outbox: null,
  inbox: 'resume',
  head: 0,
  time: 1,
  limits: DEFAULT_LIMITS,
} as const
const message: Op = {
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  kind: 'message',
  at: 1,
  conversation: 'dm:ada:bob',
  text: 'hello',
}

let http: Server
let io: SocketServer
let answer: (request: IncomingMessage, response: ServerResponse) => void
let settings: TransportSettings

function json(status: number, body: unknown) {
  return (_: IncomingMessage, response: ServerResponse) => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body))
  }
}

beforeEach(async () => {
  answer = json(401, { error: { code: 'unauthenticated', message: '' } })
  http = createServer((request, response) => answer(request, response))
  io = new SocketServer(http, { transports: ['websocket'], pingInterval: 100, pingTimeout: 200 })
  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening))
  const { port } = http.address() as AddressInfo
  settings = {
    origin: `http://127.0.0.1:${port}`,
    timeoutMs: 2000,
    timeoutPerKiBMs: 0,
    connectTimeoutMs: 1500,
    silenceMs: 25_000,
  }
})

afterEach(async () => {
  open.splice(0).forEach((connection) => {
    connection.close()
  })
  http.closeAllConnections()
  await io.close()
})

const open: Connection[] = []

/** A connection whose news can be waited for, in their order. */
function connect(cursor: { seq: number; id: string | null } | null = null) {
  const told: ConnectionNews[] = []
  let look = () => {}
  const connection = createTransport(settings).connect({ cursor }, (news) => {
    told.push(news)
    look()
  })
  open.push(connection)
  const next = async (): Promise<ConnectionNews> => {
    while (told.length === 0) await new Promise<void>((seen) => (look = seen))
    return told.shift() as ConnectionNews
  }
  return { connection, next, told }
}

const onSocket = () => new Promise<Socket>((met) => io.once('connection', met))

describe('a live session', () => {
  test('hands over protocol and cursor, and tells welcome and entries in order', async () => {
    const met = onSocket()
    const { connection, next } = connect({ seq: 4, id: 'abc' })
    const socket = await met
    expect(socket.handshake.auth).toEqual({ protocol: 1, cursor: { seq: 4, id: 'abc' } })
    const batch = { after: { seq: 4, id: 'abc' }, entries: [{ seq: 5, id: 'x', event: { id: 'e', kind: 'novel' } }] }
    const acked = new Promise((told) => {
      socket.emit('welcome', welcome)
      socket.emit('entries', batch, told)
    })
    expect(await next()).toEqual({ kind: 'welcome', welcome })
    expect(await next()).toEqual({ kind: 'entries', batch, ack: 1 })
    connection.ackEntries(1, { seq: 5, id: 'x' })
    expect(await acked).toEqual({ cursor: { seq: 5, id: 'x' } })
  })

  test('a push is answered under its own number', async () => {
    io.on('connection', (socket) => {
      socket.on('push', (push, ack) => ack({ outbox: push.ops[0].id, after: push.after }))
      socket.emit('welcome', welcome)
    })
    const { connection, next } = connect()
    await next()
    connection.push(7, [message], null)
    expect(await next()).toMatchObject({ kind: 'pushed', push: 7, answer: { outbox: message.id } })
  })

  test('nothing that is pushed before the connection stands is ever sent', async () => {
    const pushes: unknown[] = []
    io.on('connection', (socket) => {
      socket.on('push', (push, ack) => {
        pushes.push(push)
        ack({ outbox: null })
      })
      socket.emit('welcome', welcome)
    })
    const { connection, next } = connect()
    connection.push(1, [message], null)
    await next()
    connection.push(2, [], null)
    expect(await next()).toMatchObject({ kind: 'pushed', push: 2 })
    expect(pushes).toEqual([{ ops: [], after: null }])
  })

  test('a resume is answered', async () => {
    io.on('connection', (socket) => {
      socket.on('resume', (_, ack) => ack({ inbox: 'resync' }))
      socket.emit('welcome', welcome)
    })
    const { connection, next } = connect()
    await next()
    connection.resume({ seq: 1, id: 'a' })
    expect(await next()).toEqual({ kind: 'resumed', inbox: 'resync' })
  })

  test('a refusal of the handshake is told by its code', async () => {
    io.use((_, next) => next(Object.assign(new Error('no'), { data: { code: 'unauthenticated' } })))
    const { next } = connect()
    expect(await next()).toEqual({ kind: 'closed', refused: 'unauthenticated' })
  })

  test('what the server ends is told as closed, once, and nothing after it', async () => {
    const met = onSocket()
    const { next, told } = connect()
    const socket = await met
    socket.emit('welcome', welcome)
    await next()
    socket.emit('replaced', {})
    socket.disconnect(true)
    expect(await next()).toEqual({ kind: 'replaced' })
    expect(await next()).toEqual({ kind: 'closed' })
    expect(told).toEqual([])
  })

  test('a server that goes silent is noticed within the silence of its own pings', async () => {
    const met = onSocket()
    const { next } = connect()
    const socket = await met
    socket.emit('welcome', welcome)
    await next()
    const transport = socket.conn.transport
    transport.send = () => {}
    const started = performance.now()
    expect(await next()).toEqual({ kind: 'closed' })
    expect(performance.now() - started).toBeLessThan(1000)
  })

  test('a server that accepts and then says nothing is given up', async () => {
    settings = { ...settings, connectTimeoutMs: 300 }
    const { next } = connect()
    expect(await next()).toEqual({ kind: 'closed' })
  })

  test('a welcome of another shape is not believed', async () => {
    io.on('connection', (socket) => socket.emit('welcome', { hello: true }))
    const { next } = connect()
    expect(await next()).toEqual({ kind: 'closed' })
  })

  test('where HTTP answers and no WebSocket comes to be, the upgrade is what failed', async () => {
    http.removeAllListeners('upgrade')
    http.on('upgrade', (_, socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'))
    const { next } = connect()
    expect(await next()).toEqual({ kind: 'closed', upgradeFailed: true })
  })

  test('an upgrade that hangs is one that failed', async () => {
    settings = { ...settings, connectTimeoutMs: 300 }
    http.removeAllListeners('upgrade')
    const hung: Duplex[] = []
    http.on('upgrade', (_, socket) => hung.push(socket))
    const { next } = connect()
    expect(await next()).toEqual({ kind: 'closed', upgradeFailed: true })
    hung[0]?.destroy()
  })

  test('where nobody answers at all, it is not the upgrade', async () => {
    const { port } = http.address() as AddressInfo
    await io.close()
    settings = { ...settings, origin: `http://127.0.0.1:${port}` }
    const { next } = connect()
    expect(await next()).toEqual({ kind: 'closed' })
  })
})

describe('a call over HTTP', () => {
  const exchanged = { outbox: null, inbox: 'resume', after: null, entries: [], more: false, head: 0 }

  test('carries protocol, cursor and ops, and gives the answer', async () => {
    let asked = ''
    answer = (request, response) => {
      request.on('data', (chunk) => (asked += chunk))
      request.on('end', () => json(200, exchanged)(request, response))
    }
    const given = await createTransport(settings).exchange({ cursor: null, ops: [message], after: null })
    expect(given).toEqual(exchanged)
    expect(JSON.parse(asked)).toEqual({ protocol: 1, cursor: null, ops: [message], after: null })
  })

  test('a refusal comes with its code, its wait and the outbox', async () => {
    answer = json(429, { error: { code: 'slow-down', message: '', retryAfter: 1200 }, outbox: message.id })
    const given = await createTransport(settings).exchange({ cursor: null, ops: [], after: null })
    expect(given).toEqual({
      failed: 'refused',
      status: 429,
      code: 'slow-down',
      retryAfterMs: 1200,
      outbox: message.id,
    })
  })

  test.each([
    [
      'a captive portal that says 200 with a page',
      (_: IncomingMessage, r: ServerResponse) =>
        r.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Log in</h1>'),
    ],
    [
      'a redirect to somebody else',
      (_: IncomingMessage, r: ServerResponse) => r.writeHead(302, { location: '/elsewhere' }).end(),
    ],
    ['JSON that is not ours', json(200, { login: 'https://portal.example' })],
    [
      'an error page of a proxy',
      (_: IncomingMessage, r: ServerResponse) => r.writeHead(502, { 'content-type': 'text/html' }).end('bad gateway'),
    ],
    ['a connection that breaks', (request: IncomingMessage) => request.socket.destroy()],
  ])('%s is nobody of ours', async (_, says) => {
    answer = says
    expect(await createTransport(settings).snapshot()).toEqual({ failed: 'unreachable' })
  })

  test('an answer that never comes is given up', async () => {
    answer = () => {}
    settings = { ...settings, timeoutMs: 100 }
    expect(await createTransport(settings).users(['bob'])).toEqual({ failed: 'unreachable' })
  })

  test('the history of a direct conversation is asked for by its escaped id', async () => {
    let path = ''
    answer = (request, response) => {
      path = request.url ?? ''
      json(200, { events: [] })(request, response)
    }
    expect(await createTransport(settings).history('dm:ada:bob', 31, 50)).toEqual({ events: [] })
    expect(path).toBe('/api/conversations/dm%3Aada%3Abob/events?before=31&limit=50')
  })
})
