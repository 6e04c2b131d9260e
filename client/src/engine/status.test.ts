import { describe, expect, test } from 'vitest'
import { type bench, entry, liveBench, message } from './testbed.ts'

const connection = ({ status }: Awaited<ReturnType<typeof bench>>) => status().connection
const BEGINNING = { seq: 0, id: null }

describe('what the screens say of the connection', () => {
  test('a blink is not news; four seconds are; twenty, or three tries, are told with the host', async () => {
    const made = await liveBench({ backoffBaseMs: 30_000, backoffCapMs: 60_000 })
    expect(connection(made)).toEqual({ state: 'live' })
    await made.line().say({ kind: 'closed' })
    expect(connection(made)).toEqual({ state: 'connecting' })
    await made.pass(3_999)
    expect(connection(made)).toEqual({ state: 'connecting' })
    await made.pass(1)
    expect(connection(made)).toEqual({ state: 'reconnecting' })
    await made.pass(15_999)
    expect(connection(made)).toEqual({ state: 'reconnecting' })
    await made.pass(1)
    expect(connection(made)).toMatchObject({ state: 'unreachable', host: 'the server' })
  })

  test('without a network, by the word of the platform, it is offline after two seconds, where nothing answers', async () => {
    const made = await liveBench()
    made.platform.online = false
    await made.platform.wake()
    await made.pass(1_900)
    expect(connection(made)).toEqual({ state: 'live' })
    await made.pass(200)
    expect(connection(made)).toEqual({ state: 'offline' })
  })

  test('with the network back it is tried at once, and what failed without one is no word about the server', async () => {
    const made = await liveBench()
    made.platform.online = false
    await made.line().say({ kind: 'closed' })
    for (let tries = 1; tries < 5; tries++) {
      await made.pass(20_000)
      await made.line().say({ kind: 'closed' })
    }
    expect(connection(made)).toEqual({ state: 'offline' })
    const before = made.lines.length
    made.platform.online = true
    await made.platform.wake()
    expect(made.lines).toHaveLength(before + 1)
    expect(connection(made)).toEqual({ state: 'connecting' })
    await made.line().welcome()
    expect(connection(made)).toEqual({ state: 'live' })
  })

  test('and live where it lies', async () => {
    const made = await liveBench()
    made.platform.online = false
    await made.platform.wake()
    await made.line().answer({ outbox: null })
    await made.pass(1_000)
    expect(connection(made)).toEqual({ state: 'live' })
  })

  test('catching up is told after 600 ms, with what is still to come', async () => {
    const made = await liveBench()
    await made.line().say({ kind: 'closed' })
    await made.pass(1_000)
    await made.line().welcome({ head: 1_240 })
    expect(connection(made)).toEqual({ state: 'connecting' })
    await made.pass(600)
    expect(connection(made)).toEqual({ state: 'syncing', count: 1_240 })
    const entries = [entry(1_240, message(1), 1, 'bob')]
    await made.line().say({ kind: 'entries', ack: 1, batch: { after: BEGINNING, entries } })
    expect(connection(made)).toEqual({ state: 'live' })
  })

  test('a burst while live is no news', async () => {
    const made = await liveBench()
    const before = made.statuses.length
    for (let n = 1; n <= 5; n++) {
      const after = n === 1 ? BEGINNING : { seq: n - 1, id: `commit-${n - 1}` }
      await made.line().say({ kind: 'entries', ack: n, batch: { after, entries: [entry(n, message(n), n, 'bob')] } })
    }
    expect(made.statuses).toHaveLength(before)
  })

  test('when it last held all that the server had is kept on the disk', async () => {
    const made = await liveBench()
    const first = made.store.rows('device')[0]?.synced
    expect(first).toBe(made.clock.now())
    await made.pass(60_000)
    expect(made.store.rows('device')[0]?.synced).toBe((first as number) + 60_000)
  })
})
