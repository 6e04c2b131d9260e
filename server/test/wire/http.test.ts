import { describe, expect, test } from 'vitest'
import type { Account, ErrorBody, Invite } from '#protocol/http.ts'
import { dm, group, message, newHandle, PASSWORD, person, WireDevice } from '../../../conformance/device.ts'
import { newServer, serving } from './server.ts'

const refused = (status: number, code: string) => ({ status, body: { error: { code, message: expect.any(String) } } })

describe('what comes in over HTTP', () => {
  const server = serving()

  test('our own pages may, by either name of this machine', async () => {
    for (const host of ['localhost', '127.0.0.1']) {
      const ada = await new WireDevice(server).signUp()
      const reply = await ada.call('DELETE', '/api/session', undefined, { origin: `http://${host}:${server.port}` })
      expect(reply.status).toBe(204)
    }
  })

  test.each([
    ['/assets/../../package.json', 404, 'not-found'],
    ['/..%2fpackage.json', 404, 'not-found'],
    ['/assets/gone-1a2b3c.js', 404, 'not-found'],
  ])('GET %s is %i', async (path, status, code) => {
    expect(await new WireDevice(server).get(path)).toMatchObject(refused(status, code))
  })

  test('every answer keeps foreign scripts, frames and sniffing out, and no answer of the API is kept', async () => {
    for (const path of ['/api/session', '/health', '/nothing']) {
      const { headers } = await new WireDevice(server).get(path)
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-security-policy': expect.stringMatching(/default-src 'none'.*require-trusted-types-for 'script'/),
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      })
      expect(headers.get('content-security-policy')).toContain(`connect-src 'self' ws://localhost:${server.port}`)
      expect(headers.get('x-powered-by')).toBeNull()
      expect(headers.get('strict-transport-security')).toBeNull()
    }
    expect((await new WireDevice(server).get('/api/session')).headers.get('cache-control')).toBe('no-store')
  })
})

describe('behind TLS', () => {
  const origin = 'https://chat.example.org'
  const server = serving({ STORE: 'memory', PUBLIC_ORIGIN: origin, TRUST_PROXY: '1', RATE_SIGN_IN_FAILURES: '2' })

  test('cookies are bound to the host and never travel in the clear', async () => {
    const ada = new WireDevice(server)
    const body = { handle: newHandle(), name: 'Ada', password: PASSWORD }
    const reply = await ada.call('POST', '/api/accounts', body, { origin })
    expect(reply.headers.getSetCookie()[0]).toMatch(
      /^__Host-tidemark=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
    expect(reply.headers.get('strict-transport-security')).toMatch(/^max-age=31536000/)
    expect(reply.headers.get('content-security-policy')).toContain('wss://chat.example.org')
    expect((await ada.get('/api/session')).status).toBe(200)
    await ada.connect({ origin })
    const local = { origin: `http://localhost:${server.port}` }
    expect(await ada.call('DELETE', '/api/session', undefined, local)).toMatchObject(refused(403, 'forbidden-origin'))
  })

  test('sign-ins are counted by the address that the proxy tells', async () => {
    const ada = await new WireDevice(server).signUp()
    const signIn = (password: string, address: string) =>
      new WireDevice(server).call(
        'POST',
        '/api/session',
        { handle: ada.handle, password },
        { 'x-forwarded-for': address },
      )
    for (let i = 0; i < 2; i++) expect((await signIn('wrong horse', '203.0.113.7')).status).toBe(401)
    expect((await signIn(PASSWORD, '203.0.113.7')).status).toBe(429)
    // What a client claims before the proxy's own word is not believed.
    expect((await signIn(PASSWORD, '198.51.100.1, 203.0.113.7')).status).toBe(429)
    expect((await signIn(PASSWORD, '203.0.113.8')).status).toBe(200)
    // Whoever has an IPv6 address has as many as they like.
    for (let i = 0; i < 2; i++) expect((await signIn('wrong horse', `2001:db8:0:7::${i}`)).status).toBe(401)
    expect((await signIn(PASSWORD, '2001:db8:0:7:a:b:c:d')).status).toBe(429)
    expect((await signIn(PASSWORD, '2001:db8:0:8::1')).status).toBe(200)
  })
})

describe('guessing passwords', () => {
  const server = serving({ STORE: 'memory', RATE_SIGN_IN_FAILURES: '3' })

  test('is slowed down per handle, and holds up nobody else and nothing that lives', async () => {
    const ada = await person(server)
    const bob = await new WireDevice(server).signUp()
    const guess = (password: string, handle = ada.handle) =>
      new WireDevice(server).post<ErrorBody>('/api/session', { handle, password })
    const guesses = await Promise.all(Array.from({ length: 8 }, () => guess('wrong horse')))
    expect(guesses.map(({ status }) => status).sort()).toEqual([401, 401, 401, 429, 429, 429, 429, 429])
    const right = await guess(PASSWORD)
    expect(right).toMatchObject(refused(429, 'slow-down'))
    expect(right.body.error.retryAfter).toBeGreaterThan(0)
    expect(right.body.error.retryAfter).toBeLessThanOrEqual(300_000)
    expect(Number(right.headers.get('retry-after'))).toBe(Math.ceil((right.body.error.retryAfter ?? 0) / 1000))
    expect((await guess(PASSWORD, bob.handle)).status).toBe(200)
    expect((await ada.get('/api/session')).status).toBe(200)
    const [note] = await ada.commit(message(dm(ada, ada), 'still here'))
    await ada.event(note.id)
    await new WireDevice(server).signUp()
    const unknown = newHandle('nobody')
    for (let i = 0; i < 3; i++) expect((await guess('wrong horse', unknown)).status).toBe(401)
    expect((await guess('wrong horse', unknown)).status).toBe(429)
  })
})

describe('changing the password', () => {
  const server = serving({ STORE: 'memory', RATE_SIGN_IN_FAILURES: '3' })
  const change = (device: WireDevice, current: string, password: string) =>
    device.post<ErrorBody>('/api/password', { current, password })
  const signIn = (handle: string, password: string) => new WireDevice(server).post('/api/session', { handle, password })

  test('takes the current one, and leaves every device signed in', async () => {
    const ada = await person(server)
    const { handle } = ada
    expect(await change(ada, 'wrong horse', 'another good one')).toMatchObject(refused(403, 'wrong-password'))
    expect(await change(ada, PASSWORD, 'short')).toMatchObject(refused(400, 'invalid'))
    expect((await signIn(handle, PASSWORD)).status).toBe(200)
    expect((await change(ada, PASSWORD, 'another good one')).status).toBe(204)
    expect((await ada.get('/api/session')).status).toBe(200)
    expect((await signIn(handle, PASSWORD)).status).toBe(401)
    expect((await signIn(handle, 'another good one')).status).toBe(200)
  })

  test('is for who is signed in, and no way to guess on', async () => {
    expect(await change(new WireDevice(server), PASSWORD, 'another good one')).toMatchObject(
      refused(401, 'unauthenticated'),
    )
    const ada = await person(server)
    for (let i = 0; i < 3; i++) {
      expect(await change(ada, 'wrong horse', 'another good one')).toMatchObject(refused(403, 'wrong-password'))
    }
    expect(await change(ada, PASSWORD, 'another good one')).toMatchObject(refused(429, 'slow-down'))
    expect((await signIn(ada.handle, PASSWORD)).status).toBe(429)
    expect((await ada.get('/api/session')).status).toBe(200)
  })
})

describe('a server that is closed to others', () => {
  test('lets in the first of all, and nobody after them without an invite', async () => {
    const server = newServer()
    try {
      await server.start({ SIGNUP: 'invite' })
      const stranger = new WireDevice(server)
      expect((await stranger.get('/api/visit')).body).toEqual({ first: true })
      const ada = new WireDevice(server)
      const signUp = (device: WireDevice) =>
        device.post('/api/accounts', { handle: newHandle(), name: 'x', password: PASSWORD })
      const { status, body: account } = await signUp(ada)
      expect(status).toBe(201)
      expect(await signUp(stranger)).toMatchObject(refused(403, 'invalid'))
      expect((await stranger.get('/api/visit')).body).toEqual({})
      expect((await ada.get('/api/visit')).body).toMatchObject({ account: { user: (account as Account).user } })
      expect((await stranger.get('/api/visit?invite=nonsense')).body).toEqual({})
    } finally {
      await server.signal('SIGKILL')
    }
  })

  test('lets in whoever has the invite of a group', async () => {
    const server = newServer()
    try {
      await server.start()
      const ada = await person(server)
      const conversation = await group(ada)
      const { body: invite } = await ada.post<Invite>(`/api/conversations/${conversation}/invite`)
      await server.signal('SIGTERM')
      await server.start({ SIGNUP: 'invite' })
      const signUp = (fields: object) =>
        new WireDevice(server).post('/api/accounts', { handle: newHandle(), name: 'x', password: PASSWORD, ...fields })
      expect(await signUp({})).toMatchObject(refused(403, 'invalid'))
      expect(await signUp({ invite: 'guessed' })).toMatchObject(refused(403, 'invalid'))
      expect((await signUp({ invite: invite.token })).status).toBe(201)
    } finally {
      await server.signal('SIGKILL')
    }
  })
})
