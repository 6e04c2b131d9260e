/** What a person did, until it is settled. */
import { expect, test } from 'vitest'
import type { Op } from '#protocol/op.ts'
import type { Bed } from './bed.ts'
import { DM, direct, id, MAX, ok, page, said, texts, told } from './fixtures.ts'

const DAY_MS = 86_400_000

export function outboxContract(bed: () => Bed): void {
  test('what was queued is there in the order in which it was made, also after the page was closed', async () => {
    const { opened, store } = bed()
    ok(await store.enqueue([said(3, 'first')]))
    ok(await store.enqueue([said(1, 'second'), said(2, 'third')]))
    const later = await opened.reopen()
    expect(texts(ok(await later.opsAfter(null, MAX)).ops)).toEqual(['first', 'second', 'third'])
  })

  test('a draft goes in the same transaction as its message comes', async () => {
    const { opened, store } = bed()
    ok(await store.saveDraft({ conversation: DM, text: 'hello', changed: 1 }))
    ok(await store.enqueue([said(1, 'hello')], { clearDraft: DM }))
    expect(await opened.rows('drafts')).toEqual([])
  })

  test('a growing outbox is told', async () => {
    const { store } = bed()
    let grew = 0
    const stop = store.onOutbox(() => {
      grew += 1
    })
    ok(await store.enqueue([said(1, 'a')]))
    stop()
    ok(await store.enqueue([said(2, 'b')]))
    expect(grew).toBe(1)
  })

  test('[S2] ops are cut by count and by bytes, one at least, and go on after the last', async () => {
    const { store } = bed()
    ok(await store.enqueue([said(1, 'x'.repeat(500)), said(2, 'b'), said(3, 'c'), said(4, 'd')]))
    const few = ok(await store.opsAfter(null, { ops: 3, bytes: 100 })).ops
    expect(texts(few)).toEqual(['x'.repeat(500)])
    const rest = ok(await store.opsAfter(id(1), { ops: 2, bytes: MAX.bytes })).ops
    expect(texts(rest)).toEqual(['b', 'c'])
  })

  test('[S9] an op that waits is changed in place, or taken out', async () => {
    const { store } = bed()
    ok(await store.enqueue([said(1, 'helo'), said(2, 'never mind')]))
    expect(ok(await store.amend(id(1), { text: 'hello' }))).toEqual({ done: true })
    expect(ok(await store.amend(id(2), { takeOut: true }))).toEqual({ done: true })
    expect(texts(ok(await store.opsAfter(null, MAX)).ops)).toEqual(['hello'])
  })

  test('[S9] an op that was handed over is neither changed nor taken out', async () => {
    const { store, term, outbox } = bed()
    ok(await store.enqueue([said(1, 'hello')]))
    expect(ok(await store.markHanded(term, [id(1)], 5)).ops).toMatchObject([{ state: 'handed', tries: 1, handedAt: 5 }])
    expect(ok(await store.amend(id(1), { text: 'x' }))).toEqual({ handed: true })
    expect(ok(await store.amend(id(1), { takeOut: true }))).toEqual({ handed: true })
    expect(ok(await store.amend(id(9), { takeOut: true }))).toEqual({ gone: true })
    expect(texts(await outbox())).toEqual(['hello'])
  })

  test('[S9] what was taken out meanwhile is not handed over, and what hung on it goes with it', async () => {
    const { store, term } = bed()
    const group: Op = { kind: 'group', id: id(1), at: 1, conversation: id(1), title: 'Boats', members: [] }
    ok(await store.enqueue([group, said(2, 'in it', id(1)), said(3, 'elsewhere')]))
    ok(await store.amend(id(1), { takeOut: true }))
    expect(ok(await store.markHanded(term, [id(1), id(2), id(3)], 5)).ops.map((row) => row.id)).toEqual([id(3)])
  })

  test("[S1] all up to the server's cursor is committed, and an unknown cursor commits nothing", async () => {
    const { store, term, outbox } = bed()
    ok(await store.enqueue([said(1, 'a'), said(2, 'b'), said(3, 'c')]))
    ok(await store.markHanded(term, [id(1), id(2), id(3)], 5))
    ok(await store.commitOps(term, id(2), true, 6))
    expect((await outbox()).map((row) => row.state)).toEqual(['committed', 'committed', 'handed'])
    expect(ok(await store.load()).device.outbox).toBe(id(2))
    ok(await store.commitOps(term, id(77), true, 7))
    expect((await outbox()).map((row) => row.state)).toEqual(['handed', 'handed', 'handed'])
    expect(ok(await store.knows(id(77)))).toEqual({ known: false })
    expect(ok(await store.opsAfter(null, MAX)).ops).toHaveLength(3)
  })

  test('[S24] a leader whose term has passed writes nothing', async () => {
    const { opened, store, term, inbox, begin, stateOf } = bed()
    await begin()
    ok(await store.enqueue([said(1, 'a')]))
    ok(await store.lead())
    const stale = { failed: 'fenced' }
    expect(await store.markHanded(term, [id(1)], 5)).toEqual(stale)
    expect(await store.commitOps(term, id(1), true, 5)).toEqual(stale)
    expect(await store.applyEntries(term, inbox.batch(told(said(2, 'b'), 'bob', 1)), 5)).toEqual(stale)
    expect(await store.applySnapshot(term, page({ seq: 9, id: 'x' }, []), 5)).toEqual(stale)
    expect(await store.applyHistory(term, { conversation: DM, before: 5, page: { events: [] } }, 30)).toEqual(stale)
    expect(await store.noteServer(term, { synced: 4 })).toEqual(stale)
    expect(await store.beginResync(term, 4)).toEqual(stale)
    expect(await store.settleResent(term, [id(1)], 4)).toEqual(stale)
    expect(await store.rejectLocally(term, id(1), 'too-large', 4)).toEqual(stale)
    expect(await store.sweepOutbox(term, 4)).toEqual(stale)
    expect(await store.applyUsers(term, [], [])).toEqual(stale)
    expect(await stateOf(1)).toBe('waiting')
    expect(await opened.rows('events')).toEqual([])
  })

  test('an own event settles its op under the same id', async () => {
    const { store, begin, receive, stateOf, rowOf, event, push } = bed()
    await begin()
    ok(await store.enqueue([said(1, 'hi')]))
    await push(1)
    expect(await stateOf(1)).toBe('committed')
    await receive(told(said(1, 'hi'), 'ada', 1))
    expect(await rowOf(1)).toMatchObject({ state: 'settled', settledAt: 20 })
    expect(await rowOf(1)).not.toHaveProperty('pending')
    expect(await event(1)).toMatchObject({ place: 1, shown: { text: 'hi' } })
  })

  test('[S8] a refused op keeps its text and its reason until it is put away', async () => {
    const { store, begin, receive, stateOf, rowOf, push } = bed()
    await begin()
    ok(await store.enqueue([said(1, 'hi'), said(2, 'there')]))
    await push(1, 2)
    await receive(
      { kind: 'rejected', id: id(90), at: 1, received: 1, op: id(1), reason: 'not-allowed' },
      told(said(2, 'there'), 'ada', 1),
    )
    expect(await rowOf(1)).toMatchObject({ state: 'settled', rejected: 'not-allowed', pending: DM })
    expect(await stateOf(2)).toBe('settled')
    expect(texts(ok(await store.opsAfter(null, MAX)).ops)).toEqual(['there'])
    ok(await store.dismiss(id(1)))
    expect(await rowOf(1)).toMatchObject({ rejected: 'not-allowed', dismissed: true })
    expect(await rowOf(1)).not.toHaveProperty('pending')
  })

  test('a refused mark is not shown: nobody can do anything about it', async () => {
    const { store, begin, receive, rowOf, push } = bed()
    await begin(direct([told(said(1, 'a'), 'bob', 1)]))
    ok(await store.enqueue([{ kind: 'read', id: id(5), at: 5, conversation: DM, position: 1 }]))
    await push(5)
    await receive({ kind: 'rejected', id: id(90), at: 1, received: 1, op: id(5), reason: 'no-such-conversation' })
    expect(await rowOf(5)).not.toHaveProperty('pending')
  })

  test('a conflict about an id whose event is held is nothing', async () => {
    const { store, begin, receive, rowOf, push } = bed()
    await begin()
    ok(await store.enqueue([said(1, 'hi')]))
    await push(1)
    await receive(told(said(1, 'hi'), 'ada', 1))
    await receive({ kind: 'rejected', id: id(90), at: 1, received: 1, op: id(1), reason: 'conflict' })
    expect(await rowOf(1)).not.toHaveProperty('rejected')
    expect(await rowOf(1)).not.toHaveProperty('awaits')
  })

  test('[S25] one that no push may hold is shown as refused and passed over', async () => {
    const { store, term, rowOf } = bed()
    ok(await store.enqueue([said(1, 'huge'), said(2, 'next')]))
    ok(await store.rejectLocally(term, id(1), 'too-large', 5))
    expect(texts(ok(await store.opsAfter(null, MAX)).ops)).toEqual(['next'])
    expect(await rowOf(1)).toMatchObject({ rejected: 'too-large', pending: DM })
  })

  test('[S13] a settled op is kept for seven days and until it was named; the newest committed one for good', async () => {
    const { store, term, begin, receive, outbox, push } = bed()
    await begin()
    ok(await store.enqueue([said(1, 'a'), said(2, 'b')]))
    await push(1, 2)
    await receive(told(said(1, 'a'), 'ada', 1), told(said(2, 'b'), 'ada', 2))
    const late = 20 + 7 * DAY_MS
    ok(await store.sweepOutbox(term, late))
    expect(await outbox()).toHaveLength(2)
    ok(await store.commitOps(term, id(2), true, 40))
    ok(await store.sweepOutbox(term, late - 1))
    expect(await outbox()).toHaveLength(2)
    ok(await store.sweepOutbox(term, late))
    expect((await outbox()).map((row) => row.id)).toEqual([id(2)])
  })

  test('[S13] so is one that the history settled: from when it came', async () => {
    const { store, term, begin, outbox, push } = bed()
    ok(await store.enqueue([said(1, 'a'), said(2, 'b')]))
    await push(1, 2)
    await begin()
    const events = [told(said(2, 'b'), 'ada', 2), told(said(1, 'a'), 'ada', 1)]
    ok(await store.applyHistory(term, { conversation: DM, before: 3, page: { events } }, 30))
    ok(await store.commitOps(term, id(2), true, 40))
    ok(await store.sweepOutbox(term, 29 + 7 * DAY_MS))
    expect((await outbox()).map(({ state }) => state)).toEqual(['settled', 'settled'])
    ok(await store.sweepOutbox(term, 30 + 7 * DAY_MS))
    expect((await outbox()).map((row) => row.id)).toEqual([id(2)])
  })

  test('[S13] a server that went back takes its word back: nothing it forgot is swept', async () => {
    const { store, term, begin, receive, outbox, push } = bed()
    await begin()
    ok(await store.enqueue([said(1, 'a'), said(2, 'b'), said(3, 'c')]))
    await push(1, 2, 3)
    await receive(told(said(1, 'a'), 'ada', 1), told(said(2, 'b'), 'ada', 2), told(said(3, 'c'), 'ada', 3))
    ok(await store.commitOps(term, id(3), true, 40))
    // told by a push that found it `moved`
    ok(await store.commitOps(term, null, false, 41))
    ok(await store.sweepOutbox(term, 20 + 8 * DAY_MS))
    expect(await outbox()).toHaveLength(3)
    expect(texts(ok(await store.opsAfter(null, MAX)).ops)).toEqual(['a', 'b', 'c'])
  })

  test('one read mark stands for those before it; it holds here at once, and a snapshot that lacks it tells so', async () => {
    const { store, begin, receive, outbox, stateOf, conversation, push } = bed()
    await begin(direct([told(said(1, 'a'), 'bob', 1), told(said(2, 'b'), 'bob', 2)]))
    expect((await conversation())?.unread).toBe(2)
    const read = (n: number, position: number): Op => ({ kind: 'read', id: id(n), at: n, conversation: DM, position })
    ok(await store.enqueue([read(10, 1)]))
    ok(await store.enqueue([read(11, 2)]))
    expect(ok(await store.enqueue([read(12, 2)])).rows).toEqual([])
    expect((await outbox()).map((row) => row.id)).toEqual([id(11)])
    expect(await conversation()).toMatchObject({ unread: 0, marked: 2, read: 0 })
    expect(ok(await store.lostMarks()).marks).toEqual([])
    await push(11)
    expect(await stateOf(11)).toBe('settled')
    expect(ok(await store.lostMarks()).marks).toEqual([{ conversation: DM, position: 2 }])
    await receive({ kind: 'read', id: id(11), at: 11, received: 12, by: 'ada', conversation: DM, position: 2 })
    expect(ok(await store.lostMarks()).marks).toEqual([])
  })

  test('try again queues the new op and puts the refused one away in one go', async () => {
    const { store, term, rowOf } = bed()
    ok(await store.enqueue([said(1, 'x')]))
    ok(await store.rejectLocally(term, id(1), 'invalid', 5))
    ok(await store.enqueue([said(2, 'x')], { dismiss: id(1) }))
    expect(await rowOf(1)).toMatchObject({ dismissed: true })
  })
}
