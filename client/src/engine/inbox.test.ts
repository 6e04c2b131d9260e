/** Whatever comes first, the same is held in the end. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Event, PlacedEvent } from '#protocol/event.ts'
import type { Member, SnapshotConversation } from '#protocol/http.ts'
import { ADA, Inbox, id, ok, page } from './contract/fixtures.ts'
import { freeSpace } from './free-space.ts'
import { afterEvent, newConversation, withMark } from './membership.ts'
import { memoryStore } from './memory-store.ts'

const GROUP = id(900_000)
const PEOPLE = ['ada', 'bob', 'cem'] as const

type Fact = {
  kind: 'read' | 'delivered'
  id: string
  at: number
  received: number
  conversation: string
  by: string
  position: number
}
type Told = PlacedEvent | Fact
const isFact = (event: Told): event is Fact => event.kind === 'read' || event.kind === 'delivered'

const deed = fc.record({
  by: fc.constantFrom(...PEOPLE),
  what: fc.oneof(
    { weight: 4, arbitrary: fc.constant('message' as const) },
    {
      weight: 5,
      arbitrary: fc.constantFrom('edit', 'remove', 'react', 'unreact', 'rename', 'add', 'drop', 'read', 'delivered'),
    },
  ),
  which: fc.nat(1000),
  where: fc.boolean(),
})
type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never

const naming = (which: number) => ['', ', @ada', ', @cem'][which % 3]

/** A server's log of one group, as deeds make it: what cannot be done is left out. */
function logOf(deeds: readonly Deed[]): Told[] {
  const common = (n: number, by: string) => ({ id: id(n), at: n, received: n + 1, conversation: GROUP, by })
  const log: Told[] = [{ ...common(1, 'bob'), kind: 'group', title: 'Boats', members: ['ada', 'cem'], position: 1 }]
  const messages: { id: string; by: string; removed: boolean }[] = []
  for (const [index, { by, what, which }] of deeds.entries()) {
    const n = index + 2
    const position = log.filter((event) => !isFact(event)).length + 1
    const target = messages.length > 0 ? messages[which % messages.length] : undefined
    const base = common(n, by)
    if (what === 'message') {
      log.push({ ...base, kind: 'message', text: `text ${n}${naming(which)}`, position })
      messages.push({ id: base.id, by, removed: false })
    } else if (what === 'rename') log.push({ ...base, kind: 'rename', title: `title ${n}`, position })
    else if (what === 'add') log.push({ ...base, kind: 'add', member: 'dia', position })
    else if (what === 'drop') log.push({ ...base, kind: 'drop', member: 'dia', position })
    else if (what === 'read' || what === 'delivered') {
      log.push({ ...base, kind: what, position: 1 + (which % (position - 1)) })
    } else if (!target || target.removed) continue
    else if (what === 'edit')
      log.push({ ...base, by: target.by, kind: 'edit', target: target.id, text: `edit ${n}${naming(which)}`, position })
    else if (what === 'remove') {
      log.push({ ...base, by: target.by, kind: 'remove', target: target.id, position })
      target.removed = true
    } else
      log.push({
        ...base,
        kind: 'react',
        target: target.id,
        emoji: which % 2 ? '👍' : '🚣',
        on: what === 'react',
        position,
      })
  }
  return log
}

/** An event as it is sent when the log is so long. */
function sent(event: Told, log: readonly Told[]): Told {
  if (event.kind !== 'message' && event.kind !== 'edit') return event
  const message = event.kind === 'edit' ? event.target : event.id
  if (!log.some((other) => other.kind === 'remove' && other.target === message)) return event
  const { text: _text, ...rest } = event
  return event.kind === 'message' ? ({ ...rest, removed: true } as Told) : (rest as Told)
}

function snapshotOf(log: readonly Told[], tail: number): SnapshotConversation | undefined {
  const placed = log.filter((event) => !isFact(event))
  if (placed.length === 0) return undefined
  let row = newConversation(GROUP)
  let read = 0
  for (const event of log) {
    if (!isFact(event)) row = afterEvent(row, event, 'ada')
    else {
      row = withMark(row, event)
      if (event.kind === 'read' && event.by === 'ada') read = Math.max(read, event.position)
    }
  }
  return {
    id: GROUP,
    title: row.title ?? '',
    members: row.members,
    head: placed.length,
    read,
    spans: [[1, null]],
    prefs: {},
    events: placed.slice(-tail).map((event) => sent(event, log) as PlacedEvent),
  }
}

/** How a device comes to hold the log. */
interface Way {
  /** its snapshot was made when the log was so long, and told so many events */
  snapshotAt: number
  tail: number
  /** batches of the inbox, pages of the history between them, and room made: so many of the newest stay */
  steps: { what: 'batch' | 'history' | 'free'; size: number }[]
}

async function device(log: readonly Told[], way: Way) {
  const store = memoryStore(ADA)
  const { term } = ok(await store.lead())
  const inbox = new Inbox()
  inbox.cursor = { seq: way.snapshotAt, id: 'snapshot' }
  const first = snapshotOf(log.slice(0, way.snapshotAt), way.tail)
  ok(await store.applySnapshot(term, page(inbox.cursor, first ? [first] : []), 1))
  let at = way.snapshotAt
  const batch = async (size: number) => {
    const next = log.slice(at, at + size)
    // the server sends what it knows by now, not what it knew then
    const now = log.slice(0, Math.min(log.length, at + size + 3))
    at += next.length
    if (next.length > 0)
      ok(await store.applyEntries(term, inbox.batch(...next.map((event) => sent(event, now) as Event)), 2))
  }
  const history = async (size: number) => {
    const row = ok(await store.conversation(GROUP)).row
    if (!row) return false
    const before = row.lacking ?? row.held.at(-1)?.[0] ?? row.head + 1
    const placed = log.slice(0, at).filter((event) => !isFact(event) && event.position < before)
    const events = placed
      .slice(-size)
      .reverse()
      .map((event) => sent(event, log) as PlacedEvent)
    ok(await store.applyHistory(term, { conversation: GROUP, before, page: { events } }, 30))
    return events.length > 0
  }
  for (const step of way.steps) {
    if (step.what === 'batch') await batch(step.size)
    else if (step.what === 'free') ok(await freeSpace(store.run, step.size))
    else await history(step.size)
  }
  await batch(log.length)
  while (await history(7));
  return store
}

type Store = Awaited<ReturnType<typeof device>>

/** All that a screen could tell apart. */
function seen(store: Store) {
  const byUser = (a: Member, b: Member) => (a.user < b.user ? -1 : 1)
  return {
    events: store.rows('events').sort((a, b) => a.place - b.place),
    conversations: store
      .rows('conversations')
      .map(({ snapshot: _snapshot, told: _told, lastWrites: _writes, ...row }) => ({
        ...row,
        members: [...row.members].sort(byUser),
      })),
    people: store
      .rows('people')
      .map(({ handle }) => handle)
      .sort(),
  }
}

const way = (length: number): fc.Arbitrary<Way> =>
  fc.record({
    snapshotAt: fc.nat(length),
    tail: fc.integer({ min: 1, max: 40 }),
    steps: fc.array(
      fc.record({ what: fc.constantFrom('batch', 'history', 'free'), size: fc.integer({ min: 1, max: 9 }) }),
      {
        maxLength: 30,
      },
    ),
  })

const story = fc.array(deed, { maxLength: 60 }).chain((deeds) => {
  const log = logOf(deeds)
  return fc.record({ log: fc.constant(log), way: way(log.length) })
})

test('batches, pages of the history and a snapshot make the same of a log, in whatever order they come and go', async () => {
  await fc.assert(
    fc.asyncProperty(story, async ({ log, way }) => {
      const straight = await device(log, { snapshotAt: 0, tail: 1, steps: [] })
      expect(seen(await device(log, way))).toEqual(seen(straight))
    }),
    { numRuns: 300 },
  )
})

test('unread, and what of it names the reader, is what a count of the rows says, and the newest line is the newest', async () => {
  await fc.assert(
    fc.asyncProperty(story, async ({ log, way }) => {
      const store = await device(log, way)
      const [row] = store.rows('conversations')
      const events = store.rows('events')
      const unread = events.filter(
        ({ event, by, position = 0, shown }) =>
          event.kind === 'message' && by !== 'ada' && !shown?.removed && position > (row?.read ?? 0),
      )
      const mentions = unread.filter(({ shown }) => shown?.text?.includes('@ada'))
      const newest = events.filter(({ drawn }) => drawn === 1).sort((a, b) => b.place - a.place)[0]
      expect(row).toMatchObject({
        unread: unread.length,
        mentions: mentions.length,
        last: { id: newest?.id, place: newest?.place },
      })
      expect(row?.held).toEqual([[1, events.length]])
    }),
    { numRuns: 200 },
  )
})

/** The server goes back, the world goes on without it, and one resync later the device holds the server's order. */
test("[S10][S11] after a rollback the server's order holds, and nothing that was held is gone", async () => {
  const rolledBack = fc
    .tuple(fc.array(deed, { maxLength: 40 }), fc.array(deed, { maxLength: 25 }))
    .chain(([before, after]) => {
      const old = logOf(before)
      return fc.record({
        old: fc.constant(old),
        cut: fc.integer({ min: 1, max: old.length }),
        after: fc.constant(after),
        resent: fc.subarray(old),
        way: way(old.length),
        tail: fc.integer({ min: 1, max: 40 }),
      })
    })
  await fc.assert(
    fc.asyncProperty(rolledBack, async ({ old, cut, after, resent, way, tail }) => {
      const kept = old.slice(0, cut)
      const others = logOf(after)
        .slice(1)
        .filter((event) => event.kind === 'message' || event.kind === 'rename')
      const mixed = [
        ...others.map((event, index) => ({ ...event, id: id(500_000 + index) })),
        ...resent.filter((event) => old.indexOf(event) >= cut && !isFact(event) && !('target' in event)),
      ] as PlacedEvent[]
      const start = kept.filter((event) => !isFact(event)).length
      const now: Told[] = [
        ...kept,
        ...mixed.map((event, index) => ({ ...event, received: event.received + 10_000, position: start + index + 1 })),
      ]

      const store = await device(old, way)
      const before = new Set(store.rows('events').map((row) => row.id))
      const { term } = ok(await store.lead())
      const inbox = new Inbox()
      inbox.cursor = { seq: 1000, id: 'after the rollback' }
      const told = snapshotOf(now, tail)
      ok(await store.applySnapshot(term, page(inbox.cursor, told ? [told] : []), 5))
      for (let turn = 0; turn < 200; turn++) {
        const [gap] = ok(await store.gaps(1)).gaps
        if (!gap) break
        const placed = now.filter((event) => !isFact(event) && event.position < gap.before)
        const events = placed
          .slice(-7)
          .reverse()
          .map((event) => sent(event, now) as PlacedEvent)
        ok(await store.applyHistory(term, { ...gap, page: { events } }, 30))
      }
      const rows = store.rows('events')
      const positioned = rows.filter((row) => row.position !== undefined).sort((a, b) => a.place - b.place)
      expect(positioned.map((row) => row.id)).toEqual(now.filter((event) => !isFact(event)).map((event) => event.id))
      expect(positioned.map((row) => row.place)).toEqual(positioned.map((_, index) => index + 1))
      for (const known of before) expect(rows.some((row) => row.id === known)).toBe(true)
      const [last] = rows.filter(({ drawn }) => drawn === 1).sort((x, y) => y.place - x.place || (y.id < x.id ? -1 : 1))
      expect(store.rows('conversations')[0]?.last).toEqual({ id: last?.id, place: last?.place })
      const strays = rows.filter((row) => row.position === undefined)
      for (const stray of strays) {
        const neighbour = rows.find((row) => row.id === stray.after)
        expect(neighbour && neighbour.place < stray.place && stray.place - neighbour.place < 0.01).toBe(true)
      }
    }),
    { numRuns: 200 },
  )
})
