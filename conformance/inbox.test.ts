import { expect, test } from 'vitest'
import { BEGINNING } from '#protocol/cursor.ts'
import { cursorOf, type Entry } from '#protocol/event.ts'
import { anotherDevice, dm, message, op, person, WireDevice } from './device.ts'
import { forEachTarget } from './target.ts'

forEachTarget('the inbox', (server) => {
  const LIMITS = ['text', 'title', 'members', 'files', 'fileSize', 'ops', 'pushSize']

  test('the welcome comes first and says all that a device must know', async () => {
    const ada = await new WireDevice(server).signUp()
    expect(await ada.connect()).toEqual({
      protocol: 1,
      user: { id: expect.any(String), handle: ada.handle, name: 'Somebody' },
      device: {
        id: expect.any(String),
        name: expect.any(String),
        created: expect.any(Number),
        seen: expect.any(Number),
      },
      outbox: null,
      inbox: 'resync',
      head: 0,
      time: expect.any(Number),
      limits: Object.fromEntries(LIMITS.map((name) => [name, expect.any(Number)])),
    })
    expect(Math.abs(ada.welcome.time - Date.now())).toBeLessThan(5000)
  })

  test('[S1] a device goes on from its own cursor, and is sent what came while it was away', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    const [first] = await ada.commit(message(dm(ada, bob), 'first'))
    await bob.event(first.id)
    bob.disconnect()
    const [second] = await ada.commit(message(dm(ada, bob), 'second'))
    expect(await bob.connect()).toMatchObject({ inbox: 'resume', head: 2 })
    await bob.event(second.id)
    expect(bob.events.map(({ id }) => id)).toEqual([first.id, second.id])
  })

  test('[S1] the beginning of an inbox is a cursor like any other', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    const [first] = await ada.commit(message(dm(ada, bob), 'first'))
    await bob.event(first.id)
    const tablet = await anotherDevice(bob)
    tablet.cursor = BEGINNING
    expect(await tablet.connect()).toMatchObject({ inbox: 'resume' })
    await tablet.event(first.id)
  })

  test('[S27] a device whose cursor went back is believed', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    const phone = await (await anotherDevice(bob)).online()
    phone.disconnect()
    const sent = await ada.commit(...Array.from({ length: 5 }, (_, i) => message(dm(ada, bob), `${i}`)))
    await bob.event(sent[4]?.id ?? '')
    const [, second] = bob.entries
    bob.disconnect()
    bob.cursor = second ? cursorOf(second) : null
    bob.entries = []
    expect(await bob.connect()).toMatchObject({ inbox: 'resume' })
    await bob.event(sent[4]?.id ?? '')
    expect(bob.events.map(({ id }) => id)).toEqual(sent.slice(2).map(({ id }) => id))
  })

  test.each([
    ['null', null],
    ['none at all', undefined],
    ['text', 'cursor'],
    ['a negative seq', { seq: -1, id: null }],
    ['a broken seq', { seq: 1.5, id: 'x' }],
    ['a seq beyond numbers', { seq: 1e300, id: 'x' }],
    ['an id of another log', { seq: 1, id: 'forged' }],
    ['a seq of the future', { seq: 1_000_000, id: 'x' }],
    ['a prototype', { __proto__: null, constructor: 1 }],
  ])('[S17] a cursor of %s is resync, here and in a resume', async (_what, cursor) => {
    const [ada, bob] = [await person(server), await person(server)]
    await ada.commit(message(dm(ada, bob), 'hello'))
    bob.disconnect()
    expect(await bob.connect({ cursor })).toMatchObject({ inbox: 'resync' })
    expect(await bob.resume(cursor)).toEqual({ inbox: 'resync' })
    expect(bob.batches).toHaveLength(bob.entries.length > 0 ? 1 : 0)
  })

  test('[S10] after a snapshot a device resumes from its cursor, and is streamed what follows', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    await ada.commit(message(dm(ada, bob), 'before'))
    const tablet = await anotherDevice(bob)
    expect(await tablet.connect()).toMatchObject({ inbox: 'resync' })
    const [page] = await tablet.snapshot()
    expect(page?.conversations[0]?.events).toMatchObject([{ text: 'before', position: 1 }])
    expect([undefined, 1]).toContain(page?.total)
    tablet.cursor = page?.cursor ?? null
    const [after] = await ada.commit(message(dm(ada, bob), 'after'))
    expect(await tablet.resume(tablet.cursor)).toEqual({ inbox: 'resume' })
    await tablet.event(after.id)
    expect(tablet.events.filter(({ kind }) => kind === 'message')).toHaveLength(1)
  })

  test('[S15] at most two batches are unacknowledged, none too large, and an ack brings the next', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    bob.disconnect()
    const sent: string[] = []
    for (let i = 0; i < 17; i++) {
      const ops = await ada.commit(...Array.from({ length: 100 }, (_, n) => message(dm(ada, bob), `${n}`)))
      sent.push(...ops.map(({ id }) => id))
    }
    await bob.connect({ byHand: true })
    await bob.until(() => bob.batches.length === 2)
    // What the server would send beyond its window comes before the answer to a push that it got after it.
    await bob.rawPush({ ops: [] })
    expect(bob.batches).toHaveLength(2)
    const ends = () => bob.batches.map(({ entries }) => cursorOf(entries.at(-1) as Entry))
    for (let n = 0; bob.batches.flatMap(({ entries }) => entries).length < sent.length; n++) {
      bob.acks[n]?.({ cursor: ends()[n] })
      await bob.until(
        () => bob.batches.length > n + 2 || bob.batches.flatMap(({ entries }) => entries).length === sent.length,
      )
    }
    expect(bob.batches.flatMap(({ entries }) => entries.map(({ event }) => event.id))).toEqual(sent)
    for (const [i, { after, entries }] of bob.batches.entries()) {
      if (i > 0) expect(after).toEqual(ends()[i - 1])
      expect(entries.length).toBeLessThanOrEqual(500)
      expect(Buffer.byteLength(JSON.stringify(entries))).toBeLessThan(300 * 1024)
    }
  })

  test('[S15] an ack that is no cursor in flight moves nothing', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    bob.disconnect()
    const sent = await ada.commit(...Array.from({ length: 3 }, (_, i) => message(dm(ada, bob), `${i}`)))
    await bob.connect({ byHand: true })
    await bob.until(() => bob.batches.length === 1)
    bob.acks[0]?.({ cursor: { seq: 3, id: 'forged' } })
    await bob.rawPush({ ops: [] })
    expect(ada.events.some(({ kind }) => kind === 'delivered')).toBe(false)
    bob.disconnect()
    bob.batches = []
    await bob.connect()
    await bob.event(sent[2]?.id ?? '')
    expect(bob.batches[0]?.after).toEqual(BEGINNING)
    await ada.until(() => ada.events.some(({ kind }) => kind === 'delivered'))
  })

  test('[S19] who was long away is sent the last receipt, not each', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    const [first] = await ada.commit(message(dm(ada, bob), 'first'))
    await bob.event(first.id)
    await ada.until(() => ada.events.some(({ kind }) => kind === 'delivered'))
    const tablet = await (await anotherDevice(ada)).online()
    tablet.disconnect()
    tablet.entries = []
    for (let i = 2; i <= 6; i++) {
      const [sent] = await ada.commit(message(dm(ada, bob), `${i}`))
      await bob.event(sent.id)
      await ada.until(() => ada.events.some((event) => event.kind === 'delivered' && event.position === i))
      const [read] = await bob.commit(op('read', { conversation: dm(ada, bob), position: i }))
      await ada.event(read.id)
    }
    await tablet.connect()
    await tablet.until(() => tablet.events.some((event) => event.kind === 'read' && event.position === 6))
    const receipts = tablet.events.filter(({ kind }) => kind === 'read' || kind === 'delivered')
    expect(receipts.map((event) => [event.kind, 'position' in event && event.position])).toEqual([
      ['delivered', 6],
      ['read', 6],
    ])
  })
})
