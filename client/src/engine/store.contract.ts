/** What every store of a device does, whatever it keeps its rows in. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Cursor } from '#protocol/cursor.ts'
import type { Entry, Event, PlacedEvent, UnknownEvent } from '#protocol/event.ts'
import type { Account, SnapshotConversation, SnapshotPage } from '#protocol/http.ts'
import type { ConversationId, Handle } from '#protocol/ids.ts'
import type { Op, OpOf } from '#protocol/op.ts'
import { isRequest } from './membership.ts'
import type { OutboxRow } from './model.ts'
import { hasFailed, type Store, type WriteFailure } from './ports.ts'
import type { TableName, Tables } from './script.ts'

export const ADA: Account = {
  user: { id: 'user-ada', handle: 'ada', name: 'Ada' },
  device: { id: 'device-1', name: 'Firefox', created: 1, seen: 1 },
}
export const DM = 'dm:ada:bob'
export const MAX = { ops: 100, bytes: 256 * 1024 }
const DAY_MS = 86_400_000

/** The nth id. Later ones sort behind earlier ones. */
export const id = (n: number): string => `0190a000-0000-7000-8000-${String(n).padStart(12, '0')}`

export const said = (n: number, text: string, conversation: ConversationId = DM): OpOf<'message'> => ({
  kind: 'message',
  id: id(n),
  at: n,
  conversation,
  text,
})

/** The op as an event. */
export const told = (op: Op, by: Handle, position: number): PlacedEvent =>
  ({ ...op, by, received: op.at + 1, position }) as unknown as PlacedEvent

/** What a store must have answered. */
export function ok<T extends object>(answer: T): Exclude<T, WriteFailure> {
  if (hasFailed(answer)) throw new Error(`the store failed: ${answer.failed}`)
  return answer as Exclude<T, WriteFailure>
}

/** An inbox as a server would send it. */
export class Inbox {
  cursor: Cursor = { seq: 0, id: null }

  batch(...events: (Event | UnknownEvent)[]) {
    const after = this.cursor
    const entries: Entry[] = events.map((event, index) => {
      const seq = after.seq + index + 1
      return { seq, id: `commit-${seq}`, event: event as Event }
    })
    const last = entries.at(-1)
    if (last) this.cursor = { seq: last.seq, id: last.id }
    return { after, entries }
  }
}

export const page = (
  cursor: Cursor,
  conversations: SnapshotConversation[],
  more: Partial<SnapshotPage> = {},
): SnapshotPage => ({
  cursor,
  user: ADA.user,
  users: [ADA.user, { id: 'user-bob', handle: 'bob', name: 'Bob' }],
  blocked: [],
  conversations,
  ...more,
})

export const member = (user: Handle, marks: { read?: number; delivered?: number; joined?: number } = {}) => ({
  user,
  role: 'member' as const,
  joined: 0,
  read: 0,
  delivered: 0,
  ...marks,
})

export const direct = (events: PlacedEvent[], more: Partial<SnapshotConversation> = {}): SnapshotConversation => ({
  id: DM,
  members: [member('ada'), member('bob')],
  head: events.at(-1)?.position ?? 0,
  read: 0,
  spans: [[1, null]],
  prefs: {},
  events,
  ...more,
})

export interface Opened {
  store: Store
  rows<K extends TableName>(table: K): Promise<Tables[K][]>
  /** Past the store, as another build may have left it. */
  put<K extends TableName>(table: K, row: Tables[K]): Promise<unknown>
  /** The page is closed, and another opened over the same disk. */
  reopen(): Promise<Store>
  close(): Promise<void>
}

export function storeContract(name: string, open: () => Promise<Opened>): void {
  describe(name, () => {
    let opened: Opened
    let store: Store
    let term: number
    let inbox: Inbox

    beforeEach(async () => {
      opened = await open()
      store = opened.store
      term = ok(await store.lead()).term
      inbox = new Inbox()
    })
    afterEach(() => opened.close())

    const begin = async (...conversations: SnapshotConversation[]) => {
      ok(await store.beginResync(term, 10))
      return ok(await store.applySnapshot(term, page(inbox.cursor, conversations), 10))
    }
    const receive = async (...events: (Event | UnknownEvent)[]) =>
      ok(await store.applyEntries(term, inbox.batch(...events), 20))
    const outbox = async () => (await opened.rows('outbox')).sort((a, b) => a.order - b.order)
    const stateOf = async (n: number) => (await outbox()).find((row) => row.id === id(n))?.state
    const rowOf = async (n: number) => (await outbox()).find((row) => row.id === id(n))
    const event = async (n: number) => (await opened.rows('events')).find((row) => row.id === id(n))
    const conversation = async (which: string = DM) => ok(await store.conversation(which)).row
    const texts = (rows: readonly OutboxRow[]) => rows.map((row) => (row.op as OpOf<'message'>).text)
    const push = async (...ns: number[]) => {
      ok(await store.markHanded(term, ns.map(id), 30))
      ok(await store.commitOps(term, id(ns.at(-1) as number), false, 31))
    }

    test('what was queued is there in the order in which it was made, also after the page was closed', async () => {
      ok(await store.enqueue([said(3, 'first')]))
      ok(await store.enqueue([said(1, 'second'), said(2, 'third')]))
      store = await opened.reopen()
      expect(texts(ok(await store.opsAfter(null, MAX)).ops)).toEqual(['first', 'second', 'third'])
    })

    test('a draft goes in the same transaction as its message comes', async () => {
      ok(await store.saveDraft({ conversation: DM, text: 'hello', changed: 1 }))
      ok(await store.enqueue([said(1, 'hello')], { clearDraft: DM }))
      expect(await opened.rows('drafts')).toEqual([])
    })

    test('a growing outbox is told', async () => {
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
      ok(await store.enqueue([said(1, 'x'.repeat(500)), said(2, 'b'), said(3, 'c'), said(4, 'd')]))
      const few = ok(await store.opsAfter(null, { ops: 3, bytes: 100 })).ops
      expect(texts(few)).toEqual(['x'.repeat(500)])
      const rest = ok(await store.opsAfter(id(1), { ops: 2, bytes: MAX.bytes })).ops
      expect(texts(rest)).toEqual(['b', 'c'])
    })

    test('[S9] an op that waits is changed in place, or taken out', async () => {
      ok(await store.enqueue([said(1, 'helo'), said(2, 'never mind')]))
      expect(ok(await store.amend(id(1), { text: 'hello' }))).toEqual({ done: true })
      expect(ok(await store.amend(id(2), { takeOut: true }))).toEqual({ done: true })
      expect(texts(ok(await store.opsAfter(null, MAX)).ops)).toEqual(['hello'])
    })

    test('[S9] an op that was handed over is neither changed nor taken out', async () => {
      ok(await store.enqueue([said(1, 'hello')]))
      expect(ok(await store.markHanded(term, [id(1)], 5)).ops).toMatchObject([
        { state: 'handed', tries: 1, handedAt: 5 },
      ])
      expect(ok(await store.amend(id(1), { text: 'x' }))).toEqual({ handed: true })
      expect(ok(await store.amend(id(1), { takeOut: true }))).toEqual({ handed: true })
      expect(ok(await store.amend(id(9), { takeOut: true }))).toEqual({ gone: true })
      expect(texts(await outbox())).toEqual(['hello'])
    })

    test('[S9] what was taken out meanwhile is not handed over, and what hung on it goes with it', async () => {
      const group: Op = { kind: 'group', id: id(1), at: 1, conversation: id(1), title: 'Boats', members: [] }
      ok(await store.enqueue([group, said(2, 'in it', id(1)), said(3, 'elsewhere')]))
      ok(await store.amend(id(1), { takeOut: true }))
      expect(ok(await store.markHanded(term, [id(1), id(2), id(3)], 5)).ops.map((row) => row.id)).toEqual([id(3)])
    })

    test("[S1] all up to the server's cursor is committed, and an unknown cursor commits nothing", async () => {
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
      await begin()
      ok(await store.enqueue([said(1, 'a')]))
      ok(await store.lead())
      const stale = { failed: 'fenced' }
      expect(await store.markHanded(term, [id(1)], 5)).toEqual(stale)
      expect(await store.commitOps(term, id(1), true, 5)).toEqual(stale)
      expect(await store.applyEntries(term, inbox.batch(told(said(2, 'b'), 'bob', 1)), 5)).toEqual(stale)
      expect(await store.applySnapshot(term, page({ seq: 9, id: 'x' }, []), 5)).toEqual(stale)
      expect(await store.applyHistory(term, { conversation: DM, before: 5, page: { events: [] } })).toEqual(stale)
      expect(await store.noteServer(term, { synced: 4 })).toEqual(stale)
      expect(await store.beginResync(term, 4)).toEqual(stale)
      expect(await store.settleResent(term, [id(1)], 4)).toEqual(stale)
      expect(await store.rejectLocally(term, id(1), 'too-large', 4)).toEqual(stale)
      expect(await store.sweepOutbox(term, 4)).toEqual(stale)
      expect(await store.applyUsers(term, [], [])).toEqual(stale)
      expect(await stateOf(1)).toBe('waiting')
      expect(await opened.rows('events')).toEqual([])
    })

    test('[S4] a batch and the cursor are written together; a batch that does not follow is not applied', async () => {
      await begin()
      const batch = inbox.batch(told(said(1, 'hi'), 'bob', 1))
      expect(ok(await store.applyEntries(term, batch, 1))).toEqual({ cursor: { seq: 1, id: 'commit-1' } })
      expect(ok(await store.applyEntries(term, batch, 1))).toEqual({ stale: true })
      expect(ok(await store.load()).device.cursor).toEqual({ seq: 1, id: 'commit-1' })
      expect(await opened.rows('events')).toHaveLength(1)
    })

    test('an own event settles its op under the same id', async () => {
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
      await begin(direct([told(said(1, 'a'), 'bob', 1)]))
      ok(await store.enqueue([{ kind: 'read', id: id(5), at: 5, conversation: DM, position: 1 }]))
      await push(5)
      await receive({ kind: 'rejected', id: id(90), at: 1, received: 1, op: id(5), reason: 'no-such-conversation' })
      expect(await rowOf(5)).not.toHaveProperty('pending')
    })

    test('a conflict about an id whose event is held is nothing', async () => {
      await begin()
      ok(await store.enqueue([said(1, 'hi')]))
      await push(1)
      await receive(told(said(1, 'hi'), 'ada', 1))
      await receive({ kind: 'rejected', id: id(90), at: 1, received: 1, op: id(1), reason: 'conflict' })
      expect(await rowOf(1)).not.toHaveProperty('rejected')
      expect(await rowOf(1)).not.toHaveProperty('awaits')
    })

    test('[S25] one that no push may hold is shown as refused and passed over', async () => {
      ok(await store.enqueue([said(1, 'huge'), said(2, 'next')]))
      ok(await store.rejectLocally(term, id(1), 'too-large', 5))
      expect(texts(ok(await store.opsAfter(null, MAX)).ops)).toEqual(['next'])
      expect(await rowOf(1)).toMatchObject({ rejected: 'too-large', pending: DM })
    })

    test('[S13] a settled op is kept for seven days and until it was named; the newest committed one for good', async () => {
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

    test('[S13] a server that went back takes its word back: nothing it forgot is swept', async () => {
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

    test('[S10] after a resync what is committed but not settled is sent again, and settled by its second ack', async () => {
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
      await begin()
      ok(await store.enqueue([said(1, 'a'), said(2, 'b')]))
      await push(1, 2)
      ok(await store.settleResent(term, [id(1), id(2)], 50))
      await receive(told(said(2, 'b'), 'ada', 1))
      inbox.cursor = { seq: 9, id: 'later' }
      await begin(direct([told(said(2, 'b'), 'ada', 1)]))
      expect(texts(ok(await store.unsettled(0, MAX)).ops)).toEqual(['a'])
    })

    test('one read mark stands for those before it; it holds here at once, and a snapshot that lacks it tells so', async () => {
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

    test('a direct conversation is a request while all of it is here and none of it is the user’s', async () => {
      await begin(direct([told(said(1, 'a'), 'bob', 1)]))
      const isAsked = async () => {
        const row = await conversation()
        return row !== undefined && isRequest(row)
      }
      expect(await isAsked()).toBe(true)
      ok(await store.enqueue([{ kind: 'read', id: id(5), at: 5, conversation: DM, position: 1 }]))
      await push(5)
      await receive({ kind: 'read', id: id(5), at: 5, received: 6, conversation: DM, by: 'ada', position: 1 })
      expect(await isAsked()).toBe(true)
      await receive(told(said(2, 'who is this?'), 'ada', 2))
      expect(await isAsked()).toBe(false)
    })

    test('what may have been said before the first that is here makes no request', async () => {
      await begin(direct([told(said(9, 'again'), 'bob', 9)]))
      const row = await conversation()
      expect(row && isRequest(row)).toBe(false)
    })

    test('whoever is named in a group is told so, until they have read it, or it names them no longer', async () => {
      const G = id(100)
      const made: Op = { kind: 'group', id: id(1), at: 1, conversation: G, title: 'Boats', members: ['ada'] }
      const mentions = async () => (await conversation(G))?.mentions
      const edit = (n: number, target: number, text: string) =>
        told({ kind: 'edit', id: id(n), at: n, conversation: G, target: id(target), text }, 'bob', n)
      await begin()
      await receive(told(made, 'bob', 1), told(said(2, 'so, @ada?', G), 'bob', 2), told(said(3, '@bob', G), 'bob', 3))
      await receive(told(said(1000, '@ada, here we are two', DM), 'bob', 1))
      expect(await mentions()).toBe(1)
      expect((await conversation())?.mentions).toBe(0)
      await receive(edit(4, 3, '@ada too'))
      expect(await mentions()).toBe(2)
      await receive(edit(5, 2, 'so, @bob?'))
      expect(await mentions()).toBe(1)
      ok(await store.hide([id(3)], true))
      expect(await mentions()).toBe(0)
      ok(await store.hide([id(3)], false))
      expect(await mentions()).toBe(1)
      ok(await store.enqueue([{ kind: 'read', id: id(10), at: 10, conversation: G, position: 3 }]))
      expect(await conversation(G)).toMatchObject({ unread: 0, mentions: 0 })
    })

    test('an edit, a removal and a reaction change what they name', async () => {
      await begin()
      await receive(
        told(said(1, 'helo'), 'bob', 1),
        told({ kind: 'edit', id: id(2), at: 2, conversation: DM, target: id(1), text: 'hello' }, 'bob', 2),
        told({ kind: 'react', id: id(3), at: 3, conversation: DM, target: id(1), emoji: '🚣', on: true }, 'ada', 3),
      )
      expect((await event(1))?.shown).toEqual({ text: 'hello', edited: 2, reactions: { '🚣': ['ada'] } })
      await receive(told({ kind: 'remove', id: id(4), at: 4, conversation: DM, target: id(1) }, 'bob', 4))
      expect((await event(1))?.shown).toEqual({ removed: { by: 'bob' }, reactions: {} })
      expect((await conversation())?.unread).toBe(0)
    })

    test('[S12] a removed text is nowhere on this disk, and nothing brings it back', async () => {
      await begin()
      await receive(
        told(said(1, 'secret one'), 'bob', 1),
        told({ kind: 'edit', id: id(2), at: 2, conversation: DM, target: id(1), text: 'secret two' }, 'bob', 2),
        told({ kind: 'remove', id: id(3), at: 3, conversation: DM, target: id(1) }, 'bob', 3),
      )
      expect(JSON.stringify(await opened.rows('events'))).not.toContain('secret')
      await begin(direct([told(said(1, 'secret one'), 'bob', 1)]))
      expect((await event(1))?.shown).toMatchObject({ removed: { by: 'bob' } })
      expect(JSON.stringify(await opened.rows('events'))).not.toContain('secret')
    })

    test('[S12] nor is it in the outbox: what goes up again to a server that went back says none of it', async () => {
      const first = said(1, 'a secret')
      const edit: Op = { kind: 'edit', id: id(2), at: 2, conversation: DM, target: id(1), text: 'another secret' }
      const removal: Op = { kind: 'remove', id: id(3), at: 3, conversation: DM, target: id(1) }
      ok(await store.enqueue([first, edit, removal]))
      ok(await store.markHanded(term, [id(1), id(2), id(3)], 1))
      ok(await store.commitOps(term, id(3), true, 1))
      ok(await store.applySnapshot(term, page(inbox.cursor, []), 1))
      const events = [first, edit, removal].map((op, index) => told(op, 'ada', index + 1))
      ok(await store.applyEntries(term, inbox.batch(...events), 2))
      expect(JSON.stringify(await opened.rows('outbox'))).not.toContain('secret')
      ok(await store.commitOps(term, null, true, 3))
      const { ops } = ok(await store.opsAfter(null, MAX))
      expect(ops.map(({ op }) => op)).toMatchObject([{ id: id(1), text: '…' }, { id: id(2), text: '…' }, removal])
    })

    test('[S12] a tombstone whose removal is not held stays one, wherever the server puts it', async () => {
      const { text: _text, ...gone } = told(said(1, 'secret'), 'bob', 1) as PlacedEvent & { kind: 'message' }
      await begin(direct([{ ...gone, removed: true }]))
      inbox.cursor = { seq: 3, id: 'after a rollback' }
      await begin(direct([told(said(2, 'x'), 'bob', 1), told(said(1, 'secret'), 'bob', 2)]))
      expect(await event(1)).toMatchObject({ place: 2, shown: { removed: { by: 'bob' } } })
      expect(JSON.stringify(await opened.rows('events'))).not.toContain('secret')
    })

    test('what names an older message waits for it', async () => {
      await begin(
        direct([told({ kind: 'edit', id: id(9), at: 9, conversation: DM, target: id(1), text: 'new' }, 'bob', 9)], {
          head: 9,
        }),
      )
      ok(
        await store.applyHistory(term, {
          conversation: DM,
          before: 9,
          page: { events: [told(said(1, 'old'), 'bob', 1)] },
        }),
      )
      expect((await event(1))?.shown).toMatchObject({ text: 'new', edited: 9 })
    })

    test('[S29] an unknown kind is kept whole, in its place or beside', async () => {
      await begin()
      const poll = {
        kind: 'poll',
        id: id(1),
        conversation: DM,
        by: 'bob',
        at: 1,
        received: 1,
        position: 1,
        options: ['a'],
      }
      const mood = { kind: 'mood', id: id(2), by: 'bob', at: 1, received: 1, level: 3 }
      await receive(poll, mood)
      expect(await event(1)).toMatchObject({ drawn: 1, event: poll })
      expect(await opened.rows('aside')).toEqual([{ id: id(2), seq: 2, event: mood, unknown: 1 }])
      expect(await conversation()).toMatchObject({ head: 1, last: { id: id(1) } })
    })

    test('[S29] a build that knows the kind by now applies it in its place, and asks for the facts', async () => {
      await begin()
      const reaction = {
        ...told({ kind: 'react', id: id(2), at: 2, conversation: DM, target: id(1), emoji: '+', on: true }, 'cyd', 2),
      }
      const prefs = { kind: 'prefs', id: id(3), at: 3, by: 'ada', received: 3, conversation: DM, pinned: true }
      await receive(
        told(said(1, 'hello'), 'bob', 1),
        { ...reaction, kind: 'later react' },
        { ...prefs, kind: 'later prefs' },
      )
      expect((await event(1))?.shown?.reactions).toEqual({})
      expect(await conversation()).toMatchObject({ last: { id: id(2) } })

      for (const row of await opened.rows('events')) {
        if (row.id === id(2)) await opened.put('events', { ...row, event: reaction })
      }
      await opened.put('aside', { ...(await opened.rows('aside'))[0], event: prefs } as Tables['aside'])
      store = await opened.reopen()
      const led = ok(await store.lead())
      expect(led.device.cursor).toBeNull()
      expect((await event(1))?.shown?.reactions).toEqual({ '+': ['cyd'] })
      expect(await event(2)).toMatchObject({ drawn: 0, target: id(1), position: 2 })
      expect(await conversation()).toMatchObject({ head: 2, unread: 1, last: { id: id(1) } })
      expect(await opened.rows('aside')).toEqual([])

      term = led.term
      await begin(direct([told(said(1, 'hello'), 'bob', 1), reaction as PlacedEvent], { prefs: { pinned: true } }))
      expect(await conversation()).toMatchObject({ prefs: { pinned: true }, last: { id: id(1) } })
      expect(ok(await store.lead()).device.cursor).toEqual(inbox.cursor)
    })

    test('membership, titles and roles follow the events', async () => {
      await begin()
      const G = id(1)
      const op = <T extends object>(n: number, more: T) =>
        ({ id: id(n), at: n, conversation: G, ...more }) as unknown as Op
      await receive(
        {
          kind: 'roster',
          id: id(80),
          at: 1,
          received: 1,
          conversation: G,
          by: 'bob',
          title: 'Boats',
          members: [{ user: 'bob', role: 'admin' }],
        },
        told(op(2, { kind: 'add', member: 'ada' }), 'bob', 5),
        told(op(3, { kind: 'rename', title: 'Ships' }), 'bob', 6),
        told(op(4, { kind: 'add', member: 'cem' }), 'bob', 7),
        told(op(5, { kind: 'admin', member: 'ada', on: true }), 'bob', 8),
      )
      expect(await conversation(G)).toMatchObject({ title: 'Ships', spans: [[5, null]], asOf: 8, held: [[5, 8]] })
      expect((await conversation(G))?.members.map(({ user, role }) => `${user} ${role}`)).toEqual([
        'bob admin',
        'ada admin',
        'cem member',
      ])
      await receive(told(op(6, { kind: 'drop', member: 'ada' }), 'bob', 9))
      expect(await conversation(G)).toMatchObject({ left: 9, spans: [[5, 9]] })
      expect((await conversation(G))?.members.map(({ user }) => user)).toEqual(['bob', 'cem'])
    })

    test('marks only rise but by a snapshot, prefs and names are as last told', async () => {
      await begin(direct([told(said(1, 'a'), 'ada', 1), told(said(2, 'b'), 'ada', 2)]))
      await receive(
        { kind: 'delivered', id: id(50), at: 1, received: 1, conversation: DM, by: 'bob', position: 2 },
        { kind: 'read', id: id(51), at: 1, received: 1, conversation: DM, by: 'bob', position: 1 },
        { kind: 'delivered', id: id(52), at: 1, received: 1, conversation: DM, by: 'bob', position: 1 },
        { kind: 'prefs', id: id(53), at: 1, received: 1, conversation: DM, by: 'ada', pinned: true },
        { kind: 'prefs', id: id(54), at: 1, received: 1, conversation: DM, by: 'ada', muted: 99 },
        { kind: 'profile', id: id(55), at: 1, received: 1, by: 'bob', name: 'Robert' },
        { kind: 'block', id: id(56), at: 1, received: 1, by: 'ada', user: 'bob', on: true },
      )
      expect(await conversation()).toMatchObject({
        members: [member('ada'), member('bob', { delivered: 2, read: 1 })],
        prefs: { pinned: true, muted: 99 },
      })
      expect(ok(await store.people(['bob'])).rows).toEqual([
        { handle: 'bob', id: 'user-bob', name: 'Robert', blocked: true, told: expect.any(Number) },
      ])
      await begin(direct([told(said(1, 'a'), 'ada', 1)], { members: [member('ada'), member('bob', { read: 1 })] }))
      expect(await conversation()).toMatchObject({ members: [member('ada'), member('bob', { read: 1 })] })
      expect((await conversation())?.prefs).toEqual({})
      expect(ok(await store.people(['bob'])).rows[0]).not.toHaveProperty('blocked')
    })

    test('[S10] what the person deleted for themselves stays out of sight, whatever is merged; until they want it back', async () => {
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
      ok(await store.applyHistory(term, { conversation: DM, before: 4, page: { events: [second, first] } }))
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
      ok(await store.beginResync(term, 5))
      const cursor = { seq: 7, id: 'c7' }
      const first = page(cursor, [direct([told(said(1, 'a'), 'bob', 1)])], { next: 'page-2' })
      ok(await store.applySnapshot(term, first, 6))
      for (const now of [7, 8]) expect(ok(await store.applySnapshot(term, page(cursor, []), now))).toEqual({ cursor })
      expect(await conversation()).toMatchObject({ head: 1, held: [[1, 1]] })
      expect((await opened.rows('events'))[0]).toMatchObject({ id: id(1), position: 1 })
    })

    test('[S10] where a snapshot does not tell of a conversation, the marks of its members vouch for nothing that comes anew', async () => {
      const reader = member('bob', { read: 2, delivered: 2 })
      await begin(direct([told(said(1, 'a'), 'ada', 1), told(said(2, 'b'), 'ada', 2)], { members: [reader] }))
      inbox.cursor = { seq: 50, id: 'another past' }
      await begin()
      expect(await conversation()).toMatchObject({ head: 0, members: [member('bob')] })
      expect(await event(2)).toBeDefined()
    })

    test('[S10] where a snapshot does not tell of a conversation, no preferences are left of it, though nothing was said there', async () => {
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
      await begin(direct([told(said(1, 'a'), 'bob', 1), told(said(2, 'b'), 'bob', 2)]))
      inbox.cursor = { seq: 50, id: 'later' }
      await begin(direct([told(said(8, 'h'), 'bob', 8), told(said(9, 'i'), 'bob', 9)]))
      expect(ok(await store.gaps(5)).gaps).toEqual([{ conversation: DM, before: 8 }])
      const older = [7, 6, 5, 4, 3, 2].map((n) => told(said(n, 'x'), 'bob', n))
      ok(await store.applyHistory(term, { conversation: DM, before: 8, page: { events: older } }))
      expect(ok(await store.gaps(5)).gaps).toEqual([])
      expect((await conversation())?.held).toEqual([[1, 9]])
      expect((await conversation())?.unread).toBe(9)
    })

    test('[S10] a fetched gap overlaps what lies below it, so that a difference right there is seen', async () => {
      await begin(direct([told(said(1, 'a'), 'bob', 1), told(said(2, 'b'), 'bob', 2)]))
      inbox.cursor = { seq: 50, id: 'after a rollback' }
      await begin(direct([told(said(8, 'h'), 'bob', 5)]))
      for (const gap of [4, 3]) {
        const page = { events: [told(said(gap, 'x'), 'bob', gap)] }
        ok(await store.applyHistory(term, { conversation: DM, before: gap + 1, page }))
      }
      expect(ok(await store.gaps(1)).gaps).toEqual([{ conversation: DM, before: 3 }])
      const page = { events: [told(said(9, 'other'), 'bob', 2), told(said(1, 'a'), 'bob', 1)] }
      ok(await store.applyHistory(term, { conversation: DM, before: 3, page }))
      const rows = (await opened.rows('events')).sort((x, y) => x.place - y.place)
      expect(rows.map((row) => row.id)).toEqual([1, 2, 9, 3, 4, 8].map(id))
      expect((await conversation())?.held).toEqual([[1, 5]])
    })

    test('[S11] an entry for a place that the history had told otherwise takes it', async () => {
      await begin(direct([told(said(1, 'a'), 'bob', 1)]))
      const ahead = [told(said(3, 'c'), 'bob', 3), told(said(2, 'b'), 'bob', 2)]
      ok(await store.applyHistory(term, { conversation: DM, before: 4, page: { events: ahead } }))
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
      await begin()
      await receive(told(said(1, 'a'), 'bob', 1), told(said(2, 'b'), 'bob', 2), told(said(3, 'c'), 'bob', 3))
      inbox.cursor = { seq: 1, id: 'rolled-back' }
      await begin(direct([told(said(1, 'a'), 'bob', 1)]))
      await receive(told(said(9, 'x'), 'bob', 2), told(said(2, 'b'), 'bob', 3))
      const rows = (await opened.rows('events')).sort((a, b) => a.place - b.place)
      expect(rows.map((row) => row.id)).toEqual([id(1), id(9), id(2), id(3)])
    })

    test('[S10] a conversation that the snapshot lacks stays, in its order, and takes its places again', async () => {
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
      const G = id(100)
      await begin()
      ok(await store.enqueue([said(1, 'in the group', G)]))
      await push(1)
      const make = told(
        { kind: 'group', id: id(99), at: 1, conversation: G, title: 'Boats', members: ['ada'] },
        'bob',
        1,
      )
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
      await begin()
      ok(await store.enqueue([said(1, 'x')]))
      await push(1)
      await receive(told(said(1, 'x'), 'ada', 1))
      inbox.cursor = { seq: 0, id: null }
      await begin()
      expect(texts(ok(await store.unsettled(0, MAX)).ops)).toEqual(['x'])
    })

    test('strangers are told until the server was asked about them', async () => {
      await begin()
      await receive(told(said(1, 'hi', 'dm:ada:cem'), 'cem', 1), told(said(2, 'hi', 'dm:ada:dia'), 'dia', 1))
      expect(ok(await store.strangers(9)).handles).toEqual(['cem', 'dia'])
      ok(await store.applyUsers(term, [{ id: 'user-cem', handle: 'cem', name: 'Cem' }], ['cem', 'dia']))
      expect(ok(await store.strangers(9)).handles).toEqual([])
      expect(ok(await store.people(['cem', 'dia', 'eve'])).rows.map(({ name }) => name)).toEqual(['Cem', 'dia'])
    })

    test('[S30] whoever the server did not know is a stranger again once met again', async () => {
      await begin()
      await receive(told(said(1, 'hi', 'dm:ada:cem'), 'cem', 1), told(said(2, 'hi', 'dm:ada:dia'), 'dia', 1))
      ok(await store.applyUsers(term, [{ id: 'user-cem', handle: 'cem', name: 'Cem' }], ['cem', 'dia']))
      await receive(
        told(said(3, 'me again', 'dm:ada:cem'), 'cem', 2),
        told(said(4, 'me again', 'dm:ada:dia'), 'dia', 2),
      )
      expect(ok(await store.strangers(9)).handles).toEqual(['dia'])
    })

    test('[S30] who is no such user any more is asked about again, and the next op names who has the handle now', async () => {
      await begin()
      await receive(told(said(1, 'hi'), 'bob', 1))
      ok(await store.applyUsers(term, [{ id: 'bob-before', handle: 'bob', name: 'Bob' }], ['bob']))
      ok(await store.enqueue([{ ...said(2, 'hello'), peer: 'bob-before' }]))
      await receive({ kind: 'rejected', id: id(90), at: 1, received: 1, op: id(2), reason: 'no-such-user' })
      expect(ok(await store.strangers(9)).handles).toEqual(['bob'])
      ok(await store.applyUsers(term, [{ id: 'bob-now', handle: 'bob', name: 'Bob' }], ['bob']))
      expect(ok(await store.people(['bob'])).rows).toEqual([{ handle: 'bob', id: 'bob-now', name: 'Bob' }])
    })

    test('what the server told of itself is kept, and taken away where it is undefined', async () => {
      ok(await store.noteServer(term, { synced: 5, paused: 'signed-out', resend: true }))
      ok(await store.noteServer(term, { resend: undefined }))
      ok(await store.clearPaused())
      const { device } = ok(await store.load())
      expect(device).toMatchObject({ synced: 5 })
      expect([device.paused, device.resend]).toEqual([undefined, undefined])
    })

    test('try again queues the new op and puts the refused one away in one go', async () => {
      ok(await store.enqueue([said(1, 'x')]))
      ok(await store.rejectLocally(term, id(1), 'invalid', 5))
      ok(await store.enqueue([said(2, 'x')], { dismiss: id(1) }))
      expect(await rowOf(1)).toMatchObject({ dismissed: true })
    })
  })
}
