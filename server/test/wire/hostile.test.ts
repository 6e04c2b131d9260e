import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { OP_KINDS } from '#protocol/op.ts'
import { dm, message, newHandle, person, WireDevice } from './device.ts'
import { forEachStore, serving, type WireServer } from './server.ts'

/** Two who only want to talk: what others send must not reach them. */
async function bystanders(server: WireServer) {
  const [ada, bob] = [await person(server), await person(server)]
  let count = 0
  return async () => {
    const [sent] = await ada.commit(message(dm(ada, bob), `${++count}`))
    expect(await bob.event(sent.id)).toMatchObject({ text: `${count}`, position: count })
    expect([ada.closed, bob.closed, server.exitCode]).toEqual([undefined, undefined, null])
  }
}

/** A WebSocket of Engine.IO and nothing above it. */
async function bare(device: WireDevice): Promise<WebSocket> {
  const socket = new WebSocket(`${device.server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, {
    headers: { cookie: device.cookie },
  })
  socket.on('error', () => {})
  await once(socket, 'open')
  return socket
}

const anything = fc.oneof(
  fc.jsonValue(),
  fc.record({ id: fc.uuid({ version: 7 }), kind: fc.constantFrom(...OP_KINDS), at: fc.anything() }),
)
const opLike = fc.record(
  {
    id: fc.uuid({ version: 7 }),
    kind: fc.constantFrom(...OP_KINDS),
    at: fc.oneof(fc.nat(), fc.double(), fc.constant(Number.MAX_SAFE_INTEGER)),
    conversation: fc.oneof(fc.constant('dm:a:b'), fc.uuid({ version: 7 }), fc.string()),
    text: fc.string({ unit: 'binary' }),
    target: fc.uuid({ version: 7 }),
    title: fc.string({ unit: 'binary' }),
    members: fc.array(fc.string()),
    member: fc.string(),
    user: fc.string(),
    name: fc.string({ unit: 'binary' }),
    emoji: fc.string({ unit: 'binary' }),
    on: fc.boolean(),
    position: fc.oneof(fc.nat(), fc.constant(Number.MAX_SAFE_INTEGER)),
    token: fc.string(),
    peers: fc.dictionary(fc.string(), fc.string()),
    muted: fc.nat(),
  },
  { requiredKeys: ['id', 'kind', 'at'] },
)

forEachStore('whatever is sent', (store) => {
  const server = serving({ STORE: store, RATE_OPS_BURST: '1000000', RATE_TYPING_PER_SECOND: '1000000' })

  test('events of any kind with anything in them end nothing', async () => {
    const talk = await bystanders(server)
    const eve = await person(server)
    const name = fc.oneof(
      fc.constantFrom('push', 'resume', 'typing', 'welcome', 'entries', 'error', 'replaced'),
      fc.string(),
    )
    await fc.assert(
      fc.asyncProperty(name, fc.array(anything, { maxLength: 3 }), async (event, args) => {
        if (eve.closed) await eve.online()
        eve.live.emit(event, ...args)
      }),
      { numRuns: 300 },
    )
    await talk()
  })

  test('pushes of anything are answered, each in words', async () => {
    const talk = await bystanders(server)
    const eve = await person(server)
    const push = fc.oneof(
      fc.record({ ops: fc.array(fc.oneof(opLike, anything), { maxLength: 5 }), after: fc.option(fc.string()) }),
      fc.record({ ops: fc.array(opLike, { maxLength: 5 }) }),
      anything,
    )
    await fc.assert(
      fc.asyncProperty(push, async (value) => {
        const answer = await eve.rawPush(value)
        if (answer.error) expect(['invalid', 'moved', 'too-large']).toContain(answer.error.code)
        else expect(answer).toHaveProperty('outbox')
      }),
      { numRuns: 300 },
    )
    await talk()
  })

  test('exchanges and calls of anything are never a fault', async () => {
    const talk = await bystanders(server)
    const eve = await new WireDevice(server).signUp()
    const body = fc.oneof(
      fc.record({
        protocol: fc.oneof(fc.constant(1), anything),
        cursor: anything,
        ops: fc.array(opLike, { maxLength: 3 }),
      }),
      fc.record({ protocol: anything, cursor: anything, ops: anything, after: anything }),
      anything,
    )
    const segment = fc.oneof(
      fc.string({ unit: 'binary' }).map(encodeURIComponentSafely),
      fc.constantFrom('%00', '%ff', '..', '%2e%2e', '__proto__'),
    )
    const path = fc.oneof(
      fc.constantFrom('/api/exchange', '/api/accounts', '/api/session'),
      segment.map((id) => `/api/conversations/${id}/events?before=${id}`),
      segment.map((id) => `/api/snapshot?page=${id}`),
      segment.map((id) => `/api/users?handles=${id}`),
      segment.map((id) => `/api/users/${id}`),
      segment.map((id) => `/api/invites/${id}`),
      segment.map((id) => `/${id}`),
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('GET', 'POST'), path, body, async (method, where, value) => {
        const { cookie } = eve
        const reply = await eve.call(method, where, method === 'POST' ? JSON.stringify(value) : undefined)
        if (reply.status === 401 || where.endsWith('session')) eve.cookie = cookie
        expect(reply.status).toBeLessThan(500)
      }),
      { numRuns: 400 },
    )
    await talk()
  })

  test('frames that are no packets close their own connection alone', async () => {
    const talk = await bystanders(server)
    const eve = await new WireDevice(server).signUp()
    const frames: (string | Buffer)[] = [
      '4',
      '42',
      '9',
      '40[]',
      '42["push",',
      '42["connect"]',
      '451-["push",{"_placeholder":true,"num":0}]',
      '4599999-["push"]',
      `42${'['.repeat(100_000)}`,
      '42["push",{"__proto__":{"ops":[]}}]',
      '43999["x"]',
      '44"x"',
      '\u0000\u0000',
      'b!!!!',
      Buffer.from([0, 255, 1, 2]),
      `40/${'x'.repeat(10_000)}`,
      '1',
      '6',
    ]
    for (const frame of frames) {
      for (const hello of [undefined, '40{"protocol":1,"cursor":null}']) {
        const socket = await bare(eve)
        if (hello) socket.send(hello)
        socket.send(frame)
        socket.terminate()
      }
    }
    for (const frame of [Buffer.from([0, 255]), '42["push",', '451-["push",{}]']) {
      const socket = await bare(eve)
      socket.send('40{"protocol":1,"cursor":null}')
      socket.send(frame)
      await once(socket, 'close')
    }
    await talk()
  })

  test('[S21] acks of anything, and twice, move nothing', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    bob.disconnect()
    await ada.commit(message(dm(ada, bob), 'hello'))
    await fc.assert(
      fc.asyncProperty(fc.array(anything, { maxLength: 2 }), async (args) => {
        bob.batches = []
        bob.acks = []
        await bob.connect({ byHand: true })
        await bob.until(() => bob.batches.length > 0)
        for (let twice = 0; twice < 2; twice++) (bob.acks[0] as (...args: unknown[]) => void)(...args)
        await bob.rawPush({ ops: [] })
        bob.disconnect()
      }),
      { numRuns: 30 },
    )
    expect(ada.events.some(({ kind }) => kind === 'delivered')).toBe(false)
  })
})

const encodeURIComponentSafely = (text: string) => encodeURIComponent(text.toWellFormed())

describe('a client whose reading stops', () => {
  const WAITING = 20_000
  const server = serving({ RATE_OPS_BURST: '10000000', RATE_OPS_PER_SECOND: '1000000' })

  const residentBytes = () => {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))
    return Number(kilobytes?.[1]) * 1024
  }

  test('[S21] costs two batches at most while 20,000 entries wait for it, and delays nobody', async () => {
    const [ada, bob, cleo] = [await person(server), await person(server), await person(server)]
    bob.disconnect()
    const text = 'x'.repeat(1000)
    for (let i = 0; i < WAITING / 100; i++) {
      await ada.commit(...Array.from({ length: 100 }, () => message(dm(ada, bob), text)))
    }
    await ada.until(() => ada.events.length === WAITING)
    const talk = async () => {
      const start = performance.now()
      const [sent] = await ada.commit(message(dm(ada, cleo), 'hello'))
      await cleo.event(sent.id)
      return performance.now() - start
    }
    const stalled: WebSocket[] = []
    const before = residentBytes()
    for (let i = 0; i < 10; i++) {
      const device = await new WireDevice(server).signIn(bob.handle)
      const socket = await bare(device)
      // Nothing is read from here on: the server's writes stop where the kernel's buffers are full.
      ;(socket as unknown as { _socket: { pause(): void } })._socket.pause()
      socket.send('40{"protocol":1,"cursor":{"seq":0,"id":null}}')
      stalled.push(socket)
    }
    const delays: number[] = []
    for (let i = 0; i < 50; i++) delays.push(await talk())
    // Twenty megabytes wait for each of the ten.
    expect(residentBytes() - before).toBeLessThan(100 * 1024 * 1024)
    expect(delays.sort((a, b) => a - b)[25]).toBeLessThan(100)
    for (const socket of stalled) socket.terminate()
    await bob.connect()
    await bob.until(() => bob.events.length >= WAITING)
    expect(new Set(bob.events.map(({ id }) => id)).size).toBe(bob.events.length)
  }, 60_000)
})

describe('connections that come to nothing', () => {
  const server = serving({ STORE: 'memory' })

  test('a request that never ends is not waited for, and meanwhile others are served', async () => {
    const slow = Array.from({ length: 50 }, () => connect(server.port, '127.0.0.1'))
    for (const socket of slow) {
      socket.on('error', () => {})
      socket.write(
        'POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
      )
    }
    const talk = await bystanders(server)
    await talk()
    for (const socket of slow) socket.destroy()
  })

  test('too many headers, and headers that are too large, are refused', async () => {
    const response = await fetch(`${server.url}/health`, { headers: { 'x-large': 'x'.repeat(20_000) } })
    expect(response.status).toBe(431)
    await new WireDevice(server).signUp(newHandle('after'))
  })
})
