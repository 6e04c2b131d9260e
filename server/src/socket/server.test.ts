import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { io, type Socket } from 'socket.io-client'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Ask, Kind } from '#core/requests.ts'
import { DEFAULT_SETTINGS } from '#core/settings.ts'
import { BEGINNING, type Cursor } from '#protocol/cursor.ts'
import type { Account } from '#protocol/http.ts'
import type { EntriesBatch, Presence } from '#protocol/session.ts'
import { sessionCookie } from '../auth/cookie.ts'
import { hashToken, newSessionToken } from '../auth/token.ts'
import { type Config, readConfig } from '../config.ts'
import type { Gateway } from '../gateway.ts'
import { createLog } from '../log.ts'
import { createMemoryStore } from '../memory/memory-store.ts'
import { createMetrics } from '../metrics.ts'
import { createOrigins } from '../origins.ts'
import { createRate } from '../rate.ts'
import { type Sockets, serveSockets } from './server.ts'

/** A store whose answers can be kept back. */
function slowStore() {
  const store = createMemoryStore(DEFAULT_SETTINGS)
  const held: (() => void)[] = []
  let holds: Kind | undefined
  let tell = () => {}
  const ask = async (kind: Kind, request: Ask<Kind>) => {
    const answer = await store.ask(kind, request)
    if (kind === holds)
      await new Promise<void>((resolve) => {
        held.push(resolve)
        tell()
      })
    return answer
  }
  /** Resolves with the first that is kept back. */
  const hold = (kind: Kind | undefined) => {
    holds = kind
    return new Promise<void>((resolve) => {
      tell = resolve
    })
  }
  const letGo = () => held.splice(0).forEach((resolve) => void resolve())
  const slow = {
    ask,
    record: store.record.bind(store),
    onCommit: store.onCommit.bind(store),
    close: () => store.close(),
  }
  return { store: slow as Gateway['store'], hold, letGo }
}

let http: Server
let sockets: Sockets
let slow: ReturnType<typeof slowStore>
const clients: Socket[] = []

beforeEach(async () => {
  const { config } = readConfig({}) as { config: Config }
  slow = slowStore()
  http = createServer()
  const gateway = {
    // Nothing is to come of looking again.
    config: { ...config, relookMs: 3_600_000 },
    store: slow.store,
    log: createLog('silent'),
    metrics: createMetrics(),
    origins: createOrigins(undefined),
    cookie: sessionCookie(false),
    opsRate: createRate({ perSecond: 50, burst: 2000 }, Date.now),
  }
  sockets = serveSockets(http, gateway as unknown as Gateway)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect()
  await sockets.close()
})

async function signUp(handle: string): Promise<string> {
  const token = newSessionToken()
  const device = { name: 'test', tokenHash: hashToken(token) }
  await slow.store.ask('createAccount', { handle, name: handle, passwordHash: 'x', device })
  return token
}

function connect(token: string, cursor: Cursor | null = null): Socket {
  const client = io(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    auth: { protocol: 1, cursor },
    extraHeaders: { cookie: `tidemark=${token}` },
  })
  clients.push(client)
  return client
}

const heard = <T>(client: Socket, event: string) => new Promise<T>((resolve) => client.once(event, resolve))

test('presence: who comes again before the first connection was welcomed is here', async () => {
  const [ada, bob] = [await signUp('ada'), await signUp('bob')]
  const watcher = connect(ada)
  await heard(watcher, 'welcome')
  const { user, device } = await slow.store
    .ask('session', { tokenHash: hashToken(bob) })
    .then((account) => account as { user: { handle: string }; device: { id: string } })
  const op = { kind: 'message' as const, id: '01900000-0000-7000-8000-000000000001', at: 1, conversation: 'dm:ada:bob' }
  await slow.store.ask('push', { user: user.handle, device: device.id, ops: [{ ...op, text: 'hello' }] })

  const here = heard<Presence>(watcher, 'presence')
  const isHeld = slow.hold('arrive')
  connect(bob)
  await isHeld
  void slow.hold(undefined)
  await heard(connect(bob), 'welcome')
  slow.letGo()
  expect(await here).toMatchObject({ user: 'bob', online: true })
})

describe('between the answer to a handshake and its session', () => {
  async function arrived() {
    const [ada, bob] = [await signUp('ada'), await signUp('bob')]
    const asker = async (token: string) => {
      const account = (await slow.store.ask('session', { tokenHash: hashToken(token) })) as Account
      return { user: account.user.handle, device: account.device.id }
    }
    const isHeld = slow.hold('arrive')
    const client = connect(bob, BEGINNING)
    await isHeld
    return { client, ada: await asker(ada), bob: await asker(bob) }
  }

  test('[S15] what comes is sent', async () => {
    const { client, ada } = await arrived()
    const op = { kind: 'message' as const, id: '01900000-0000-7000-8000-000000000002', at: 1, text: 'hello' }
    await slow.store.ask('push', { ...ada, ops: [{ ...op, conversation: 'dm:ada:bob' }] })
    const entries = heard<EntriesBatch>(client, 'entries')
    slow.letGo()
    expect((await entries).entries).toMatchObject([{ seq: 1, event: { text: 'hello' } }])
  })

  test('a device that is revoked is not let in', async () => {
    const { client, bob } = await arrived()
    await slow.store.ask('revoke', { ...bob, id: bob.device })
    let isWelcomed = false
    client.on('welcome', () => {
      isWelcomed = true
    })
    const ended = heard<string>(client, 'disconnect')
    slow.letGo()
    expect(await ended).toBe('transport close')
    expect(isWelcomed).toBe(false)
  })
})

test('[S21] whoever asks to resume without end, and waits for no answer, is cut off', async () => {
  const token = await signUp('ada')
  const client = connect(token)
  await heard(client, 'welcome')
  void slow.hold('resume')
  const closed = heard<string>(client, 'disconnect')
  for (let n = 0; n < 20_000; n++) client.emit('resume', { cursor: null })
  expect(await closed).toBe('transport close')
  await heard(connect(token), 'welcome')
  slow.letGo()
})
