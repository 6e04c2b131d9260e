/** What the server tells, as it comes. */
import { expect, test } from 'vitest'
import type { PlacedEvent } from '#protocol/event.ts'
import type { Op } from '#protocol/op.ts'
import type { Tables } from '../script.ts'
import { type Bed, makeBed } from './bed.ts'
import { DM, direct, id, MAX, member, ok, page, said, told } from './fixtures.ts'

export function entriesContract(bed: () => Bed): void {
  test('[S4] a batch and the cursor are written together; a batch that does not follow is not applied', async () => {
    const { opened, store, term, inbox, begin } = bed()
    await begin()
    const batch = inbox.batch(told(said(1, 'hi'), 'bob', 1))
    expect(ok(await store.applyEntries(term, batch, 1))).toEqual({ cursor: { seq: 1, id: 'commit-1' } })
    expect(ok(await store.applyEntries(term, batch, 1))).toEqual({ stale: true })
    expect(ok(await store.load()).device.cursor).toEqual({ seq: 1, id: 'commit-1' })
    expect(await opened.rows('events')).toHaveLength(1)
  })

  test('an edit, a removal and a reaction change what they name', async () => {
    const { begin, receive, event, conversation } = bed()
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
    const { opened, begin, receive, event } = bed()
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
    const { opened, store, term, inbox } = bed()
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
    const { opened, inbox, begin, event } = bed()
    const { text: _text, ...gone } = told(said(1, 'secret'), 'bob', 1) as PlacedEvent & { kind: 'message' }
    await begin(direct([{ ...gone, removed: true }]))
    inbox.cursor = { seq: 3, id: 'after a rollback' }
    await begin(direct([told(said(2, 'x'), 'bob', 1), told(said(1, 'secret'), 'bob', 2)]))
    expect(await event(1)).toMatchObject({ place: 2, shown: { removed: { by: 'bob' } } })
    expect(JSON.stringify(await opened.rows('events'))).not.toContain('secret')
  })

  test('what names an older message waits for it', async () => {
    const { store, term, begin, event } = bed()
    await begin(
      direct([told({ kind: 'edit', id: id(9), at: 9, conversation: DM, target: id(1), text: 'new' }, 'bob', 9)], {
        head: 9,
      }),
    )
    ok(
      await store.applyHistory(
        term,
        { conversation: DM, before: 9, page: { events: [told(said(1, 'old'), 'bob', 1)] } },
        30,
      ),
    )
    expect((await event(1))?.shown).toMatchObject({ text: 'new', edited: 9 })
  })

  test('[S29] an unknown kind is kept whole, in its place or beside', async () => {
    const { opened, begin, receive, event, conversation } = bed()
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
    const { opened, inbox, begin, receive, event, conversation } = bed()
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
    const later = await makeBed({ ...opened, store: await opened.reopen() }, inbox)
    expect(ok(await later.store.load()).device.cursor).toBeNull()
    expect((await event(1))?.shown?.reactions).toEqual({ '+': ['cyd'] })
    expect(await event(2)).toMatchObject({ drawn: 0, target: id(1), position: 2 })
    expect(await later.conversation()).toMatchObject({ head: 2, unread: 1, last: { id: id(1) } })
    expect(await opened.rows('aside')).toEqual([])

    await later.begin(direct([told(said(1, 'hello'), 'bob', 1), reaction as PlacedEvent], { prefs: { pinned: true } }))
    expect(await later.conversation()).toMatchObject({ prefs: { pinned: true }, last: { id: id(1) } })
    expect(ok(await later.store.load()).device.cursor).toEqual(inbox.cursor)
  })

  test('membership, titles and roles follow the events', async () => {
    const { begin, receive, conversation } = bed()
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
    const { begin, receive, conversation, person } = bed()
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
    expect(await person('bob')).toEqual({
      handle: 'bob',
      id: 'user-bob',
      name: 'Robert',
      blocked: true,
      told: expect.any(Number),
    })
    await begin(direct([told(said(1, 'a'), 'ada', 1)], { members: [member('ada'), member('bob', { read: 1 })] }))
    expect(await conversation()).toMatchObject({ members: [member('ada'), member('bob', { read: 1 })] })
    expect((await conversation())?.prefs).toEqual({})
    expect(await person('bob')).not.toHaveProperty('blocked')
  })

  test('what the server told of itself is kept, and taken away where it is undefined', async () => {
    const { store, term } = bed()
    ok(await store.noteServer(term, { synced: 5, paused: 'signed-out', resend: true }))
    ok(await store.noteServer(term, { paused: undefined, resend: undefined }))
    const { device } = ok(await store.load())
    expect(device).toMatchObject({ synced: 5 })
    expect([device.paused, device.resend]).toEqual([undefined, undefined])
  })
}
