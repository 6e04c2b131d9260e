import { expect, test } from 'vitest'
import { anotherDevice, dm, group, message, op, person, Refused, WireDevice } from './device.ts'
import { forEachTarget } from './target.ts'

forEachTarget('a live session', (server) => {
  const refusal = async (device: WireDevice, options: Parameters<WireDevice['connect']>[0]) => {
    const error = await device.connect(options).catch((reason) => reason)
    return error instanceof Refused ? error.code : error
  }

  test('[S26] is refused in words: without a session, of another version, from another site', async () => {
    const ada = await new WireDevice(server).signUp()
    const stranger = new WireDevice(server)
    expect(await refusal(stranger, {})).toBe('unauthenticated')
    stranger.cookie = ada.cookie.replace(/=.*/, '=forged')
    expect(await refusal(stranger, {})).toBe('unauthenticated')
    for (const protocol of [2, 0, '1', null]) expect(await refusal(ada, { protocol })).toBe('upgrade-required')
    for (const origin of ['https://evil.example', 'null', 'http://localhost:1']) {
      expect(await refusal(ada, { origin })).toBe('forbidden-origin')
    }
    await ada.connect({ origin: server.url })
  })

  test('renews its cookie by the handshake', async () => {
    const ada = await new WireDevice(server).signUp()
    const response = await new Promise<{ headers: Record<string, string | string[]> }>((resolve) => {
      void ada.connect()
      ada.live.io.engine.once('upgrade', () => {})
      void import('ws').then(({ WebSocket }) => {
        const ws = new WebSocket(`${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, {
          headers: { cookie: ada.cookie },
        })
        ws.once('upgrade', (message) => {
          resolve(message as never)
          ws.once('open', () => ws.terminate())
        })
      })
    })
    const cookies = [response.headers['set-cookie']].flat()
    expect(cookies[0]).toMatch(new RegExp(`^${ada.cookie}; Max-Age=\\d+; Path=/; HttpOnly; SameSite=Lax$`))
  })

  test('is not to be had by polling, in another namespace or in an older protocol', async () => {
    const ada = await new WireDevice(server).signUp()
    expect((await ada.get('/socket.io/?EIO=4&transport=polling')).status).toBe(400)
    const { io } = await import('socket.io-client')
    const admin = io(`${server.url}/admin`, { transports: ['websocket'], reconnection: false, forceNew: true })
    expect(await new Promise((resolve) => admin.once('connect_error', (error) => resolve(error.message)))).toBe(
      'Invalid namespace',
    )
    admin.disconnect()
  })

  test('[S23] the newer of two connections of a device wins, and the older is told', async () => {
    const ada = await person(server)
    const twin = new WireDevice(server)
    Object.assign(twin, { cookie: ada.cookie, handle: ada.handle, cursor: ada.cursor })
    await twin.connect()
    await ada.until(() => ada.closed)
    expect(ada.isReplaced).toBe(true)
    const [note] = await twin.commit(message(dm(ada, ada), 'still here'))
    await twin.event(note.id)
    expect(twin.closed).toBeUndefined()
    expect(ada.events).toEqual([])
  })

  test('[S23] two devices of one person do not replace each other, and an exchange replaces nobody', async () => {
    const ada = await person(server)
    const tablet = await (await anotherDevice(ada)).online()
    await ada.post('/api/exchange', { protocol: 1, cursor: ada.cursor, ops: [] })
    const [note] = await ada.commit(message(dm(ada, ada), 'to both'))
    await tablet.event(note.id)
    await ada.event(note.id)
    expect([ada.closed, tablet.closed]).toEqual([undefined, undefined])
  })

  test('a device that is revoked is cut off at once, and is nobody when it comes again', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    const tablet = await (await anotherDevice(ada)).online()
    const reply = await ada.delete(`/api/devices/${tablet.account.device.id}`)
    expect(reply.status).toBe(204)
    await tablet.until(() => tablet.closed)
    const [sent] = await bob.commit(message(dm(ada, bob), 'not for the thief'))
    await ada.event(sent.id)
    expect(tablet.events).toEqual([])
    expect(await refusal(tablet, {})).toBe('unauthenticated')
    expect((await tablet.get('/api/session')).status).toBe(401)
  })

  test('closing lets a client come back by itself', async () => {
    const ada = await person(server)
    const tablet = await (await anotherDevice(ada)).online()
    await ada.delete(`/api/devices/${tablet.account.device.id}`)
    // To an `io server disconnect` Socket.IO's clients answer by staying away.
    expect(await tablet.until(() => tablet.closed)).toBe('transport close')
  })

  test('[S20] typing reaches the others of a conversation, and nobody else', async () => {
    const [ada, bob, eve] = [await person(server), await person(server), await person(server)]
    const [hello] = await ada.commit(message(dm(ada, bob), 'hello'))
    await bob.event(hello.id)
    ada.live.emit('typing', { conversation: dm(ada, bob), on: true })
    expect(await bob.until(() => bob.typed[0])).toEqual({ conversation: dm(ada, bob), on: true, by: ada.handle })
    const conversation = await group(ada, bob)
    eve.live.emit('typing', { conversation: dm(ada, bob), on: true })
    eve.live.emit('typing', { conversation, on: true })
    bob.live.emit('typing', { conversation, on: false })
    expect(await ada.until(() => ada.typed[0])).toEqual({ conversation, on: false, by: bob.handle })
    expect([...bob.typed.slice(1), ...eve.typed]).toEqual([])
  })

  test('[S20] typing of who is blocked is not passed on', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    const conversation = await group(ada, bob)
    const [hello] = await ada.commit(message(dm(ada, bob), 'hello'))
    await bob.event(hello.id)
    await ada.commit(op('block', { user: bob.handle, on: true }))
    bob.live.emit('typing', { conversation: dm(ada, bob), on: true })
    const [said] = await bob.commit(message(conversation, 'afterwards'))
    await ada.event(said.id)
    expect(ada.typed).toEqual([])
  })

  /** Two who are here begin to talk. What they are told of each other by that is left behind. */
  async function meet(...[ada, bob]: [WireDevice, WireDevice]): Promise<object[]> {
    const both = [ada, bob]
    await ada.commit(message(dm(ada, bob), 'hello'))
    await Promise.all(both.map((device) => device.until(() => device.presences.length > 0)))
    const told = both.flatMap(({ presences }) => presences)
    for (const device of both) device.presences = []
    return told
  }

  test('presence is told to who comes together, on change, and of who is here right after the welcome', async () => {
    const [ada, bob, eve] = [await person(server), await person(server), await person(server)]
    expect(await meet(ada, bob)).toEqual([
      { user: bob.handle, online: true, seen: expect.any(Number) },
      { user: ada.handle, online: true, seen: expect.any(Number) },
    ])
    bob.disconnect()
    const gone = await ada.until(() => ada.presences.find(({ online }) => !online))
    expect(gone).toEqual({ user: bob.handle, online: false, seen: expect.any(Number) })
    await bob.connect()
    expect(await ada.until(() => ada.presences.find(({ online }) => online))).toMatchObject({ user: bob.handle })
    expect(await bob.until(() => bob.presences[0])).toMatchObject({ user: ada.handle, online: true })
    expect(eve.presences).toEqual([])
  })

  test('presence: one of two devices going away is no change, and signing out is one', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    await meet(ada, bob)
    const tablet = await (await anotherDevice(bob)).online()
    await tablet.delete('/api/session')
    await tablet.until(() => tablet.closed)
    await bob.commit(message(dm(ada, bob), 'still here'))
    await ada.until(() => ada.events.some((event) => event.kind === 'message' && event.text === 'still here'))
    expect(ada.presences).toEqual([])
    await bob.delete('/api/session')
    expect(await ada.until(() => ada.presences[0])).toMatchObject({ user: bob.handle, online: false })
  })

  test('[S20] presence of who is blocked is not passed on', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    await meet(ada, bob)
    await ada.commit(op('block', { user: bob.handle, on: true }))
    const conversation = await group(ada, bob)
    bob.disconnect()
    await bob.connect()
    const [said] = await bob.commit(message(conversation, 'afterwards'))
    await ada.event(said.id)
    ada.disconnect()
    await ada.connect()
    const [again] = await bob.commit(message(conversation, 'once more'))
    await ada.event(again.id)
    expect(ada.presences).toEqual([])
  })
})
