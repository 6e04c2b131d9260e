/** What needs a clock that is told the time, a server that is rolled back, or a look at how much is asked of the store. */
import { describe, expect, test } from 'vitest'
import { BEGINNING } from '#protocol/cursor.ts'
import { cursorOf, type Entry } from '#protocol/event.ts'
import { opOf, type Phone, World } from '../../test/world.ts'
import { MemoryStore } from '../memory/memory-store.ts'
import { scriptedEnv } from '../memory/scripted-env.ts'
import { noNews } from './context.ts'
import { handle } from './handle.ts'
import type { CoreSettings, Tx } from './ports.ts'

const DAY = 24 * 60 * 60 * 1000
const conversation = 'dm:ada:bob'
const message = (text = 'hi') => opOf({ kind: 'message', conversation, text })

function world(settings: Partial<CoreSettings> = {}) {
  const env = scriptedEnv(settings)
  const store = new MemoryStore(env)
  return { env, store, world: World.of(store) }
}

describe('time', () => {
  test('what was done in the future was done when it was received', async () => {
    const { env, world: here } = world()
    const [ada] = await here.people('ada')
    const says = (at: number) => ada.did({ kind: 'message', conversation: 'dm:ada:ada', text: 'a', at })
    expect(await says(env.time + 1)).toMatchObject({ at: env.time, received: env.time })
    expect(await says(env.time)).toMatchObject({ at: env.time, received: env.time })
    expect(await says(env.time - 1)).toMatchObject({ at: env.time - 1, received: env.time })
  })

  test('[S16] a device unseen for thirty days holds nothing back, and one that only looks does', async () => {
    const { env, store, world: here } = world()
    const [ada, bob] = await here.people('ada', 'bob')
    const [drawer, desk] = [await bob.another(), await bob.another()]
    for (const phone of [bob, drawer, desk]) await phone.connect(BEGINNING)
    await ada.push([message('1'), message('2'), message('3')])
    const cursors = (await bob.entries()).map(cursorOf)
    await bob.ask('ack', { cursor: cursors[2] ?? BEGINNING })
    await desk.ask('ack', { cursor: cursors[1] ?? BEGINNING })
    const isThere = async (cursor = BEGINNING) =>
      (await desk.ask('read', { after: cursor, entries: 1, bytes: 1 })).found
    env.time += 30 * DAY
    await store.ask('sweep', { users: 9 })
    expect(await isThere()).toBe(true)
    env.time += 1
    await store.ask('sweep', { users: 9 })
    expect([await isThere(), await isThere(cursors[1])]).toEqual([false, true])
    expect(await drawer.connect(BEGINNING)).toMatchObject({ inbox: 'resync' })
  })

  test('a device is seen by whatever it asks, to the minute', async () => {
    const { env, world: here } = world()
    const [ada] = await here.people('ada')
    const seen = async () => (await ada.ask('devices', {}))[0]?.seen
    const first = env.time
    env.time += 59_999
    expect(await seen()).toBe(first)
    env.time += 1
    expect(await seen()).toBe(env.time)
    // A clock that was put right again does not leave it seen in the future.
    env.time -= DAY
    expect(await seen()).toBe(env.time)
  })
})

describe('a transaction', () => {
  test('[S4] that fails leaves nothing behind: no event, no entry, no cursor', async () => {
    const { env, store, world: here } = world()
    const [ada, bob] = await here.people('ada', 'bob')
    await ada.says(conversation)
    const before = store.dump()
    const { fingerprint } = env
    const poison = opOf({ kind: 'message', conversation, text: 'poison', reply: message().id })
    env.fingerprint = (op) => {
      if (op.id === poison.id) throw new Error('a bug')
      return fingerprint(op)
    }
    const group = opOf({ kind: 'group', conversation: message().id, title: 'Club', members: ['bob'] })
    await expect(ada.push([group, message(), poison, message()])).rejects.toThrow('a bug')
    expect(store.dump()).toEqual(before)
    expect(await bob.kinds()).toEqual(['message'])
    env.fingerprint = fingerprint
    expect(await ada.push([poison])).toEqual({ outbox: poison.id })
  })

  test('a closed store refuses in its own words', async () => {
    const { store, world: here } = world()
    const [ada] = await here.people('ada')
    await store.close()
    await expect(ada.push([message()])).rejects.toMatchObject({ name: 'Unavailable' })
  })
})

describe('a server that was put back to an older copy', () => {
  test('[S17] has other entries where the device holds some, and so says resync', async () => {
    const { store, world: here } = world()
    const [ada, bob] = await here.people('ada', 'bob')
    await ada.says(conversation, 'kept')
    const kept = await bob.catchUp()
    const copy = store.dump()
    await ada.says(conversation, 'lost')
    const lost = await bob.catchUp()
    store.restore(copy)
    expect(await bob.connect(lost)).toMatchObject({ inbox: 'resync' })
    await ada.says(conversation, 'other')
    expect(await bob.connect(lost)).toMatchObject({ inbox: 'resync' })
    expect(await bob.connect(kept)).toMatchObject({ inbox: 'resume' })
  })

  test('[S14] takes again what it forgot, under the same ids, and refuses nothing for good that comes with again', async () => {
    const { store, world: here } = world()
    const [ada, bob] = await here.people('ada', 'bob')
    const copy = store.dump()
    const group = opOf({ kind: 'group', conversation: message().id, title: 'Club', members: ['bob'] })
    const reply = opOf({ kind: 'message', conversation: message().id, text: 'never' })
    const said = opOf({ kind: 'message', conversation: (group as { conversation: string }).conversation, text: 'hi' })
    await ada.push([group])
    await bob.push([said])
    store.restore(copy)
    // Bob is back first: the group that he writes to is not.
    expect(await bob.outbox()).toBeNull()
    expect(await bob.does(said)).toBe('no-such-conversation')
    expect(await ada.outbox()).toBeNull()
    await ada.push([group], null)
    expect(await bob.does(said)).toBe('no-such-conversation')
    expect(await bob.does({ ...said, again: true })).toMatchObject({ id: said.id, position: 2 })
    expect(await ada.kinds()).toEqual(['group', 'message'])
    expect(await ada.does(reply)).toBe('no-such-conversation')
  })

  test('[S7] hears of an outbox that it does not know, and says where it stands', async () => {
    const { store, world: here } = world()
    const [ada, bob] = await here.people('ada', 'bob')
    const [one, two] = [message('1'), message('2')]
    await ada.push([one])
    const copy = store.dump()
    await ada.push([two])
    store.restore(copy)
    const three = message('3')
    expect(await ada.push([three], two.id)).toEqual({ error: { code: 'moved' }, outbox: one.id })
    expect(await ada.push([two, three], one.id)).toEqual({ outbox: three.id })
    const texts = (await bob.events()).map((event) => 'text' in event && event.text)
    expect(texts).toEqual(['1', '2', '3'])
  })
})

describe('what is asked of the store', () => {
  /** How often each method is called while `ask` is answered. */
  function counted(
    store: MemoryStore,
    env: ReturnType<typeof scriptedEnv>,
    phone: Phone,
    ops: ReturnType<typeof message>[],
  ) {
    const calls: Record<string, number> = {}
    store.transact((tx) => {
      const watched = new Proxy(tx, {
        get(target, name: keyof Tx & string) {
          const value = target[name]
          if (typeof value !== 'function') return value
          return (...args: unknown[]) => {
            calls[name] = (calls[name] ?? 0) + 1
            return (value as (...args: unknown[]) => unknown).apply(target, args)
          }
        },
      })
      handle(watched, { kind: 'push', ...phone.asker, ops }, env, noNews())
    })
    return calls
  }

  test('a message in a direct conversation costs a dozen calls', async () => {
    const { env, store, world: here } = world()
    const [ada] = await here.people('ada', 'bob')
    await ada.says(conversation)
    expect(counted(store, env, ada, [message()])).toEqual({
      device: 1,
      op: 1,
      conversation: 1,
      member: 1,
      members: 1,
      blocked: 1,
      putOp: 1,
      putConversation: 1,
      appendEvent: 1,
      appendInbox: 2,
      putDevice: 1,
    })
  })

  test('a message in a large group costs one more for each member, and nothing else', async () => {
    const { env, store, world: here } = world()
    const [ada, ...others] = await here.people('ada', ...Array.from({ length: 199 }, (_, index) => `user${index}`))
    const group = await (ada as Phone).founds(...(others as Phone[]))
    const said = opOf({ kind: 'message', conversation: group, text: 'hi' })
    const { appendInbox, ...rest } = counted(store, env, ada as Phone, [said])
    expect(appendInbox).toBe(200)
    expect(Object.values(rest).reduce((sum, calls) => sum + calls)).toBeLessThanOrEqual(10)
  })

  test('an ack that brings nothing new writes nothing but its place', async () => {
    const { world: here } = world()
    const [ada, bob] = await here.people('ada', 'bob')
    await ada.says(conversation)
    const cursor = cursorOf((await bob.entries())[0] as Entry)
    await bob.ask('ack', { cursor })
    const before = await ada.entries()
    await bob.ask('ack', { cursor })
    expect(await ada.entries()).toEqual(before)
  })
})
