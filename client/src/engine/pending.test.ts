/** What a person did is shown at once, and as it will be: the server's word changes how sure it is, not what it says. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Op } from '#protocol/op.ts'
import { ADA, Inbox, id, ok, said, told } from './contract/fixtures.ts'
import { conversationItem } from './conversation-as-shown.ts'
import { type MemoryStore, memoryStore } from './memory-store.ts'
import type { OutboxRow, TimelineItem } from './model.ts'
import { timeline } from './optimistic.ts'

const GROUP = id(900_000)
const viewer = { self: 'ada' }

/** Messages 1 and 2 are ada's, 3 and 4 bob's. */
const BEGINNING = [
  told({ kind: 'group', id: id(900), at: 1, conversation: GROUP, title: 'Boats', members: ['ada', 'cem'] }, 'bob', 1),
  told(said(1, 'first', GROUP), 'ada', 2),
  told(said(2, 'second', GROUP), 'ada', 3),
  told(said(3, 'third', GROUP), 'bob', 4),
  told(said(4, 'fourth', GROUP), 'bob', 5),
  told({ kind: 'react', id: id(5), at: 6, conversation: GROUP, target: id(1), emoji: '🚣', on: true }, 'bob', 6),
  told({ kind: 'admin', id: id(6), at: 7, conversation: GROUP, member: 'ada', on: true }, 'bob', 7),
]

const deed = fc.oneof(
  fc.record({ what: fc.constant('say' as const), reply: fc.boolean(), target: fc.nat(20) }),
  fc.record({ what: fc.constant('edit' as const), target: fc.nat(20) }),
  fc.record({ what: fc.constant('remove' as const), target: fc.nat(20) }),
  fc.record({
    what: fc.constant('react' as const),
    target: fc.nat(20),
    emoji: fc.constantFrom('👍', '🚣'),
    on: fc.boolean(),
  }),
  fc.record({ what: fc.constant('rename' as const) }),
  fc.record({ what: fc.constant('add' as const), member: fc.constantFrom('cem', 'dia') }),
  fc.record({ what: fc.constant('drop' as const), member: fc.constantFrom('cem', 'dia') }),
  fc.record({ what: fc.constant('admin' as const), on: fc.boolean() }),
  fc.record({ what: fc.constant('prefs' as const), pinned: fc.boolean(), archived: fc.boolean() }),
)
type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never

/** Ops of which each does something, and that a server would take: a screen offers no others. */
function opsOf(deeds: readonly Deed[]): Op[] {
  const ops: Op[] = []
  const own = [id(1), id(2)]
  const there = new Set([...own, id(3), id(4)])
  const members = new Map([
    ['ada', 'admin'],
    ['bob', 'admin'],
    ['cem', 'member'],
  ])
  const reacted = new Set<string>()
  for (const [index, deed] of deeds.entries()) {
    const base = { id: id(100 + index), at: 100 + index, conversation: GROUP }
    const all = [...there]
    const target = 'target' in deed ? all[deed.target % all.length] : undefined
    if (deed.what === 'say') {
      ops.push({ ...base, kind: 'message', text: `said ${index}`, ...(deed.reply && target && { reply: target }) })
      own.push(base.id)
      there.add(base.id)
    } else if (deed.what === 'edit') {
      const mine = own.filter((message) => there.has(message))
      const edited = mine[deed.target % mine.length]
      if (edited) ops.push({ ...base, kind: 'edit', target: edited, text: `edited ${index}` })
    } else if (deed.what === 'remove') {
      if (!target) continue
      ops.push({ ...base, kind: 'remove', target })
      there.delete(target)
    } else if (deed.what === 'react') {
      const key = `${target} ${deed.emoji}`
      if (!target || reacted.has(key) === deed.on) continue
      ops.push({ ...base, kind: 'react', target, emoji: deed.emoji, on: deed.on })
      if (deed.on) reacted.add(key)
      else reacted.delete(key)
    } else if (deed.what === 'rename') ops.push({ ...base, kind: 'rename', title: `title ${index}` })
    else if (deed.what === 'add' || deed.what === 'drop') {
      if (members.has(deed.member) === (deed.what === 'add')) continue
      ops.push({ ...base, kind: deed.what, member: deed.member })
      if (deed.what === 'add') members.set(deed.member, 'member')
      else members.delete(deed.member)
    } else if (deed.what === 'admin') {
      const role = deed.on ? 'admin' : 'member'
      if (!members.has('cem') || members.get('cem') === role) continue
      ops.push({ ...base, kind: 'admin', member: 'cem', on: deed.on })
      members.set('cem', role)
    } else if (deed.what === 'prefs') ops.push({ ...base, kind: 'prefs', pinned: deed.pinned, archived: deed.archived })
  }
  return ops
}

async function device(): Promise<{ store: MemoryStore; inbox: Inbox; term: number }> {
  const store = memoryStore(ADA)
  const { term } = ok(await store.lead())
  const inbox = new Inbox()
  ok(
    await store.applySnapshot(
      term,
      { cursor: inbox.cursor, user: ADA.user, users: [], blocked: [], conversations: [] },
      1,
    ),
  )
  const read = { kind: 'read', id: id(7), at: 8, received: 9, conversation: GROUP, by: 'ada', position: 7 } as const
  ok(await store.applyEntries(term, inbox.batch(...BEGINNING, read), 1))
  return { store, inbox, term }
}

/** Where a line stands and how sure it is may change; not what it says. */
const words = ({ place: _place, pending: _pending, state: _state, line, ...item }: TimelineItem) => {
  if (line.kind !== 'message') return { ...item, line }
  const { editPending: _editPending, removePending, undo: _undo, ...rest } = line
  if (!removePending && !rest.removed) return { ...item, line: rest }
  return { ...item, line: { kind: 'message', removed: true } }
}

function shown(store: MemoryStore, now: number) {
  const row = store.row('conversations', GROUP)
  const all = store.rows('events')
  const events = all.filter(({ drawn }) => drawn === 1).sort((a, b) => a.place - b.place)
  const pending = store.rows('outbox').filter((op: OutboxRow) => op.pending === GROUP)
  pending.sort((a, b) => a.order - b.order)
  const ids = new Set(all.map((event) => event.id))
  const held = new Set(pending.map((op) => op.id).filter((op) => ids.has(op)))
  const last = row?.last && store.row('events', row.last.id)
  const people = new Map(store.rows('people').map((person) => [person.handle, person]))
  const {
    waiting: _waiting,
    head: _head,
    activity: _activity,
    last: newest,
    ...listed
  } = conversationItem({ id: GROUP, row, last, pending, held, people, now }, viewer)
  return {
    lines: timeline({ conversation: row, events, pending, held, atEnd: true }, viewer).map(words),
    listed: { ...listed, last: newest && words(newest) },
  }
}

test('what waits is shown as it is once the server took it, whatever of it was handed over or acked before', async () => {
  const story = fc.record({
    deeds: fc.array(deed, { maxLength: 25 }),
    handed: fc.nat(25),
    acked: fc.nat(25),
    batch: fc.integer({ min: 1, max: 9 }),
  })
  await fc.assert(
    fc.asyncProperty(story, async ({ deeds, handed, acked, batch }) => {
      const ops = opsOf(deeds)
      const { store, inbox, term } = await device()
      if (ops.length > 0) ok(await store.enqueue(ops))
      const atOnce = shown(store, 1_000)

      const sent = ops.slice(0, handed).map((op) => op.id)
      ok(await store.markHanded(term, sent, 1_000))
      expect(shown(store, 1_000)).toEqual(atOnce)

      const last = sent.slice(0, acked).at(-1)
      if (last !== undefined) ok(await store.commitOps(term, last, false, 1_000))
      expect(shown(store, 1_000)).toEqual(atOnce)

      ok(
        await store.markHanded(
          term,
          ops.map((op) => op.id),
          1_000,
        ),
      )
      const events = ops.map((op, index) => {
        if (op.kind !== 'prefs')
          return told(op, 'ada', BEGINNING.length + 1 + ops.slice(0, index).filter(isPlaced).length)
        return { ...op, by: 'ada', received: op.at + 1 } as never
      })
      while (events.length > 0) {
        ok(await store.applyEntries(term, inbox.batch(...events.splice(0, batch)), 1_001))
        expect(shown(store, 1_001)).toEqual(atOnce)
      }
      expect(store.rows('outbox').every(({ pending }) => pending === undefined)).toBe(true)
    }),
    { numRuns: 300 },
  )
})

const isPlaced = (op: Op): boolean => op.kind !== 'prefs'
