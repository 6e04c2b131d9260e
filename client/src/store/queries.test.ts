import 'fake-indexeddb/auto'
import { liveQuery } from 'dexie'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DM, direct, Inbox, id, MAX, member, ok, page, said, told } from '#engine/contract/fixtures.ts'
import type { Viewer } from '#engine/optimistic.ts'
import type { Event, PlacedEvent } from '#protocol/event.ts'
import type { SnapshotConversation } from '#protocol/http.ts'
import type { Op } from '#protocol/op.ts'
import { outboxGroups, waitingCount } from './outbox-queries.ts'
import { blockedPeople, conversationHead, listConversations, quoteFor, timelineWindow } from './queries.ts'
import { type TestDevice, testDevice } from './testbed.ts'

const ada: Viewer = { self: 'ada' }
const GROUP = id(1000)
let device: TestDevice
let inbox: Inbox
let term: number

beforeEach(async () => {
  device = testDevice()
  inbox = new Inbox()
  term = ok(await device.store.lead()).term
})
afterEach(() => device.destroy())

const begin = async (...conversations: SnapshotConversation[]) => {
  ok(await device.store.beginResync(term, 1))
  ok(await device.store.applySnapshot(term, page(inbox.cursor, conversations), 1))
}
const receive = async (...events: Event[]) => ok(await device.store.applyEntries(term, inbox.batch(...events), 2))
const enqueue = async (...ops: Op[]) => ok(await device.store.enqueue(ops))
const hand = async (...ns: number[]) => ok(await device.store.markHanded(term, ns.map(id), 3))
const commit = async (n: number) => ok(await device.store.commitOps(term, id(n), false, 4))
/** As a screen asks: in a live query, which gives frozen rows out of Dexie's cache. */
const live = <T>(query: () => Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const watching = liveQuery(query).subscribe({
      next(answer) {
        resolve(answer)
        queueMicrotask(() => watching.unsubscribe())
      },
      error: reject,
    })
  })
const list = () => live(() => listConversations(device.database, { ...ada, now: 1000 }))
const items = async (viewer = ada, conversation = DM) =>
  (await live(() => timelineWindow(device.database, viewer, conversation, { limit: 60 }))).items
const textsOf = async () => (await items()).map(({ line }) => (line.kind === 'message' ? line.text : line.kind))
/** Ada was in it, and is not since that event. */
const left = (by: string): Promise<unknown> =>
  receive(
    told(group(1, 'Harbour', ['ada', 'bob']), 'cem', 1) as Event,
    told({ kind: 'drop', id: id(2), at: 2, conversation: GROUP, member: 'ada' }, by, 2) as Event,
  )
const many = (from: number, to: number): PlacedEvent[] =>
  Array.from({ length: to - from + 1 }, (_, index) =>
    told(said(from + index, `text ${from + index}`), 'bob', from + index),
  )
const group = (n: number, title: string, members: string[]): Op => ({
  kind: 'group',
  id: id(n),
  at: n,
  conversation: GROUP,
  title,
  members,
})

test('an own message goes from waiting to read as the same item', async () => {
  await begin(direct([]))
  const states: unknown[] = []
  const look = async (viewer = ada) => {
    const [item, ...rest] = await items(viewer)
    expect(rest).toEqual([])
    states.push([item?.id, item?.pending, item?.state])
  }
  await enqueue(said(1, 'hi'))
  await look()
  await hand(1)
  await look()
  await look({ self: 'ada', live: true })
  await look({ self: 'ada', paused: 'signed-out' })
  await commit(1)
  await look()
  await receive(told(said(1, 'hi'), 'ada', 1))
  await look()
  await receive({ kind: 'delivered', id: id(50), at: 1, received: 1, conversation: DM, by: 'bob', position: 1 })
  await look()
  await receive({ kind: 'read', id: id(51), at: 1, received: 1, conversation: DM, by: 'bob', position: 1 })
  await look()
  expect(states).toEqual([
    [id(1), true, 'queued'],
    [id(1), true, 'queued'],
    [id(1), true, 'sending'],
    [id(1), true, 'paused'],
    [id(1), true, 'sent'],
    [id(1), false, 'sent'],
    [id(1), false, 'delivered'],
    [id(1), false, 'read'],
  ])
})

test('a group shows the lowest state, and none to those who came later', async () => {
  const members = [
    member('ada'),
    member('bob', { read: 5, delivered: 5 }),
    member('cem', { delivered: 5 }),
    member('dia', { joined: 9 }),
  ]
  const events = [told(said(5, 'all aboard', GROUP), 'ada', 5)]
  await begin({ ...direct(events), id: GROUP, title: 'Boats', members })
  expect((await items(ada, GROUP))[0]?.state).toBe('delivered')
})

test('a refused message shows its reason, and is gone once it was put away', async () => {
  await begin(direct(many(1, 2)))
  await enqueue(said(10, 'no'), said(11, 'yes'))
  await hand(10, 11)
  await commit(11)
  await receive({ kind: 'rejected', id: id(90), at: 1, received: 1, op: id(10), reason: 'not-allowed' })
  expect(await items()).toMatchObject([
    {},
    {},
    { id: id(10), state: 'failed', reason: 'not-allowed' },
    { id: id(11), state: 'sent' },
  ])
  expect((await list())[0]).toMatchObject({ failed: true })
  expect(await waitingCount(device.database)).toEqual({ waiting: 0, refused: 1, all: 0 })
  ok(await device.store.dismiss(id(10)))
  expect(await textsOf()).toEqual(['text 1', 'text 2', 'yes'])
})

test('edits, removals and reactions show at once, over what is held and over what waits', async () => {
  await begin(direct([told(said(1, 'old'), 'ada', 1), told(said(2, 'gone'), 'ada', 2)]))
  await enqueue(said(3, 'fresh'))
  await hand(3)
  await enqueue(
    { kind: 'edit', id: id(4), at: 4, conversation: DM, target: id(1), text: 'new' },
    { kind: 'remove', id: id(5), at: 5, conversation: DM, target: id(2) },
    { kind: 'edit', id: id(6), at: 6, conversation: DM, target: id(3), text: 'fresher' },
    { kind: 'react', id: id(7), at: 7, conversation: DM, target: id(1), emoji: '👍', on: true },
  )
  const lines = (await items()).map(({ line }) => line)
  expect(lines).toEqual([
    {
      kind: 'message',
      text: 'new',
      edited: true,
      editPending: true,
      undo: id(4),
      reactions: [{ emoji: '👍', by: ['ada'], own: true }],
    },
    { kind: 'message', text: 'gone', removePending: true, undo: id(5), reactions: [] },
    { kind: 'message', text: 'fresher', edited: true, editPending: true, undo: id(6), reactions: [] },
  ])
  await hand(4, 5, 6, 7)
  await commit(7)
  const after = (await items()).map(({ line }) => line)
  expect(after[0]).not.toHaveProperty('editPending')
  expect(after[1]).toMatchObject({ removed: { by: 'ada' }, text: '' })
})

test('a group made offline is there with what was written into it', async () => {
  await begin()
  await enqueue(group(1, 'Harbour', ['bob']), said(2, 'hello', GROUP))
  expect(await list()).toMatchObject([
    { id: GROUP, kind: 'group', title: 'Harbour', waiting: 1, last: { id: id(2), pending: true } },
  ])
  expect((await items(ada, GROUP)).map(({ line }) => line.kind)).toEqual(['group', 'message'])
  expect(await conversationHead(device.database, ada, GROUP)).toMatchObject({
    title: 'Harbour',
    unsent: true,
    members: [{ user: 'ada', role: 'admin' }, { user: 'bob' }],
    names: { bob: 'Bob' },
  })
})

test('the members that the server did not know are told with the group', async () => {
  await begin()
  const event = { ...told(group(1, 'Harbour', ['bob', 'nobody']), 'ada', 1), unknown: ['nobody'] } as Event
  await receive(event)
  expect((await items(ada, GROUP))[0]?.line).toEqual({
    kind: 'group',
    title: 'Harbour',
    members: ['bob', 'nobody'],
    unknown: ['nobody'],
  })
  expect((await conversationHead(device.database, ada, GROUP))?.members.map(({ user }) => user)).toEqual(['ada', 'bob'])
})

test('a direct conversation with somebody never seen', async () => {
  await begin()
  const id7 = 'dm:ada:zoe'
  expect(await conversationHead(device.database, ada, id7)).toMatchObject({ kind: 'dm', peer: 'zoe', title: 'zoe' })
  expect(await list()).toEqual([])
  await enqueue(said(1, 'hi', id7))
  expect(await list()).toMatchObject([{ id: id7, peer: 'zoe', title: 'zoe', waiting: 1 }])
  expect(await conversationHead(device.database, ada, GROUP)).toBeUndefined()
})

test('the list is ordered by pins and activity, and shows drafts, unread and names', async () => {
  const other = (handle: string, n: number): SnapshotConversation => ({
    ...direct([told(said(n, 'hi', `dm:ada:${handle}`), handle, 1)]),
    id: `dm:ada:${handle}`,
    members: [member('ada'), member(handle)],
  })
  await begin(
    direct([told(said(100, 'oldest'), 'bob', 1)], { prefs: { pinned: true, muted: 5000 } }),
    other('cem', 200),
    other('dia', 300),
  )
  ok(await device.store.saveDraft({ conversation: 'dm:ada:cem', text: 'about the', changed: 1 }))
  await enqueue({ kind: 'prefs', id: id(900), at: 900, conversation: 'dm:ada:dia', unread: true })
  expect(await list()).toMatchObject([
    { id: DM, title: 'Bob', hueSeed: 'user-bob', pinned: true, muted: true, unread: 1 },
    { id: 'dm:ada:dia', title: 'dia', markedUnread: true, waiting: 0 },
    { id: 'dm:ada:cem', draft: 'about the' },
  ])
  expect((await device.database.drafts.get('dm:ada:cem'))?.text).toBe('about the')
})

test('a row that stands open shows its newest line as it is now, also where another was newest meanwhile', async () => {
  await begin()
  const shown: (string | undefined)[] = []
  const watching = liveQuery(() => listConversations(device.database, { ...ada, now: 1000 })).subscribe(([row]) => {
    shown.push(row?.last?.line.kind === 'message' ? row.last.line.text : undefined)
  })
  const shows = (text: string | undefined) => expect.poll(() => shown.at(-1)).toBe(text)
  const edit = (n: number, text: string) =>
    told({ kind: 'edit', id: id(n), at: n, conversation: DM, target: id(1), text }, 'bob', n) as Event
  await receive(told(said(1, 'ten'), 'bob', 1) as Event)
  await shows('ten')
  await receive(edit(2, 'eleven'))
  await shows('eleven')
  await receive(told(said(3, 'see you'), 'bob', 3) as Event)
  await shows('see you')
  await receive(edit(4, 'twelve'))
  ok(await device.store.hide([id(3)], true))
  await shows('twelve')
  ok(await device.store.hide([id(1)], true))
  await shows(undefined)
  await receive(edit(5, 'noon'))
  ok(await device.store.hide([id(1)], false))
  await shows('noon')
  watching.unsubscribe()
})

test('who is added, removed, led by, joined and left is shown before the server knows, and not once it refuses', async () => {
  const members = [{ ...member('ada'), role: 'admin' as const }, member('bob'), member('cem')]
  await begin({ ...direct([]), id: GROUP, title: 'Rowing', members })
  const at = { conversation: GROUP, at: 1 }
  await enqueue(
    { kind: 'add', id: id(901), ...at, member: 'dia' },
    { kind: 'drop', id: id(902), ...at, member: 'cem' },
    { kind: 'admin', id: id(903), ...at, member: 'bob', on: true },
  )
  const head = () => live(() => conversationHead(device.database, ada, GROUP))
  const roles = async () => (await head())?.members.map(({ user, role }) => `${user} ${role}`)
  expect(await roles()).toEqual(['ada admin', 'bob admin', 'dia member'])
  await receive({ kind: 'rejected', id: id(950), at: 1, received: 1, op: id(902), reason: 'not-allowed' })
  expect(await roles()).toEqual(['ada admin', 'bob admin', 'cem member', 'dia member'])

  await enqueue({ kind: 'drop', id: id(904), ...at, member: 'ada' })
  expect(await head()).toMatchObject({ former: true })
  const join: Op = { kind: 'join', id: id(905), at: 1, conversation: id(1001), token: 'token' }
  ok(await device.store.enqueue([join], { title: 'Sunday swim' }))
  expect(await live(() => conversationHead(device.database, ada, id(1001)))).toMatchObject({
    title: 'Sunday swim',
    former: false,
  })
})

test('what a committed op asked for is shown until its event is here, and not after that of a later one', async () => {
  await begin(direct([told(said(1, 'hi'), 'bob', 1)]))
  const prefs = (n: number, unread: boolean): Op => ({ kind: 'prefs', id: id(n), at: n, conversation: DM, unread })
  await enqueue(prefs(900, false), prefs(901, true))
  const now = Date.now()
  ok(await device.store.markHanded(term, [id(900), id(901)], now))
  await commit(901)
  const marked = async () =>
    (await live(() => listConversations(device.database, { ...ada, now }))).map((row) => row.markedUnread)
  expect(await marked()).toEqual([true])
  // The first changed nothing and has no event; it must not hide the second.
  await receive({ ...prefs(901, true), by: 'ada', received: 1 } as Event)
  expect(await marked()).toEqual([true])
})

test('whoever is blocked is told with what waits', async () => {
  await begin(direct([told(said(1, 'hi'), 'bob', 1)]))
  const blocked = async () => (await live(() => blockedPeople(device.database))).map(({ handle }) => handle)
  expect(await blocked()).toEqual([])
  await enqueue({ kind: 'block', id: id(900), at: 1, user: 'bob', on: true })
  expect(await blocked()).toEqual(['bob'])
  expect(await live(() => conversationHead(device.database, ada, DM))).toMatchObject({ blocked: true })
  await enqueue({ kind: 'block', id: id(901), at: 2, user: 'bob', on: false })
  expect(await blocked()).toEqual([])
})

test('a window is the newest lines, and says what lies beyond it', async () => {
  await begin(direct(many(101, 200)))
  const { database } = device
  const newest = await timelineWindow(database, ada, DM, { limit: 60 })
  expect(newest.items.map(({ place }) => place)).toEqual(Array.from({ length: 60 }, (_, index) => 141 + index))
  expect(newest).toMatchObject({ olderHere: true, newerHere: false, olderOnServer: false, fromStart: false })
  expect(newest.firstUnread).toEqual({ id: id(101), place: 101 })

  const before = await timelineWindow(database, ada, DM, { limit: 60, before: 141 })
  expect(before.items.map(({ place }) => place)).toEqual(Array.from({ length: 40 }, (_, index) => 101 + index))
  expect(before).toMatchObject({ olderHere: false, newerHere: true, olderOnServer: true, fromStart: false })

  const around = await timelineWindow(database, ada, DM, { limit: 20, around: 150 })
  expect(around.items.map(({ place }) => place)).toEqual(Array.from({ length: 20 }, (_, index) => 140 + index))
  expect(around).toMatchObject({ olderHere: true, newerHere: true })

  const from = await timelineWindow(database, ada, DM, { limit: 5, from: 190 })
  expect(from.items.map(({ place }) => place)).toEqual(Array.from({ length: 16 }, (_, index) => 185 + index))
  expect(from).toMatchObject({ newerHere: false })
})

test('a window knows the start, and a gap in what is held', async () => {
  await begin(direct(many(1, 5)))
  const { database } = device
  const start = await timelineWindow(database, ada, DM, { limit: 60 })
  expect(start).toMatchObject({ fromStart: true, olderOnServer: false })
  inbox.cursor = { seq: 99, id: 'later' }
  await begin(direct(many(50, 55)))
  const gap = await timelineWindow(database, ada, DM, { limit: 6 })
  expect(gap.items[0]?.place).toBe(50)
  expect(gap).toMatchObject({ olderHere: true, olderOnServer: true, fromStart: false })
})

test('pending lines are drawn only at the end', async () => {
  await begin(direct(many(1, 20)))
  await enqueue(said(900, 'mine'))
  const { database } = device
  expect((await timelineWindow(database, ada, DM, { limit: 5 })).items.at(-1)?.id).toBe(id(900))
  expect((await timelineWindow(database, ada, DM, { limit: 5, before: 10 })).items.at(-1)?.place).toBe(9)
})

test('an event that is sent again after a rollback is one line', async () => {
  await begin(direct([]))
  await enqueue(said(1, 'hi'))
  await hand(1)
  await commit(1)
  await receive(told(said(1, 'hi'), 'ada', 1))
  inbox.cursor = { seq: 0, id: null }
  await begin()
  expect(ok(await device.store.unsettled(0, MAX)).ops).toHaveLength(1)
  ok(await device.store.commitOps(term, null, true, 9))
  expect(await items()).toMatchObject([{ id: id(1), pending: false, state: 'queued' }])
})

test('the outbox is told by conversation, oldest first, small changes as a number', async () => {
  await begin(direct(many(1, 3)))
  await enqueue(said(10, 'to zoe', 'dm:ada:zoe'), said(11, 'to bob'))
  await enqueue({ kind: 'read', id: id(12), at: 12, conversation: DM, position: 3 })
  await enqueue({ kind: 'profile', id: id(13), at: 13, name: 'Ada L' }, said(14, 'too long'))
  ok(await device.store.rejectLocally(term, id(14), 'too-large', 5))
  expect(await live(() => outboxGroups(device.database, ada))).toMatchObject([
    {
      conversation: 'dm:ada:zoe',
      title: 'zoe',
      items: [{ line: { line: { text: 'to zoe' } }, refused: false }],
      small: 0,
    },
    {
      conversation: DM,
      title: 'Bob',
      items: [{ row: { id: id(11) } }, { row: { id: id(14) }, refused: true }],
      small: 1,
    },
    { conversation: '', kind: 'none', items: [], small: 1 },
  ])
  expect(await waitingCount(device.database)).toEqual({ waiting: 2, refused: 1, all: 4 })
})

test('whoever was removed from a group is told by whom', async () => {
  await begin()
  await left('cem')
  expect(await live(() => conversationHead(device.database, ada, GROUP))).toMatchObject({
    former: true,
    removedBy: 'cem',
  })
})

test('whoever left a group was not removed', async () => {
  await begin()
  await left('ada')
  const head = await live(() => conversationHead(device.database, ada, GROUP))
  expect(head?.former).toBe(true)
  expect(head).not.toHaveProperty('removedBy')
})

test('whoever leaves right after another was removed was not removed, also while that waits', async () => {
  await begin()
  await receive(
    told(group(1, 'Harbour', ['ada', 'bob']), 'cem', 1) as Event,
    told({ kind: 'drop', id: id(2), at: 2, conversation: GROUP, member: 'bob' }, 'cem', 2) as Event,
  )
  await enqueue({ kind: 'drop', id: id(3), at: 3, conversation: GROUP, member: 'ada' })
  const head = await live(() => conversationHead(device.database, ada, GROUP))
  expect(head?.former).toBe(true)
  expect(head).not.toHaveProperty('removedBy')
})

test('what was put out of sight here is not quoted either, also where one wrote it oneself', async () => {
  await begin(direct([]))
  await enqueue(said(1, 'not my best'))
  await hand(1)
  await commit(1)
  await receive(told(said(1, 'not my best'), 'ada', 1))
  const quote = () => live(() => quoteFor(device.database, ada, { conversation: DM, message: id(1) }))
  expect((await quote()).quote).toMatchObject({ state: 'here', text: 'not my best' })
  ok(await device.store.hide([id(1)], true))
  expect((await quote()).quote).toEqual({ state: 'elsewhere' })
})
