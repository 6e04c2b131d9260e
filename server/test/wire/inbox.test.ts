import { v7 } from 'uuid'
import { expect, test } from 'vitest'
import { BEGINNING } from '#protocol/cursor.ts'
import { cursorOf } from '#protocol/event.ts'
import { anotherDevice, dm, group, message, op, person, WireDevice } from './device.ts'
import { forEachStore, serving } from './server.ts'

forEachStore('the inbox', (store) => {
  const server = serving({
    STORE: store,
    RATE_OPS_BURST: '1000000',
    LIMIT_BATCH_ENTRIES: '10',
    LIMIT_BATCH_BYTES: '4000',
  })

  test('the welcome comes first and says all that a device must know', async () => {
    const ada = await new WireDevice(server).signUp()
    expect(await ada.connect()).toEqual({
      protocol: 1,
      user: { id: expect.any(String), handle: ada.handle, name: 'Somebody' },
      device: { id: expect.any(String), name: 'Unknown device', created: expect.any(Number), seen: expect.any(Number) },
      outbox: null,
      inbox: 'resync',
      head: 0,
      time: expect.any(Number),
      limits: {
        text: 16_384,
        title: 128,
        members: 1000,
        files: 10,
        fileSize: 104_857_600,
        ops: 100,
        pushSize: 262_144,
      },
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
    tablet.cursor = page?.cursor ?? null
    const [after] = await ada.commit(message(dm(ada, bob), 'after'))
    expect(await tablet.resume(tablet.cursor)).toEqual({ inbox: 'resume' })
    await tablet.event(after.id)
    expect(tablet.events.filter(({ kind }) => kind === 'message')).toHaveLength(1)
  })

  test('[S15] at most two batches are unacknowledged, none too large, and an ack brings the next', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    bob.disconnect()
    const sent = await ada.commit(...Array.from({ length: 35 }, (_, i) => message(dm(ada, bob), `${i}`)))
    await bob.connect({ byHand: true })
    await bob.until(() => bob.batches.length === 2)
    // What the server would send beyond its window comes before the answer to a push that it got after it.
    await bob.rawPush({ ops: [] })
    expect(bob.batches.map(({ entries }) => entries.length)).toEqual([10, 10])
    const answers = () =>
      bob.batches.map(({ entries }) => cursorOf(entries.at(-1) ?? { seq: 0, id: '', event: sent[0] as never }))
    bob.acks[1]?.({ cursor: answers()[1] })
    await bob.until(() => bob.batches.length === 4)
    expect(bob.batches.flatMap(({ entries }) => entries.map(({ event }) => event.id))).toEqual(sent.map(({ id }) => id))
    for (const [i, { after }] of bob.batches.entries()) if (i > 0) expect(after).toEqual(answers()[i - 1])
  })

  test('[S15] a batch holds at least one entry, even a large one, and is cut by bytes', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    bob.disconnect()
    await ada.commit(...Array.from({ length: 6 }, () => message(dm(ada, bob), 'x'.repeat(5000))))
    const [last] = await ada.commit(message(dm(ada, bob), 'last'))
    await bob.online()
    await bob.event(last.id)
    for (const { entries } of bob.batches) expect(entries.length).toBeLessThanOrEqual(2)
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

forEachStore('a log that is trimmed', (store) => {
  const server = serving({ STORE: store, RATE_OPS_BURST: '1000000', LIMIT_LOG_ENTRIES: '20', SWEEP_MS: '20' })

  test('[S16] past the cap the oldest go, and who is past it resyncs and lacks nothing', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    bob.disconnect()
    const sent = await ada.commit(...Array.from({ length: 60 }, (_, i) => message(dm(ada, bob), `${i}`)))
    const returns = async (): Promise<string> => {
      const { inbox } = await bob.connect({ byHand: true })
      if (inbox === 'resync') return inbox
      bob.disconnect()
      return returns()
    }
    expect(await returns()).toBe('resync')
    const [page] = await bob.snapshot()
    const [conversation] = page?.conversations ?? []
    expect(conversation).toMatchObject({ head: 60, spans: [[1, null]] })
    const oldest = conversation?.events[0]?.position ?? 0
    const older = await bob.get<{ events: { id: string }[] }>(
      `/api/conversations/${dm(ada, bob)}/events?before=${oldest}&limit=200`,
    )
    const ids = [
      ...older.body.events.map(({ id }) => id).reverse(),
      ...(conversation?.events ?? []).map(({ id }) => id),
    ]
    expect(ids).toEqual(sent.map(({ id }) => id))
  })
})

forEachStore('a snapshot in pages', (store) => {
  const server = serving({ STORE: store, LIMIT_SNAPSHOT_CONVERSATIONS: '2', LIMIT_SNAPSHOT_EVENTS: '3' })

  test('[S10] holds each conversation once, under one cursor, with its newest events', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    const groups: string[] = []
    for (let i = 0; i < 5; i++) groups.push(await group(ada, bob))
    for (const conversation of groups) {
      await ada.commit(...Array.from({ length: 5 }, (_, i) => message(conversation, `${i}`)))
    }
    const pages = await bob.snapshot()
    expect(pages.length).toBeGreaterThanOrEqual(3)
    expect(new Set(pages.map(({ cursor }) => JSON.stringify(cursor))).size).toBe(1)
    const conversations = pages.flatMap((page) => page.conversations)
    expect(conversations.map(({ id }) => id).sort()).toEqual([...groups].sort())
    for (const { events, head, members } of conversations) {
      expect(head).toBe(6)
      expect(events.length).toBeGreaterThanOrEqual(3)
      expect(events.at(-1)).toMatchObject({ position: 6, text: '4' })
      expect(members.map(({ user }) => user).sort()).toEqual([ada.handle, bob.handle].sort())
    }
    expect(pages.flatMap(({ users }) => users.map(({ handle }) => handle))).toContain(ada.handle)
    const stale = await bob.get(`/api/snapshot?page=${v7()}`)
    expect(stale).toMatchObject({ status: 400, body: { error: { code: 'invalid' } } })
  })
})

forEachStore('a wake-up that is lost', (store) => {
  const server = serving({ STORE: store, RELOOK_MS: '50', PING_INTERVAL_MS: '50', PING_TIMEOUT_MS: '5000' })

  test('[S1] looking again by itself sends nothing twice', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    const [sent] = await ada.commit(message(dm(ada, bob), 'once'))
    await bob.event(sent.id)
    let pings = 0
    await new Promise<void>((resolve) => bob.live.io.engine.on('ping', () => ++pings === 5 && resolve()))
    expect(bob.events).toHaveLength(1)
  })
})
