import { describe, expect, test } from 'vitest'
import type { SnapshotConversation, SnapshotPage } from '#protocol/http.ts'
import type { Op } from '#protocol/op.ts'
import { memoryStore } from './memory-store.ts'
import type { OutboxRow } from './model.ts'
import { again } from './outbox-rows.ts'
import { ADA, message, opId } from './testbed.ts'

const GROUP = opId(900)
const DIRECT = 'dm:ada:bob'
const at = (seq: number, history = 'old') => ({ seq, id: `${history}-${seq}` })

const event = (n: number, position: number, received: number, by = 'bob') =>
  ({ ...message(n), by, received, position }) as never

const conversation = (fields: Partial<SnapshotConversation>): SnapshotConversation => ({
  id: DIRECT,
  members: [],
  head: 0,
  read: 0,
  spans: [[1, null]],
  prefs: {},
  events: [],
  ...fields,
})

const page = (cursor: SnapshotPage['cursor'], ...conversations: SnapshotConversation[]): SnapshotPage => ({
  cursor,
  user: ADA.user,
  users: [],
  blocked: [],
  conversations,
})

async function device() {
  const store = memoryStore(ADA)
  const { term } = (await store.lead()) as { term: number }
  return { store, merge: (told: SnapshotPage) => store.applySnapshot(term, told, 1), term }
}

describe('a server that was put back to an older copy', () => {
  test('[S10] the same op in the same place, taken anew, does not vouch for what lies below it', async () => {
    const { store, merge } = await device()
    const held = [event(1, 1, 10), event(2, 2, 11), event(3, 3, 12)]
    await merge(page(at(3), conversation({ head: 3, events: held })))
    await merge(page(at(3, 'new'), conversation({ head: 3, events: [event(3, 3, 50)] })))
    expect(await store.gaps(9)).toEqual({ gaps: [{ conversation: DIRECT, before: 3 }] })
  })

  test('[S10] the very same commit does', async () => {
    const { store, merge } = await device()
    const held = [event(1, 1, 10), event(2, 2, 11), event(3, 3, 12)]
    await merge(page(at(3), conversation({ head: 3, events: held })))
    await merge(page(at(9), conversation({ head: 3, events: [event(3, 3, 12)] })))
    expect(await store.gaps(9)).toEqual({ gaps: [] })
  })

  test('[S11] a conversation that it forgot and has again is asked for down to where it was held', async () => {
    const { store, merge } = await device()
    await merge(page(at(3), conversation({ head: 2, events: [event(1, 1, 10), event(2, 2, 11)] })))
    await merge(page(at(1, 'new')))
    expect(store.rows('events').every((row) => row.position === undefined)).toBe(true)
    await merge(page(at(4, 'new'), conversation({ head: 2, events: [event(1, 2, 51)] })))
    expect(await store.gaps(9)).toEqual({ gaps: [{ conversation: DIRECT, before: 2 }] })
  })

  test('[S14] a membership that comes back by a snapshot sends what had waited for it', async () => {
    const { store, merge, term } = await device()
    const said = { ...message(1), conversation: GROUP } as Op
    await store.enqueue([said])
    await store.markHanded(term, [opId(1)], 1)
    await store.commitOps(term, opId(1), false, 1)
    const own = { ...said, by: 'ada', received: 10, position: 1 } as never
    await merge(page(at(1), conversation({ id: GROUP, title: 'G', head: 1, events: [own] })))
    await merge(page(at(0, 'new')))
    const refused = { kind: 'rejected', id: opId(5), at: 1, received: 1, op: opId(1), reason: 'no-such-conversation' }
    const entries = [{ seq: 1, id: 'new-1', event: refused as never }]
    await store.applyEntries(term, { after: at(0, 'new'), entries }, 1)
    expect(await store.againOps(0, { ops: 9, bytes: 9_999 })).toEqual({ ops: [] })

    await merge(page(at(4, 'new'), conversation({ id: GROUP, title: 'G', head: 1, events: [] })))
    expect(await store.againOps(0, { ops: 9, bytes: 9_999 })).toMatchObject({ ops: [{ id: opId(1), again: true }] })
    // of the time before, and late
    const late = [{ seq: 5, id: 'new-5', event: { ...refused, id: opId(6) } as never }]
    await store.applyEntries(term, { after: at(4, 'new'), entries: late }, 1)
    expect(await store.againOps(0, { ops: 9, bytes: 9_999 })).toMatchObject({ ops: [{ id: opId(1), again: true }] })
    // once it was asked again, a refusal is one for good
    await store.markHanded(term, [opId(1)], 2)
    const last = [{ seq: 6, id: 'new-6', event: { ...refused, id: opId(7) } as never }]
    await store.applyEntries(term, { after: at(5, 'new'), entries: last }, 2)
    expect(await store.againOps(0, { ops: 9, bytes: 9_999 })).toEqual({ ops: [] })
  })
})

test('[S14] [S25] what is larger than the server takes by now waits, and is not sent or refused without end', async () => {
  const { store, term } = await device()
  const op = { kind: 'message', id: opId(1), at: 1, conversation: DIRECT, text: 'x' } as Op
  await store.enqueue([op])
  await store.markHanded(term, [op.id], 1)
  await store.commitOps(term, op.id, true, 1)
  await store.applySnapshot(term, page(at(1), conversation({ head: 1, events: [event(1, 1, 10, 'ada')] })), 1)
  const row = store.row('outbox', op.id) as OutboxRow
  store.put('outbox', again(row))
  expect(await store.opsAfter(null, { ops: 9, bytes: 9_999 })).toMatchObject({ ops: [{ id: op.id }] })
  await store.rejectLocally(term, op.id, 'too-large', 1)
  expect(await store.opsAfter(null, { ops: 9, bytes: 9_999 })).toEqual({ ops: [] })
  expect(store.row('outbox', op.id)?.awaits).toBe('too-large')
})
