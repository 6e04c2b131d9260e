import { describe, expect, test } from 'vitest'
import type { ExchangeAnswer } from '#protocol/http.ts'
import { bench, emptySnapshot, entry, liveBench, message, opId, UNREACHABLE } from './testbed.ts'

const at = (seq: number) => ({ seq, id: `commit-${seq}` })
const BEGINNING = { seq: 0, id: null }
const welcomed = async (made: Awaited<ReturnType<typeof bench>>) => {
  await made.line().welcome()
  return made
}

describe('entries', () => {
  test('[S6] are acked once they are on the disk, and never before', async () => {
    const { line, store } = await liveBench()
    store.beforeCommit(() => {
      expect(line().acks).toEqual([])
    })
    await line().say({
      kind: 'entries',
      ack: 7,
      batch: { after: BEGINNING, entries: [entry(1, message(1), 1, 'bob')] },
    })
    store.beforeCommit(undefined)
    expect(line().acks).toEqual([{ ack: 7, cursor: at(1) }])
    expect(store.rows('events')).toHaveLength(1)
  })

  test('[S6] are not acked while the disk is full, and applied when there is room', async () => {
    const { line, store, status, pass } = await liveBench()
    store.fail({ failed: 'full' })
    await line().say({
      kind: 'entries',
      ack: 1,
      batch: { after: BEGINNING, entries: [entry(1, message(1), 1, 'bob')] },
    })
    expect(line().acks).toEqual([])
    expect(status().storage).toBe('full')
    store.fail(undefined)
    await pass(5_000)
    expect(line().acks).toEqual([{ ack: 1, cursor: at(1) }])
    expect(status().storage).toBe('ok')
  })

  test('[S1] that do not begin at the cursor end the connection, and the next begins from the disk', async () => {
    const { line, lines, pass } = await liveBench()
    await line().say({ kind: 'entries', ack: 1, batch: { after: at(5), entries: [entry(6, message(1), 1, 'bob')] } })
    expect(line().isClosed).toBe(true)
    expect(line().acks).toEqual([])
    await pass(1_000)
    expect(lines).toHaveLength(2)
    expect(line().handshake.cursor).toEqual(BEGINNING)
  })

  test('of a connection that is no more change nothing', async () => {
    const { lines, line, store, pass } = await liveBench()
    const [old] = lines
    await old?.say({ kind: 'closed' })
    await pass(1_000)
    await line().welcome()
    await old?.say({ kind: 'entries', ack: 1, batch: { after: BEGINNING, entries: [entry(1, message(1), 1, 'bob')] } })
    expect(store.rows('events')).toEqual([])
  })
})

describe('a resync', () => {
  test('[S17] fetches the snapshot page by page, resumes from its cursor, and streams on', async () => {
    const { line, answers, asked, store } = await bench()
    const page = {
      cursor: at(9),
      user: { id: 'user-ada', handle: 'ada', name: 'Ada' },
      users: [],
      blocked: [],
      conversations: [],
    }
    answers.snapshot = (name) => (name === undefined ? { ...page, next: 'p2' } : page)
    await line().welcome({ inbox: 'resync', head: 9 })
    expect(asked.map(({ ask }) => ask)).toEqual([{ page: undefined }, { page: 'p2' }])
    expect(line().resumes).toEqual([at(9)])
    await line().say({ kind: 'resumed', inbox: 'resume' })
    await line().say({ kind: 'entries', ack: 1, batch: { after: at(9), entries: [entry(10, message(1), 1, 'bob')] } })
    expect(store.rows('device')[0]).toMatchObject({ cursor: at(10) })
  })

  /** The newest of three messages, in a group; the two older ones are told by the history alone. */
  const GROUP = opId(900)
  const older = [1, 2].map(
    (n) => ({ ...message(n), by: 'dan', received: n, conversation: GROUP, position: n }) as never,
  )
  const newest = {
    id: GROUP,
    title: 'G',
    members: [],
    head: 3,
    spans: [[1, null]],
    prefs: {},
    events: [{ ...message(3), by: 'bob', received: 3, conversation: GROUP, position: 3 }],
  }
  const resynced = async (read: number) => {
    const made = await bench()
    made.answers.snapshot = () => ({ ...emptySnapshot, conversations: [{ ...newest, read } as never] })
    made.answers.history = () => ({ events: older })
    await made.line().welcome({ inbox: 'resync' })
    await made.line().say({ kind: 'resumed', inbox: 'resume' })
    return made
  }
  const named = ({ asked }: Awaited<ReturnType<typeof bench>>) =>
    asked.filter(({ call }) => call === 'users').map(({ ask }) => ask)

  test('[S10] whoever wrote what was then fetched of the history is asked for by name, though nothing comes any more', async () => {
    const made = await resynced(0)
    expect(made.store.rows('events')).toHaveLength(3)
    expect(named(made)).toEqual([{ handles: ['bob'] }, { handles: ['dan'] }])
    expect(made.store.rows('people').filter((person) => person.stranger)).toEqual([])
  })

  test('[S10] so is whoever wrote what is met when scrolling back', async () => {
    const made = await resynced(3)
    expect(named(made)).toEqual([{ handles: ['bob'] }])
    expect(await made.engine.loadOlder(GROUP)).toBe('loaded')
    await made.settle()
    expect(named(made)).toEqual([{ handles: ['bob'] }, { handles: ['dan'] }])
    expect(made.store.rows('people').filter((person) => person.stranger)).toEqual([])
  })

  test('begins anew where its page is no longer good, and goes on trying where nobody answers', async () => {
    const { line, answers, asked, pass } = await bench()
    const page = {
      cursor: at(9),
      user: { id: 'user-ada', handle: 'ada', name: 'Ada' },
      users: [],
      blocked: [],
      conversations: [],
    }
    const script = [
      { ...page, next: 'p2' },
      { failed: 'refused', status: 400, code: 'invalid' } as const,
      UNREACHABLE,
      page,
    ]
    answers.snapshot = () => script.shift() ?? UNREACHABLE
    await line().welcome({ inbox: 'resync', head: 9 })
    await pass(10_000)
    expect(asked.map(({ ask }) => ask)).toEqual([undefined, 'p2', undefined, undefined].map((name) => ({ page: name })))
    expect(line().resumes).toEqual([at(9)])
  })
})

describe('coming and going', () => {
  test('rests longer after each failure, and from the beginning after a connection that held', async () => {
    const { lines, line, clock, pass } = await bench()
    const gaps: number[] = []
    for (let n = 0; n < 8; n++) {
      const from = clock.monotonic()
      const before = lines.length
      await line().say({ kind: 'closed' })
      while (lines.length === before) await pass(250)
      gaps.push(clock.monotonic() - from)
    }
    expect(gaps).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])

    await line().welcome()
    await pass(30_000)
    await line().say({ kind: 'closed' })
    await pass(500)
    expect(lines).toHaveLength(10)
  })

  test('a connection that holds for less than that changes nothing', async () => {
    const { lines, line, pass } = await bench()
    for (let n = 0; n < 4; n++) {
      const before = lines.length
      await line().welcome()
      await line().say({ kind: 'closed' })
      while (lines.length === before) await pass(250)
    }
    await line().welcome()
    await line().say({ kind: 'closed' })
    await pass(7_900)
    expect(lines).toHaveLength(5)
    await pass(100)
    expect(lines).toHaveLength(6)
  })

  test('a handshake without an answer is given up', async () => {
    const { lines, pass } = await bench()
    await pass(15_000)
    expect(lines[0]?.isClosed).toBe(true)
    await pass(500)
    expect(lines).toHaveLength(2)
  })

  test('a hint tries at once, but hints never hammer', async () => {
    const { lines, line, pass, platform } = await bench()
    for (let n = 0; n < 6; n++) {
      await line().say({ kind: 'closed' })
      await pass(60_000)
    }
    await line().say({ kind: 'closed' })
    const before = lines.length
    await pass(2_000)
    await platform.wake()
    expect(lines).toHaveLength(before + 1)
    for (let n = 0; n < 20; n++) {
      await line().say({ kind: 'closed' })
      await platform.wake()
    }
    expect(lines).toHaveLength(before + 1)
    await pass(2_000)
    expect(lines).toHaveLength(before + 2)
  })

  test('without a network, by the word of the platform, it tries all the same', async () => {
    const { lines, line, pass, platform } = await bench()
    platform.online = false
    await line().say({ kind: 'closed' })
    await pass(1_000)
    expect(lines).toHaveLength(2)
  })

  test('[S23] replaced, it stays away for half a minute, hints or not', async () => {
    const { lines, line, pass, platform } = await liveBench()
    await line().say({ kind: 'replaced' })
    await pass(10_000)
    await platform.wake()
    await pass(19_000)
    expect(lines).toHaveLength(1)
    await pass(1_000)
    expect(lines).toHaveLength(2)
  })

  test('a device that slept asks its connection whether it lives, and leaves a dead one', async () => {
    const { lines, line, pass, platform } = await liveBench()
    await platform.wake()
    expect(line().pushes).toMatchObject([{ ops: [] }])
    await line().answer({ outbox: null })
    await pass(20_000)
    expect(lines).toHaveLength(1)

    await platform.wake()
    await pass(5_000)
    expect(lines[0]?.isClosed).toBe(true)
  })

  test('[S24] fenced off by a newer leader, it stops for good', async () => {
    const { lines, line, write, store, status, pass } = await liveBench()
    await store.lead()
    await write(message(1))
    expect(line().pushes).toEqual([])
    expect(line().isClosed).toBe(true)
    expect(status().stopped).toBe(true)
    await pass(600_000)
    expect(lines).toHaveLength(1)
  })

  test('stopped, it closes and does nothing any more', async () => {
    const { engine, lines, line, pass, write } = await liveBench()
    engine.stop()
    expect(line().isClosed).toBe(true)
    await write(message(1))
    await pass(600_000)
    expect(lines).toHaveLength(1)
    expect(line().pushes).toEqual([])
  })
})

describe('refusals', () => {
  test('unauthenticated pauses, touches nothing, and goes on when the person has signed in', async () => {
    const { line, lines, engine, store, status, pass } = await bench({}, (disk) => disk.enqueue([message(1)]))
    await line().say({ kind: 'closed', refused: 'unauthenticated' })
    expect(status().connection).toEqual({ state: 'paused', reason: 'signed-out' })
    expect(store.rows('outbox')).toHaveLength(1)
    await pass(60_000)
    expect(lines).toHaveLength(1)

    engine.wake()
    await pass(0)
    await line().welcome()
    expect(line().pushes).toMatchObject([{ ops: [message(1)] }])
    expect(store.rows('device')[0]?.paused).toBeUndefined()
  })

  test('[S28] an outbox never goes up under somebody else who signed in on this browser', async () => {
    const { line, status } = await bench({}, (disk) => disk.enqueue([message(1)]))
    await line().welcome({ user: { id: 'user-eve', handle: 'eve', name: 'Eve' } })
    expect(line().pushes).toEqual([])
    expect(status().connection).toEqual({ state: 'paused', reason: 'signed-out' })
  })

  test('[S26] upgrade-required hands the outbox in by exchange, and then asks for the update', async () => {
    const { line, store, asked, answers, status, settle } = await bench({}, (disk) => disk.enqueue([message(1)]))
    answers.exchange = ({ ops }) => ({
      failed: 'refused',
      status: 426,
      code: 'upgrade-required',
      outbox: ops.at(-1)?.id ?? null,
    })
    await line().say({ kind: 'closed', refused: 'upgrade-required' })
    await settle()
    expect(asked.filter(({ call }) => call === 'exchange').map(({ ask }) => ask)).toMatchObject([
      { ops: [] },
      { ops: [message(1)], after: null },
    ])
    expect(store.rows('outbox')[0]?.state).toBe('committed')
    expect(status().connection).toEqual({ state: 'paused', reason: 'upgrade-required' })
  })

  test('[S26] ops that the server does not take from this version wait', async () => {
    const { line, store, answers, status, settle } = await bench({}, (disk) => disk.enqueue([message(1)]))
    answers.exchange = () => ({ failed: 'refused', status: 426, code: 'upgrade-required', outbox: null })
    await line().say({ kind: 'closed', refused: 'upgrade-required' })
    await settle()
    expect(store.rows('outbox')[0]?.state).toBe('handed')
    expect(status().connection).toEqual({ state: 'paused', reason: 'upgrade-required' })
  })
})

describe('where WebSocket is blocked', () => {
  const quiet: ExchangeAnswer = { outbox: null, inbox: 'resume', after: BEGINNING, entries: [], more: false, head: 0 }
  const blocked = async () => {
    const made = await welcomed(await bench({}, async (disk) => disk.applySnapshot(0, SNAPSHOT, 0)))
    made.answers.exchange = () => quiet
    await made.line().say({ kind: 'closed' })
    for (let n = 0; n < 2; n++) {
      await made.pass(5_000)
      await made.line().say({ kind: 'closed', upgradeFailed: true })
    }
    return made
  }
  const exchanges = (asked: { call: string; ask: unknown }[]) => asked.filter(({ call }) => call === 'exchange')

  test('[S22] two failed upgrades, and the exchange serves: every three seconds, and at once when there is something to say', async () => {
    const { asked, pass, write, answers, store, status } = await blocked()
    expect(status().connection.state).toBe('live')
    const before = exchanges(asked).length
    await pass(9_000)
    expect(exchanges(asked)).toHaveLength(before + 3)

    answers.exchange = ({ ops }) => ({ ...quiet, outbox: ops.at(-1)?.id ?? opId(1) })
    await write(message(1))
    expect(exchanges(asked).at(-1)?.ask).toMatchObject({ ops: [message(1)], after: null })
    expect(store.rows('outbox')[0]?.state).toBe('committed')
  })

  test('[S22] the cursor of the next call is the ack of the last one', async () => {
    const { asked, pass, answers, store } = await blocked()
    answers.exchange = ({ cursor }) =>
      cursor?.seq === 0
        ? { ...quiet, entries: [entry(1, message(1), 1, 'bob')], more: true, head: 2 }
        : { ...quiet, after: at(1), head: 1 }
    await pass(3_000)
    expect(exchanges(asked).at(-1)?.ask).toMatchObject({ cursor: at(1) })
    expect(store.rows('events')).toHaveLength(1)
  })

  test('[S22] WebSocket is tried again after ten minutes', async () => {
    const { lines, pass } = await blocked()
    const before = lines.length
    await pass(595_000)
    expect(lines).toHaveLength(before)
    await pass(6_000)
    expect(lines).toHaveLength(before + 1)
  })

  test('[S22] where HTTP does not get through either, WebSocket is what is tried', async () => {
    const made = await bench()
    for (let n = 0; n < 2; n++) {
      await made.line().say({ kind: 'closed', upgradeFailed: true })
      await made.pass(5_000)
    }
    expect(exchanges(made.asked)).toHaveLength(1)
    expect(made.lines).toHaveLength(3)
  })

  const SNAPSHOT = {
    cursor: BEGINNING,
    user: { id: 'user-ada', handle: 'ada', name: 'Ada' },
    users: [],
    blocked: [],
    conversations: [],
  }
})

describe('what passes without touching the disk', () => {
  test('is told of the living connection alone, and a new one says first that the old is no more', async () => {
    const { engine, line, lines, pass } = await liveBench()
    const told: string[] = []
    engine.onNotice((notice) => told.push(notice.kind === 'presence' ? notice.presence.user : notice.kind))
    const [old] = lines
    await old?.say({ kind: 'presence', presence: { user: 'bob', online: true, seen: 1 } })
    await old?.say({ kind: 'closed' })
    await old?.say({ kind: 'presence', presence: { user: 'eve', online: true, seen: 1 } })
    await pass(1_000)
    await line().say({ kind: 'typing', notice: { conversation: 'dm:ada:bob', on: true, by: 'eve' } })
    await line().welcome()
    await line().say({ kind: 'presence', presence: { user: 'mira', online: true, seen: 1 } })
    expect(told).toEqual(['bob', 'connected', 'mira'])
  })
})
