import { expect, test } from 'vitest'
import type { Entry } from '#protocol/event.ts'
import type { Op } from '#protocol/op.ts'
import { blockedAsShown, conversationAsShown } from './conversation-as-shown.ts'
import { memoryStore } from './memory-store.ts'
import type { OutboxRow, TimelineItem } from './model.ts'
import { withQueued } from './optimistic.ts'
import { ADA, emptySnapshot, entry, message, opId } from './testbed.ts'

const DM = 'dm:ada:bob'

/** A device that holds one message of Bob's, and what its screens show. */
async function device() {
  const store = memoryStore(ADA)
  const { term } = (await store.lead()) as { term: number }
  await store.applySnapshot(term, emptySnapshot, 1)
  let cursor = emptySnapshot.cursor
  const hear = async (...entries: Entry[]) => {
    const answer = await store.applyEntries(term, { after: cursor, entries }, 1)
    cursor = (answer as { cursor: typeof cursor }).cursor
  }
  await hear(entry(1, message(1), 1, 'bob'))
  const pending = () => store.rows('outbox').filter((row) => row.pending !== undefined)
  return {
    hear,
    ack: async (op: Op) => {
      await store.enqueue([op])
      await store.markHanded(term, [op.id], 1)
      await store.commitOps(term, op.id, false, 1)
    },
    resync: async (seq: number, pinned: boolean) => {
      const members = ['ada', 'bob'].map((user) => ({
        user,
        role: 'member' as const,
        joined: 0,
        read: 0,
        delivered: 0,
      }))
      const held = {
        id: DM,
        members,
        head: 0,
        read: 0,
        spans: [[1, null] as [number, null]],
        prefs: { pinned },
        events: [],
      }
      await store.applySnapshot(term, { ...emptySnapshot, cursor: { seq, id: 'told' }, conversations: [held] }, 1)
    },
    isPinned: () => {
      const row = store.row('conversations', DM)
      return conversationAsShown({ id: DM, row, pending: pending() }, 'ada').prefs.pinned === true
    },
    isBlocked: () => blockedAsShown('bob', store.row('people', 'bob'), pending()),
  }
}

const pin = (n: number, pinned: boolean): Op => ({ kind: 'prefs', id: opId(n), at: 1, conversation: DM, pinned })
const block = (n: number, on: boolean): Op => ({ kind: 'block', id: opId(n), at: 1, user: 'bob', on })
const told = (seq: number, op: Op) => entry(seq, op, 0)

test('what the server took stays shown until it is told, whatever else is told before', async () => {
  const { ack, hear, isPinned } = await device()
  await ack(pin(10, true))
  await hear(entry(2, message(2), 2, 'bob'), entry(3, message(3), 3, 'bob'))
  expect(isPinned()).toBe(true)
  await hear(told(4, pin(10, true)))
  expect(isPinned()).toBe(true)
  await hear(told(5, pin(11, false)))
  expect(isPinned()).toBe(false)
})

test('the event of an earlier change does not bring back what a later one undid', async () => {
  const { ack, hear, isPinned, isBlocked } = await device()
  await ack(pin(10, true))
  await ack(pin(11, false))
  await ack(block(12, true))
  await ack(block(13, false))
  await hear(told(2, pin(10, true)), told(3, block(12, true)))
  expect([isPinned(), isBlocked()]).toEqual([false, false])
  await hear(told(4, pin(11, false)), told(5, block(13, false)))
  expect([isPinned(), isBlocked()]).toEqual([false, false])
})

test('what changed nothing and is never told gives way to what another device does next', async () => {
  const { ack, hear, isPinned, isBlocked } = await device()
  await hear(told(2, pin(10, true)), told(3, block(11, true)))
  await ack(pin(20, true))
  await ack(block(21, true))
  expect([isPinned(), isBlocked()]).toEqual([true, true])
  await hear(told(4, pin(12, false)))
  expect([isPinned(), isBlocked()]).toEqual([false, true])
  await hear(told(5, block(13, false)))
  expect([isPinned(), isBlocked()]).toEqual([false, false])
})

test('a snapshot of later says how it is; one of an earlier server does not, to which it goes up again', async () => {
  const later = await device()
  await later.ack(pin(10, true))
  await later.resync(9, false)
  expect(later.isPinned()).toBe(false)
  const earlier = await device()
  await earlier.ack(pin(10, true))
  await earlier.resync(0, false)
  expect(earlier.isPinned()).toBe(true)
})

test('[S10] a server that went back counts anew: what it takes then is shown until it is told', async () => {
  const { ack, hear, resync, isPinned, isBlocked } = await device()
  await hear(told(2, pin(10, true)), told(3, block(11, true)), told(4, block(12, false)))
  await resync(1, false)
  await ack(pin(20, true))
  await ack(block(21, true))
  expect([isPinned(), isBlocked()]).toEqual([true, true])
})

test('what was just queued stands behind the lines that were read before, once, with what it answers', async () => {
  const store = memoryStore(ADA)
  const said = { id: opId(1), conversation: DM, place: 1, by: 'bob', own: false, at: 1, pending: false }
  const lines: TimelineItem[] = [{ ...said, line: { kind: 'message', text: 'hi', reactions: [] } }]
  const ops = [message(2), { ...message(3), reply: opId(1) }, { ...message(4), reply: opId(99) }] as Op[]
  const { rows } = (await store.enqueue(ops)) as { rows: OutboxRow[] }
  const shown = withQueued(lines, rows, { self: 'ada' })
  expect(shown.map(({ id, state, line }) => [id, state, line.kind === 'message' && line.quote])).toEqual([
    [opId(1), undefined, undefined],
    [opId(2), 'queued', undefined],
    [opId(3), 'queued', { state: 'here', by: 'bob', text: 'hi', files: 0 }],
  ])
  expect(withQueued(shown, rows, { self: 'ada' })).toEqual(shown)
})
