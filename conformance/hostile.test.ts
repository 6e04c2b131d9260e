import { once } from 'node:events'
import { connect } from 'node:net'
import fc from 'fast-check'
import { v7 } from 'uuid'
import { expect, test } from 'vitest'
import { OP_KINDS, OpSchemas } from '#protocol/op.ts'
import { bare, dm, message, newHandle, person, WireDevice } from './device.ts'
import { type Address, forEachTarget } from './target.ts'

/** The same in each run. */
fc.configureGlobal({ seed: 20_260_504 })

const deep = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`)

/** What has broken servers before. */
const NASTY: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  -0,
  1e308,
  Number.MAX_SAFE_INTEGER,
  '',
  ' ',
  '__proto__',
  'constructor',
  '\0',
  '\ud800',
  'a\udc00b',
  '\u202e\u2066',
  '../../etc/passwd',
  "'; DROP TABLE events; --",
  '{{7*7}}%s%n',
  'x'.repeat(20_000),
  '👩‍👩‍👧‍👦'.repeat(2_000),
  [],
  {},
  [[], {}, null],
  deep(1_000),
  JSON.parse('{"__proto__":{"ops":[],"isAdmin":true},"constructor":{"prototype":{}}}'),
  JSON.parse('{"toString":"x","valueOf":null,"toJSON":"x","then":"x","length":-1}'),
  Array.from({ length: 5_000 }, () => null),
]

/** Two who only want to talk: what others send must not reach them. */
async function bystanders(server: Address) {
  const [ada, bob] = [await person(server), await person(server)]
  let count = 0
  return async () => {
    const [sent] = await ada.commit(message(dm(ada, bob), `${++count}`))
    expect(await bob.event(sent.id)).toMatchObject({ text: `${count}`, position: count })
    expect([ada.closed, bob.closed]).toEqual([undefined, undefined])
  }
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

forEachTarget('whatever is sent', (server) => {
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

  test('every field of every kind of op may be anything, and is answered', async () => {
    const talk = await bystanders(server)
    const [eve, bob] = [await person(server), await person(server)]
    const [said] = await eve.commit(message(dm(eve, bob), 'said'))
    const good: Record<string, unknown> = {
      ...message(dm(eve, bob), 'said'),
      target: said.id,
      title: 'Club',
      name: 'Eve',
      member: bob.handle,
      members: [bob.handle],
      user: bob.handle,
      position: 1,
      emoji: '👍',
      on: true,
      token: 'x',
    }
    for (const kind of OP_KINDS) {
      const fields = Object.keys(OpSchemas[kind].shape).filter((field) => field !== 'kind')
      const wholesome = Object.fromEntries(fields.flatMap((field) => (field in good ? [[field, good[field]]] : [])))
      const pushes = fields.flatMap((field) =>
        NASTY.map((nasty) => ({ ops: [{ ...wholesome, id: v7(), kind, [field]: nasty }] })),
      )
      const answers = await Promise.all(pushes.map((push) => eve.rawPush(push)))
      for (const [i, answer] of answers.entries()) {
        const id = pushes[i]?.ops[0]?.id
        if (answer.error) expect(['invalid', 'slow-down']).toContain(answer.error.code)
        else expect(answer.outbox).toBe(id)
      }
    }
    await talk()
  })

  test('every event with anything nasty, bytes too, hurts nobody else', async () => {
    const talk = await bystanders(server)
    const eve = await person(server)
    const bytes = [Buffer.alloc(0), Buffer.from([0, 255, 1]), { ops: [Buffer.from('x')] }, { ops: Buffer.alloc(1000) }]
    for (const event of ['push', 'resume', 'typing', 'welcome', 'entries', 'replaced', 'error', '__proto__', '']) {
      for (const nasty of [...NASTY, ...bytes]) {
        if (eve.closed) await eve.online()
        eve.live.emit(event, nasty)
        eve.live.emit(event, nasty, nasty, () => {})
        eve.live.emit(event, { ops: nasty, after: nasty, cursor: nasty, conversation: nasty, on: nasty })
        eve.live.emit(event, { cursor: { seq: nasty, id: nasty } })
      }
    }
    await talk()
  })

  test('[S8] bytes where there should be text are answered like anything else that is wrong', async () => {
    const eve = await person(server)
    const invalid = { error: { code: 'invalid' } }
    expect(await eve.rawPush(Buffer.from('x'))).toMatchObject(invalid)
    expect(await eve.rawPush({ ops: [Buffer.from('x')] })).toMatchObject(invalid)
    const [op] = await eve.commit({ ...message(dm(eve, eve), 'x'), text: Buffer.from('x') })
    expect(await eve.rejection(op.id)).toBe('invalid')
  })

  test('every call with anything nasty in its path, query or body is never a fault', async () => {
    const talk = await bystanders(server)
    const eve = await new WireDevice(server).signUp()
    const { cookie } = eve
    const texts = NASTY.map((nasty) => (typeof nasty === 'string' ? nasty : JSON.stringify(nasty)).slice(0, 4_000))
    const parts = [...texts.map(encodeURIComponentSafely), '%00', '%ff', '%E0%A4%A', '..', '%2e%2e', '%2f']
    const paths = (part: string) => [
      `/api/conversations/${part}/events`,
      `/api/conversations/${v7()}/events?before=${part}&limit=${part}`,
      `/api/conversations/${part}/invite`,
      `/api/snapshot?page=${part}`,
      `/api/users/${part}`,
      `/api/users?handles=${part}&handles=${part}`,
      `/api/invites/${part}`,
      `/api/devices/${part}`,
      `/api/${part}`,
      `/${part}`,
    ]
    const bodies = (nasty: unknown) => [
      nasty,
      { handle: nasty, name: nasty, password: nasty, invite: nasty },
      { protocol: nasty, cursor: nasty, ops: nasty, after: nasty },
      { protocol: 1, cursor: { seq: nasty, id: nasty }, ops: [nasty], after: nasty },
    ]
    const calls: [method: string, path: string, body?: string][] = [
      ...parts.flatMap((part) => paths(part).map((path): [string, string] => ['GET', path])),
      ...parts.flatMap((part) => paths(part).map((path): [string, string, string] => ['POST', path, '{}'])),
      ...parts.flatMap((part) => paths(part).map((path): [string, string] => ['DELETE', path])),
      ...['/api/accounts', '/api/session', '/api/exchange'].flatMap((path) =>
        NASTY.flatMap(bodies).map((body): [string, string, string] => ['POST', path, JSON.stringify(body)]),
      ),
    ]
    for (const [method, path, body] of calls) {
      eve.cookie = cookie
      const { status } = await eve.call(method, path, body)
      expect([method, path, status < 500]).toEqual([method, path, true])
    }
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
    for (const frame of ['42["push",', '45["push",{}]']) {
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

forEachTarget('connections that come to nothing', (server) => {
  const { hostname, port } = new URL(server.url)

  test('a request that never ends is not waited for, and meanwhile others are served', async () => {
    const slow = Array.from({ length: 50 }, () => connect(Number(port), hostname))
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
