import { v7 } from 'uuid'
import { expect, test } from 'vitest'
import type { Account, Device, ErrorBody, HistoryPage, Invite } from '#protocol/http.ts'
import { anotherDevice, dm, group, message, newHandle, op, PASSWORD, person, WireDevice } from './device.ts'
import { forEachTarget } from './target.ts'

const refused = (status: number, code: string) => ({ status, body: { error: { code, message: expect.any(String) } } })

forEachTarget('accounts', (server) => {
  const account = (fields: object = {}) => ({ handle: newHandle(), name: 'Ada', password: PASSWORD, ...fields })
  const signUp = (body: unknown) => new WireDevice(server).post<Account & ErrorBody>('/api/accounts', body)

  test('signing up answers who one is, and a cookie that scripts cannot read', async () => {
    const body = account({ name: 'Ada Lovelace' })
    const reply = await signUp(body)
    expect(reply).toMatchObject({
      status: 201,
      body: {
        user: { id: expect.any(String), handle: body.handle, name: 'Ada Lovelace' },
        device: {
          id: expect.any(String),
          name: expect.any(String),
          created: expect.any(Number),
          seen: expect.any(Number),
        },
      },
    })
    const [cookie, ...more] = reply.headers.getSetCookie()
    expect(more).toEqual([])
    expect(cookie).toMatch(/^tidemark=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/)
    expect(JSON.stringify(reply.body)).not.toContain(cookie?.split(/[=;]/)[1])
  })

  test.each([
    ['a handle in capitals', { handle: 'Ada' }],
    ['a handle of one letter', { handle: 'a' }],
    ['a handle with a space', { handle: 'ada l' }],
    ['a handle that is too long', { handle: 'a'.repeat(32) }],
    ['a handle of a prototype', { handle: '__proto__' }],
    ['no name', { name: undefined }],
    ['a white name', { name: ' \u2003' }],
    ['a broken name', { name: 'half \ud83d' }],
    ['a short password', { password: '🔑'.repeat(7) }],
    ['a long password', { password: 'x'.repeat(257) }],
    ['a password that is a list', { password: ['a', 'b'] }],
  ])('signing up with %s is invalid', async (_what, fields) => {
    expect(await signUp(account(fields))).toMatchObject(refused(400, 'invalid'))
  })

  test('a name that is too long is too large', async () => {
    expect(await signUp(account({ name: '🔑'.repeat(129) }))).toMatchObject(refused(413, 'too-large'))
    expect((await signUp(account({ name: '🔑'.repeat(128) }))).status).toBe(201)
  })

  test('a password of 256 code points opens what it closed', async () => {
    const body = account({ password: '🔑'.repeat(256) })
    expect((await signUp(body)).status).toBe(201)
    expect((await new WireDevice(server).post('/api/session', body)).status).toBe(200)
  })

  test('a handle is given once', async () => {
    const body = account()
    const both = await Promise.all([signUp(body), signUp(body)])
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409])
    expect(await signUp(body)).toMatchObject(refused(409, 'taken'))
  })

  test('signing in makes a device with a readable name, and its own session', async () => {
    const ada = await new WireDevice(server).signUp()
    const phone = new WireDevice(server)
    const userAgent =
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36'
    const body = { handle: ada.handle, password: PASSWORD }
    const reply = await phone.call<Account>('POST', '/api/session', body, { 'user-agent': userAgent })
    expect(reply).toMatchObject({
      status: 200,
      body: { user: ada.account.user, device: { name: 'Chrome on Android' } },
    })
    expect(phone.cookie).not.toBe(ada.cookie)
    expect((await phone.get('/api/session')).body).toEqual(reply.body)
    const { body: listed } = await ada.get<{ devices: Device[] }>('/api/devices')
    expect(listed.devices.map(({ id }) => id).sort()).toEqual([ada.account.device.id, reply.body.device.id].sort())
  })

  test('a wrong password and an unknown handle are answered alike', async () => {
    const ada = await new WireDevice(server).signUp()
    const signIn = (handle: string) => new WireDevice(server).post('/api/session', { handle, password: 'wrong horse' })
    const [wrong, unknown] = [await signIn(ada.handle), await signIn(newHandle('nobody'))]
    expect(wrong).toMatchObject(refused(401, 'unauthenticated'))
    expect(unknown.body).toEqual(wrong.body)
    expect((await signIn('No Handle At All')).body).toEqual(wrong.body)
    expect([wrong, unknown].flatMap(({ headers }) => headers.getSetCookie())).toEqual([])
  })

  test('the cookie is renewed as it is used, and ended by signing out', async () => {
    const ada = await new WireDevice(server).signUp()
    const used = await ada.get('/api/session')
    expect(used.headers.getSetCookie()[0]).toContain(`${ada.cookie}; Max-Age=`)
    const { cookie } = ada
    const out = await ada.delete('/api/session')
    expect(out.status).toBe(204)
    expect(out.headers.getSetCookie()).toEqual(['tidemark=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax'])
    ada.cookie = cookie
    expect(await ada.get('/api/session')).toMatchObject(refused(401, 'unauthenticated'))
  })

  test('[S20] one revokes one’s own devices, and no others', async () => {
    const [ada, eve] = [await new WireDevice(server).signUp(), await new WireDevice(server).signUp()]
    const tablet = await anotherDevice(ada)
    const { id } = tablet.account.device
    expect(await eve.delete(`/api/devices/${id}`)).toMatchObject(refused(404, 'not-found'))
    expect(await ada.delete(`/api/devices/${v7()}`)).toMatchObject(refused(404, 'not-found'))
    expect((await tablet.get('/api/session')).status).toBe(200)
    expect((await ada.delete(`/api/devices/${id}`)).status).toBe(204)
    expect((await tablet.get('/api/session')).status).toBe(401)
    expect(await ada.delete(`/api/devices/${id}`)).toMatchObject(refused(404, 'not-found'))
  })

  test('without a session there is nothing to be had', async () => {
    const nobody = new WireDevice(server)
    const calls: [string, string][] = [
      ['GET', '/api/session'],
      ['DELETE', '/api/session'],
      ['GET', '/api/devices'],
      ['DELETE', '/api/devices/x'],
      ['POST', '/api/exchange'],
      ['GET', '/api/snapshot'],
      ['GET', `/api/conversations/${v7()}/events`],
      ['POST', `/api/conversations/${v7()}/invite`],
      ['DELETE', `/api/conversations/${v7()}/invite`],
      ['GET', '/api/users/ada'],
      ['GET', '/api/users?handles=ada'],
      ['POST', '/api/files'],
      ['GET', `/api/files/${v7()}`],
    ]
    for (const [method, path] of calls) {
      expect([method, path, await nobody.call(method, path)]).toMatchObject([
        method,
        path,
        refused(401, 'unauthenticated'),
      ])
    }
  })
})

forEachTarget('reading', (server) => {
  test('history goes back page by page, newest first', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    for (let i = 0; i < 3; i++) await ada.commit(...Array.from({ length: 100 }, () => message(dm(ada, bob), 'x')))
    const page = async (query: string) => {
      const { body } = await bob.get<HistoryPage>(`/api/conversations/${dm(ada, bob)}/events${query}`)
      return body.events.map(({ position }) => position)
    }
    const down = (from: number, count: number) => Array.from({ length: count }, (_, i) => from - i)
    expect(await page('')).toEqual(down(300, 50))
    expect(await page('?before=251&limit=10')).toEqual(down(250, 10))
    expect(await page('?limit=1000')).toEqual(down(300, 200))
    expect(await page('?before=3')).toEqual([2, 1])
    expect(await page(`?before=${'9'.repeat(30)}&limit=1`)).toHaveLength(1)
    expect(await page(`?limit=${'9'.repeat(30)}`)).toHaveLength(200)
    expect(await page('?before=1')).toEqual([])
    for (const query of ['?before=x', '?before=-1', '?limit=0', '?limit=1e3', '?before=1&before=2']) {
      expect(await bob.get(`/api/conversations/${dm(ada, bob)}/events${query}`)).toMatchObject(refused(400, 'invalid'))
    }
  })

  test('[S20] history of a foreign conversation and of none are answered alike', async () => {
    const [ada, bob, eve] = [await person(server), await person(server), await person(server)]
    const conversation = await group(ada, bob)
    await ada.commit(message(dm(ada, bob), 'hello'))
    const history = (id: string) => eve.get(`/api/conversations/${encodeURIComponent(id)}/events`)
    const foreign = await history(conversation)
    expect(foreign).toMatchObject(refused(404, 'not-found'))
    for (const id of [v7(), dm(ada, bob), 'dm:b:a:c', '../../etc', '__proto__']) {
      expect([id, (await history(id)).status, (await history(id)).body]).toEqual([id, 404, foreign.body])
    }
    expect((await history(dm(eve, bob))).body).toEqual({ events: [] })
  })

  test('users are known by their handles, the unknown left out', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    expect((await ada.get(`/api/users/${bob.handle}`)).body).toEqual({ user: bob.account.user })
    expect(await ada.get('/api/users/nobody-at-all')).toMatchObject(refused(404, 'not-found'))
    const { body } = await ada.get(`/api/users?handles=${bob.handle},nobody-at-all,${ada.handle},NOT%20ONE,__proto__`)
    expect(body).toEqual({ users: expect.arrayContaining([ada.account.user, bob.account.user]) })
    expect((body as { users: object[] }).users).toHaveLength(2)
    const many = (count: number) =>
      `/api/users?handles=${Array.from({ length: count }, (_, i) => `nobody-${i}`).join()}`
    expect((await ada.get(many(200))).body).toEqual({ users: [] })
    expect(await ada.get(many(201))).toMatchObject(refused(413, 'too-large'))
    expect(await ada.get('/api/users')).toMatchObject(refused(400, 'invalid'))
  })

  test('an invite is told to whoever has it, and ended by a new one', async () => {
    const [ada, bob, eve] = [await person(server), await person(server), await person(server)]
    const conversation = await group(ada, bob)
    const invite = () => ada.post<Invite>(`/api/conversations/${conversation}/invite`)
    const first = await invite()
    expect(first).toMatchObject({
      status: 201,
      body: { url: expect.stringMatching(new RegExp(`^https?://.+/join/${first.body.token}$`)) },
    })
    const nobody = new WireDevice(server)
    expect((await nobody.get(`/api/invites/${first.body.token}`)).body).toEqual({
      conversation,
      title: 'Harbour',
      by: ada.handle,
      members: 2,
    })
    const second = await invite()
    expect(await nobody.get(`/api/invites/${first.body.token}`)).toMatchObject(refused(404, 'not-found'))
    expect((await nobody.get(`/api/invites/${second.body.token}`)).status).toBe(200)
    for (const id of [conversation, v7(), dm(ada, eve)]) {
      expect(await eve.post(`/api/conversations/${id}/invite`)).toMatchObject(refused(404, 'not-found'))
      expect(await eve.delete(`/api/conversations/${id}/invite`)).toMatchObject(refused(404, 'not-found'))
    }
    await ada.commit(op('drop', { conversation, member: bob.handle }))
    expect(await nobody.get(`/api/invites/${second.body.token}`)).toMatchObject(refused(404, 'not-found'))
  })
})

forEachTarget('what comes in over HTTP', (server) => {
  test.each(['https://evil.example', 'null', 'http://localhost:1', 'http://localhost', ''])(
    'a page from %j may not change anything',
    async (origin) => {
      const ada = await new WireDevice(server).signUp()
      const calls: [string, string, unknown?][] = [
        ['POST', '/api/accounts', { handle: newHandle(), name: 'x', password: PASSWORD }],
        ['POST', '/api/session', { handle: ada.handle, password: PASSWORD }],
        ['POST', '/api/exchange', { protocol: 1, cursor: null, ops: [] }],
        ['DELETE', '/api/session'],
        ['DELETE', `/api/devices/${ada.account.device.id}`],
        ['POST', `/api/conversations/${v7()}/invite`],
      ]
      for (const [method, path, body] of calls) {
        expect(await ada.call(method, path, body, { origin })).toMatchObject(refused(403, 'forbidden-origin'))
      }
      expect((await ada.get('/api/session')).status).toBe(200)
    },
  )

  test('our own pages may', async () => {
    const ada = await new WireDevice(server).signUp()
    expect((await ada.call('DELETE', '/api/session', undefined, { origin: server.url })).status).toBe(204)
  })

  test.each([
    ['malformed JSON', '{"handle":', 'application/json', 400],
    ['JSON that is no object', '"text"', 'application/json', 400],
    ['null', 'null', 'application/json', 400],
    ['a form', 'handle=ada&password=x', 'application/x-www-form-urlencoded', 400],
    ['text', '{"handle":"ada","password":"x"}', 'text/plain', 400],
    ['a strange charset', '{}', 'application/json; charset=klingon', 415],
    ['a prototype', '{"__proto__":{"handle":"ada","password":"x"}}', 'application/json', 400],
    ['a constructor', '{"constructor":{"prototype":{"handle":"ada"}}}', 'application/json', 400],
    ['a huge body', `{"handle":"${'x'.repeat(100_000)}"}`, 'application/json', 413],
    ['deep nesting', `${'['.repeat(5000)}${']'.repeat(5000)}`, 'application/json', 400],
  ])('%s is refused, and never by a fault', async (_what, body, type, status) => {
    for (const path of ['/api/session', '/api/accounts']) {
      const reply = await new WireDevice(server).call<ErrorBody>('POST', path, body, { 'content-type': type })
      expect(reply.status).toBe(status)
      expect(reply.body.error.code).toBe(status === 413 ? 'too-large' : 'invalid')
    }
  })

  test.each([
    ['/api/nothing', 404, 'not-found'],
    ['/api', 404, 'not-found'],
    ['/api/files', 404, 'not-found'],
    [`/api/files/${v7()}`, 404, 'not-found'],
    ['/api/invites/%E0%A4%A', 400, 'invalid'],
    ['/api/users/%', 400, 'invalid'],
    ['/api/invites/..%2f..%2fetc%2fpasswd', 404, 'not-found'],
  ])('GET %s is %i', async (path, status, code) => {
    const ada = await new WireDevice(server).signUp()
    expect(await ada.get(path)).toMatchObject(refused(status, code))
  })

  test('the right path with another method is not found, and changes nothing', async () => {
    const ada = await new WireDevice(server).signUp()
    for (const method of ['PUT', 'PATCH', 'OPTIONS', 'POST']) {
      expect((await ada.call(method, '/api/devices')).status).toBe(404)
    }
    expect((await fetch(`${server.url}/api/session`, { method: 'HEAD' })).status).toBe(401)
  })

  test('it is healthy while it serves', async () => {
    expect((await new WireDevice(server).get('/health')).status).toBe(200)
  })
})
