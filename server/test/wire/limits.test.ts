import { v7 } from 'uuid'
import { expect, test } from 'vitest'
import { anotherDevice, dm, group, message, op, person } from '../../../conformance/device.ts'
import { forEachStore, serving } from './server.ts'

forEachStore('the rate of ops', (store) => {
  const server = serving({ STORE: store, RATE_OPS_PER_SECOND: '100', RATE_OPS_BURST: '50' })

  test('past it the answer is slow-down with when to come again, and nothing is lost', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    const notes = (count: number) => Array.from({ length: count }, () => message(dm(ada, bob), 'x'))
    const first = notes(50)
    const second = notes(40)
    await ada.commit(...first)
    const answer = await ada.push(...second)
    expect(answer).toEqual({ error: { code: 'slow-down', retryAfter: expect.any(Number) } })
    const wait = answer.error?.retryAfter ?? 0
    expect(wait).toBeGreaterThan(0)
    expect(wait).toBeLessThanOrEqual(400)
    await bob.commit(message(dm(ada, bob), 'bob is not held up'))
    const again = async (): Promise<void> => {
      const late = await ada.push(...second)
      if (late.error?.code !== 'slow-down') return expect(late).toEqual({ outbox: second[39]?.id })
      await new Promise((resolve) => setTimeout(resolve, late.error?.retryAfter))
      return again()
    }
    await again()
    await bob.event(second[39]?.id ?? '')
    expect(bob.events.filter((event) => event.kind === 'message' && event.by === ada.handle)).toHaveLength(90)
  })

  test('it is one for all devices of a user, and the exchange as well', async () => {
    const ada = await person(server)
    const tablet = await (await anotherDevice(ada)).online()
    await ada.commit(...Array.from({ length: 50 }, () => message(dm(ada, ada), 'x')))
    const ops = Array.from({ length: 45 }, () => message(dm(ada, ada), 'x'))
    expect((await tablet.push(...ops)).error?.code).toBe('slow-down')
    const reply = await tablet.post('/api/exchange', { protocol: 1, cursor: tablet.cursor, ops })
    expect(reply).toMatchObject({ status: 429, body: { error: { code: 'slow-down', retryAfter: expect.any(Number) } } })
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})

forEachStore('the rate of typing', (store) => {
  const server = serving({ STORE: store })

  test('[S21] typing without end is dropped, and the connection stays', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    const [hello] = await ada.commit(message(dm(ada, bob), 'hello'))
    await bob.event(hello.id)
    for (let i = 0; i < 500; i++) ada.live.emit('typing', { conversation: dm(ada, bob), on: true })
    const [last] = await ada.commit(message(dm(ada, bob), 'enough'))
    await bob.event(last.id)
    expect(bob.typed.length).toBeLessThan(50)
    expect(bob.typed.length).toBeGreaterThan(0)
  })
})

forEachStore('the members of a group', (store) => {
  const server = serving({ STORE: store, LIMIT_MEMBERS: '4' })

  test('are no more than the limit, however they come', async () => {
    const [ada, bob, cleo, dora, eve] = await Promise.all(Array.from({ length: 5 }, () => person(server)))
    if (!ada || !bob || !cleo || !dora || !eve) throw new Error('nobody')
    const conversation = await group(ada, bob, cleo, dora)
    const add = op('add', { conversation, member: eve.handle })
    const members = [bob, cleo, dora, eve].map(({ handle }) => handle)
    const many = op('group', { conversation: v7(), title: 'Many', members })
    await ada.commit(add, many)
    expect(await ada.rejection(add.id)).toBe('full')
    expect(await ada.rejection(many.id)).toMatch(/^(too-large|full)$/)
  })
})
