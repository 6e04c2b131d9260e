import { v7 } from 'uuid'
import { expect, test, vi } from 'vitest'
import type { Cursor } from '#protocol/cursor.ts'
import { cursorOf, type Entry } from '#protocol/event.ts'
import type { EntriesBatch } from '#protocol/session.ts'
import { PROTOCOL } from '#protocol/version.ts'
import { bare, dm, group, message, person } from '../../../conformance/device.ts'
import { forEachStore, serving } from './server.ts'

forEachStore('small batches', (store) => {
  const server = serving({
    STORE: store,
    RATE_OPS_BURST: '1000000',
    LIMIT_BATCH_ENTRIES: '10',
    LIMIT_BATCH_BYTES: '4000',
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

  test('[S15] what acks twice, or what was never sent, moves nothing, nor does a session that was left', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    bob.disconnect()
    const sent = await ada.commit(...Array.from({ length: 65 }, (_, i) => message(dm(ada, bob), `${i}`)))
    const socket = await bare(bob)
    const batches: EntriesBatch[] = []
    const answered: string[] = []
    const until = (isSo: () => boolean) => vi.waitUntil(isSo, { timeout: 10_000, interval: 5 })
    socket.on('message', (data) => {
      const [, id, json] = /^42(\d+)\["entries",(.*)\]$/s.exec(String(data)) ?? []
      if (id !== undefined && json !== undefined) batches.push(JSON.parse(json))
      else answered.push(String(data))
    })
    const begin = (cursor: Cursor) => socket.send(`40${JSON.stringify({ protocol: PROTOCOL, cursor })}`)
    const ack = (id: number, cursor: Cursor) => socket.send(`43${id}${JSON.stringify([{ cursor }])}`)
    const lastOf = (batch: number) => cursorOf(batches[batch]?.entries.at(-1) as Entry)
    // Whatever would be sent comes before the answer to what is asked after it.
    const settled = async (n: number) => {
      socket.send(`42${n}["push",{"ops":[]}]`)
      await until(() => answered.some((text) => text.startsWith(`43${n}[`)))
    }

    begin({ seq: 0, id: null })
    await until(() => batches.length === 2)
    ack(77, { seq: 65, id: 'never sent' })
    await settled(1)
    expect(batches).toHaveLength(2)
    const place = lastOf(1)
    ack(1, place)
    await until(() => batches.length === 4)
    ack(1, place)
    ack(0, lastOf(0))
    await settled(2)
    expect(batches).toHaveLength(4)

    socket.send('41')
    ack(3, lastOf(3))
    socket.send('40/nowhere,')
    await until(() => answered.some((text) => text.startsWith('44/nowhere,')))
    begin(place)
    await until(() => batches.length === 6)
    await settled(3)
    expect(batches.slice(4).map(({ entries }) => entries)).toEqual(batches.slice(2, 4).map(({ entries }) => entries))
    ack(0, lastOf(4))
    await until(() => batches.length === 7)
    expect(batches[6]?.after).toEqual(lastOf(5))
    expect(batches.slice(0, 4).flatMap(({ entries }) => entries.map(({ event }) => event.id))).toEqual(
      sent.slice(0, 40).map(({ id }) => id),
    )
    socket.terminate()
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
