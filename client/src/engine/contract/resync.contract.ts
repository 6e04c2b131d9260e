/** Snapshots and history, merged with what is here. */
import { expect, test } from 'vitest'
import type { Event } from '#protocol/event.ts'
import type { Bed } from './bed.ts'
import { DM, direct, id, MAX, member, ok, page, said, texts, told } from './fixtures.ts'

export function resyncContract(bed: () => Bed): void {
  test('[S10] after a resync what is committed but not settled is sent again, and settled by its second ack', async () => {
    const { store, term, begin, outbox, push } = bed()
    await begin()
    ok(await store.enqueue([said(1, 'a'), said(2, 'b')]))
    await push(1, 2)
    expect(texts(ok(await store.unsettled(0, MAX)).ops)).toEqual(['a', 'b'])
    expect(texts(ok(await store.unsettled(1, MAX)).ops)).toEqual(['b'])
    ok(await store.settleResent(term, [id(1), id(2)], 50))
    expect(ok(await store.unsettled(0, MAX)).ops).toEqual([])
    expect(await outbox()).toMatchObject([{ state: 'settled', settledAt: 50 }, { state: 'settled' }])
  })

  test('[S10] a rejection that was told with a second ack is not lost to the next resync', async () => {
    const { store, term, inbox, begin, receive, push } = bed()
    await begin()
    ok(await store.enqueue([said(1, 'a'), said(2, 'b')]))
    await push(1, 2)
    ok(await store.settleResent(term, [id(1), id(2)], 50))
    await receive(told(said(2, 'b'), 'ada', 1))
    inbox.cursor = { seq: 9, id: 'later' }
    await begin(direct([told(said(2, 'b'), 'ada', 1)]))
    expect(texts(ok(await store.unsettled(0, MAX)).ops)).toEqual(['a'])
  })

  test('[S10] what the person deleted for themselves stays out of sight, whatever is merged; until they want it back', async () => {
    const { store, term, inbox, begin, receive, event, conversation } = bed()
    const first = told(said(1, 'keep'), 'bob', 1)
    const second = told(said(2, 'hide me'), 'bob', 2)
    await begin()
    await receive(first, second)
    const before = await conversation()
    ok(await store.hide([id(2)], true))
    const unseen = { unread: 1, last: { id: id(1), place: 1 } }
    expect(await conversation()).toMatchObject(unseen)
    await receive(
      told({ kind: 'edit', id: id(3), at: 3, conversation: DM, target: id(2), text: 'still there' }, 'bob', 3),
    )
    ok(await store.applySnapshot(term, page(inbox.cursor, [direct([first, second], { head: 3 })]), 30))
    ok(await store.applyHistory(term, { conversation: DM, before: 4, page: { events: [second, first] } }, 30))
    expect(await conversation()).toMatchObject(unseen)
    expect(await event(2)).toMatchObject({ hidden: true, drawn: 0, shown: { text: 'still there' } })
    expect(await event(2)).not.toHaveProperty('foreign')
    ok(await store.hide([id(2)], false))
    expect(await conversation()).toMatchObject({ unread: before?.unread, last: { id: id(2), place: 2 } })
    expect(await event(2)).toMatchObject({ drawn: 1, foreign: 2 })
    ok(await store.hide([id(1), id(2), id(9)], true))
    expect(await conversation()).toMatchObject({ unread: 0 })
    expect(await conversation()).not.toHaveProperty('last')
  })

  test('a snapshot of several pages moves the cursor with the last', async () => {
    const { store, term, conversation } = bed()
    ok(await store.beginResync(term, 5))
    const cursor = { seq: 7, id: 'c7' }
    const first = page(cursor, [direct([told(said(1, 'a'), 'bob', 1)])], { next: 'page-2', total: 2 })
    expect(ok(await store.applySnapshot(term, first, 6))).toEqual({ cursor, next: 'page-2' })
    const progress = { done: 1, total: 2 }
    expect(ok(await store.load()).device).toMatchObject({
      cursor: null,
      resync: { page: 'page-2', cursor, progress },
    })
    expect(ok(await store.applySnapshot(term, page(cursor, []), 7))).toEqual({ cursor })
    const { device } = ok(await store.load())
    expect(device).toMatchObject({ cursor, resend: true })
    expect(device.resync).toBeUndefined()
    expect((await conversation())?.head).toBe(1)
  })

  test('[S10] the last page of a snapshot told again, because the answer of the disk was lost, forsakes nothing', async () => {
    const { opened, store, term, conversation } = bed()
    ok(await store.beginResync(term, 5))
    const cursor = { seq: 7, id: 'c7' }
    const first = page(cursor, [direct([told(said(1, 'a'), 'bob', 1)])], { next: 'page-2' })
    ok(await store.applySnapshot(term, first, 6))
    for (const now of [7, 8]) expect(ok(await store.applySnapshot(term, page(cursor, []), now))).toEqual({ cursor })
    expect(await conversation()).toMatchObject({ head: 1, held: [[1, 1]] })
    expect((await opened.rows('events'))[0]).toMatchObject({ id: id(1), position: 1 })
  })

  test('[S10] where a snapshot does not tell of a conversation, the marks of its members vouch for nothing that comes anew', async () => {
    const { inbox, begin, event, conversation } = bed()
    const reader = member('bob', { read: 2, delivered: 2 })
    await begin(direct([told(said(1, 'a'), 'ada', 1), told(said(2, 'b'), 'ada', 2)], { members: [reader] }))
    inbox.cursor = { seq: 50, id: 'another past' }
    await begin()
    expect(await conversation()).toMatchObject({ head: 0, members: [member('bob')] })
    expect(await event(2)).toBeDefined()
  })

  test('[S10] where a snapshot does not tell of a conversation, no preferences are left of it, though nothing was said there', async () => {
    const { inbox, begin, receive, conversation } = bed()
    await begin()
    await receive({ kind: 'prefs', id: id(1), at: 1, received: 1, conversation: DM, by: 'ada', pinned: true })
    expect(await conversation()).toMatchObject({ prefs: { pinned: true } })
    inbox.cursor = { seq: 0, id: null }
    await begin()
    const row = await conversation()
    expect(row?.prefs).toEqual({})
    // entries of another past
    expect(row).not.toHaveProperty('told')
  })

  test('entries at or below what a snapshot told only add to the timeline', async () => {
    const { begin, receive, event, conversation } = bed()
    const G = id(1)
    await begin({
      ...direct([told({ kind: 'rename', id: id(9), at: 9, conversation: G, title: 'Newest' }, 'bob', 9)]),
      id: G,
      title: 'Newest',
      members: [member('ada'), member('cem')],
    })
    await receive(
      told({ kind: 'rename', id: id(8), at: 8, conversation: G, title: 'Older' }, 'bob', 8),
      told({ kind: 'drop', id: id(7), at: 7, conversation: G, member: 'cem' }, 'bob', 7),
    )
    expect(await conversation(G)).toMatchObject({ title: 'Newest', members: [member('ada'), member('cem')] })
    expect(await event(8)).toBeDefined()
  })

  test('[S10] a gap between what is held and a snapshot is told until the history has filled it', async () => {
    const { store, term, inbox, begin, conversation } = bed()
    await begin(direct([told(said(1, 'a'), 'bob', 1), told(said(2, 'b'), 'bob', 2)]))
    inbox.cursor = { seq: 50, id: 'later' }
    await begin(direct([told(said(8, 'h'), 'bob', 8), told(said(9, 'i'), 'bob', 9)]))
    expect(ok(await store.gaps(5)).gaps).toEqual([{ conversation: DM, before: 8 }])
    const older = [7, 6, 5, 4, 3, 2].map((n) => told(said(n, 'x'), 'bob', n))
    ok(await store.applyHistory(term, { conversation: DM, before: 8, page: { events: older } }, 30))
    expect(ok(await store.gaps(5)).gaps).toEqual([])
    expect((await conversation())?.held).toEqual([[1, 9]])
    expect((await conversation())?.unread).toBe(9)
  })

  test('[S10] what is unread below the events of a snapshot is lacking, and counted once it is here', async () => {
    const { store, term, begin, conversation } = bed()
    const run = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, n) => told(said(from + n, 'x'), 'bob', from + n))
    await begin(direct(run(91, 100), { read: 40 }))
    expect(ok(await store.gaps(5)).gaps).toEqual([{ conversation: DM, before: 91 }])
    ok(await store.applyHistory(term, { conversation: DM, before: 91, page: { events: run(41, 90).reverse() } }, 30))
    expect(ok(await store.gaps(5)).gaps).toEqual([])
    expect(await conversation()).toMatchObject({ held: [[41, 100]], unread: 60 })
  })

  test('[S10] of very much that is unread the newest alone is lacking, and of what was read nothing', async () => {
    const { begin, conversation } = bed()
    const other = 'dm:ada:cyd'
    await begin(direct([told(said(1, 'x'), 'bob', 5_000)]), {
      ...direct([told(said(2, 'x', other), 'cyd', 5_000)], { read: 5_000 }),
      id: other,
    })
    expect(await conversation()).toMatchObject({ floor: 4_801, lacking: 5_000 })
    expect(await conversation(other)).not.toHaveProperty('lacking')
  })

  test('[S10] a fetched gap overlaps what lies below it, so that a difference right there is seen', async () => {
    const { opened, store, term, inbox, begin, conversation } = bed()
    await begin(direct([told(said(1, 'a'), 'bob', 1), told(said(2, 'b'), 'bob', 2)]))
    inbox.cursor = { seq: 50, id: 'after a rollback' }
    await begin(direct([told(said(8, 'h'), 'bob', 5)]))
    for (const gap of [4, 3]) {
      const page = { events: [told(said(gap, 'x'), 'bob', gap)] }
      ok(await store.applyHistory(term, { conversation: DM, before: gap + 1, page }, 30))
    }
    expect(ok(await store.gaps(1)).gaps).toEqual([{ conversation: DM, before: 3 }])
    const page = { events: [told(said(9, 'other'), 'bob', 2), told(said(1, 'a'), 'bob', 1)] }
    ok(await store.applyHistory(term, { conversation: DM, before: 3, page }, 30))
    const rows = (await opened.rows('events')).sort((x, y) => x.place - y.place)
    expect(rows.map((row) => row.id)).toEqual([1, 2, 9, 3, 4, 8].map(id))
    expect((await conversation())?.held).toEqual([[1, 5]])
  })

  test('[S11] an entry for a place that the history had told otherwise takes it', async () => {
    const { opened, store, term, begin, receive } = bed()
    await begin(direct([told(said(1, 'a'), 'bob', 1)]))
    const ahead = [told(said(3, 'c'), 'bob', 3), told(said(2, 'b'), 'bob', 2)]
    ok(await store.applyHistory(term, { conversation: DM, before: 4, page: { events: ahead } }, 30))
    await receive(told(said(9, 'x'), 'bob', 2))
    const rows = (await opened.rows('events')).sort((x, y) => x.place - y.place)
    expect(rows.map((row) => [row.id, row.position])).toEqual([
      [id(1), 1],
      [id(2), undefined],
      [id(9), 2],
      [id(3), 3],
    ])
  })

  test("[S11] the server's newest position wins, and what it does not know stays after its old neighbour", async () => {
    const { opened, inbox, begin, receive, event } = bed()
    await begin()
    await receive(
      told(said(1, 'a'), 'bob', 1),
      told(said(2, 'mine'), 'ada', 2),
      told(said(3, 'c'), 'bob', 3),
      told(said(4, 'd'), 'bob', 4),
    )
    inbox.cursor = { seq: 1, id: 'rolled-back' }
    await begin(direct([told(said(1, 'a'), 'bob', 1), told(said(5, 'new'), 'bob', 2), told(said(3, 'c'), 'bob', 3)]))
    const rows = (await opened.rows('events')).sort((a, b) => a.place - b.place)
    expect(rows.map((row) => [row.id, row.position])).toEqual([
      [id(1), 1],
      [id(2), undefined],
      [id(5), 2],
      [id(3), 3],
      [id(4), undefined],
    ])
    await receive(told(said(2, 'mine'), 'ada', 4))
    expect((await event(2))?.place).toBe(4)
    expect(await event(2)).not.toHaveProperty('after')
  })

  test('[S11] a stray goes with its neighbour', async () => {
    const { opened, inbox, begin, receive } = bed()
    await begin()
    await receive(told(said(1, 'a'), 'bob', 1), told(said(2, 'b'), 'bob', 2), told(said(3, 'c'), 'bob', 3))
    inbox.cursor = { seq: 1, id: 'rolled-back' }
    await begin(direct([told(said(1, 'a'), 'bob', 1)]))
    await receive(told(said(9, 'x'), 'bob', 2), told(said(2, 'b'), 'bob', 3))
    const rows = (await opened.rows('events')).sort((a, b) => a.place - b.place)
    expect(rows.map((row) => row.id)).toEqual([id(1), id(9), id(2), id(3)])
  })

  test('[S10] a conversation that the snapshot lacks stays, in its order, and takes its places again', async () => {
    const { opened, inbox, begin, receive, conversation } = bed()
    await begin()
    await receive(told(said(1, 'a'), 'bob', 1), told(said(2, 'b'), 'ada', 2), told(said(3, 'c'), 'bob', 3))
    inbox.cursor = { seq: 0, id: null }
    await begin()
    const before = (await opened.rows('events')).sort((a, b) => a.place - b.place)
    expect(before.map((row) => [row.id, row.position])).toEqual([1, 2, 3].map((n) => [id(n), undefined]))
    expect(await conversation()).toMatchObject({ head: 0, held: [], unread: 0 })
    await receive(told(said(2, 'b'), 'ada', 1), told(said(3, 'c'), 'bob', 2))
    const after = (await opened.rows('events')).sort((a, b) => a.place - b.place)
    expect(after.map((row) => row.id)).toEqual([id(1), id(2), id(3)])
    expect(await conversation()).toMatchObject({ head: 2, held: [[1, 2]], unread: 1 })
  })

  test('[S10] a group that is made again after a rollback is joined again, from there on', async () => {
    const { inbox, begin, receive, conversation } = bed()
    const G = id(100)
    const add = (n: number, position: number) =>
      told({ kind: 'add', id: id(n), at: n, conversation: G, member: 'ada' }, 'bob', position)
    await begin()
    await receive(add(2, 3), told(said(3, 'a', G), 'bob', 4))
    inbox.cursor = { seq: 0, id: null }
    await begin()
    expect(await conversation(G)).toMatchObject({ spans: [], head: 0 })
    await receive(add(2, 5))
    expect(await conversation(G)).toMatchObject({ spans: [[5, null]], read: 4, unread: 0, held: [[5, 5]] })
  })

  test('[S14] refused though it is held: it stays, and goes again once what it depends on is back', async () => {
    const { store, term, inbox, begin, receive, rowOf, event, push } = bed()
    const G = id(100)
    await begin()
    ok(await store.enqueue([said(1, 'in the group', G)]))
    await push(1)
    const make = told({ kind: 'group', id: id(99), at: 1, conversation: G, title: 'Boats', members: ['ada'] }, 'bob', 1)
    await receive(make, told(said(1, 'in the group', G), 'ada', 2))
    inbox.cursor = { seq: 0, id: null }
    await begin()
    ok(await store.commitOps(term, null, true, 30))
    await push(1)
    await receive({ kind: 'rejected', id: id(90), at: 1, received: 1, op: id(1), reason: 'no-such-conversation' })
    expect(await event(1)).toBeDefined()
    expect(await rowOf(1)).toMatchObject({ awaits: 'no-such-conversation' })
    expect(ok(await store.againOps(0, MAX)).ops).toEqual([])
    await receive(make)
    expect(ok(await store.againOps(0, MAX)).ops).toMatchObject([{ id: id(1), again: true }])
    await receive(told(said(1, 'in the group', G), 'ada', 2))
    expect(await rowOf(1)).toMatchObject({ state: 'settled' })
    expect(await rowOf(1)).not.toHaveProperty('again')
  })

  test('[S14] one that is refused again waits for the next time, and does not go round', async () => {
    const { store, term, begin, receive, push } = bed()
    await begin()
    ok(await store.enqueue([said(1, 'x')]))
    await push(1)
    await receive(told(said(1, 'x'), 'ada', 1))
    const refused = (n: number): Event => ({
      kind: 'rejected',
      id: id(n),
      at: 1,
      received: 1,
      op: id(1),
      reason: 'not-allowed',
    })
    await receive(refused(90))
    expect(ok(await store.againOps(0, MAX)).ops).toHaveLength(1)
    // of the time before it went up again, and late
    await receive(refused(91))
    expect(ok(await store.againOps(0, MAX)).ops).toHaveLength(1)
    ok(await store.markHanded(term, [id(1)], 40))
    await receive(refused(92))
    expect(ok(await store.againOps(0, MAX)).ops).toEqual([])
  })

  test('[S10] an own event that the server went back to before is sent again', async () => {
    const { store, inbox, begin, receive, push } = bed()
    await begin()
    ok(await store.enqueue([said(1, 'x')]))
    await push(1)
    await receive(told(said(1, 'x'), 'ada', 1))
    inbox.cursor = { seq: 0, id: null }
    await begin()
    expect(texts(ok(await store.unsettled(0, MAX)).ops)).toEqual(['x'])
  })
}
