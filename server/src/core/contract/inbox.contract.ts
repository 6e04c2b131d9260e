import { describe, expect, test } from 'vitest'
import { BEGINNING, type Cursor } from '#protocol/cursor.ts'
import { cursorOf, type Entry } from '#protocol/event.ts'
import type { Account } from '#protocol/http.ts'
import { granted, newId, opOf, type Phone } from '../../../test/world.ts'
import type { Begin } from '../store.contract.ts'

const conversation = 'dm:ada:bob'
const message = (text = 'hi') => opOf({ kind: 'message', conversation, text })
const ALL = { entries: 1000, bytes: 1_000_000 }

/** Cursors at each entry, the beginning first. */
const cursors = async (phone: Phone): Promise<Cursor[]> => [BEGINNING, ...(await phone.entries()).map(cursorOf)]

export function inboxContract(begin: Begin): void {
  describe('the inbox', () => {
    test('[S1] from every cursor a device is sent what follows it', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      for (const text of ['1', '2', '3']) await ada.says(conversation, text)
      const all = await bob.entries()
      expect(all.map(({ seq }) => seq)).toEqual([1, 2, 3])
      for (const [index, cursor] of (await cursors(bob)).entries()) {
        expect(await bob.connect(cursor)).toMatchObject({ inbox: 'resume', head: 3 })
        expect(await bob.entries(cursor)).toEqual(all.slice(index))
      }
    })

    test('[S17] a cursor that is not found is resync: none, malformed, made up, from the future', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      await ada.says(conversation)
      const [entry] = await bob.entries()
      const strange = [null, undefined, { seq: 1, id: 'x' }, { seq: 1, id: null }, { seq: 0, id: entry?.id ?? '' }]
      for (const cursor of [...strange, { seq: 2, id: entry?.id ?? '' }, { seq: Number.MAX_SAFE_INTEGER, id: 'x' }]) {
        expect((await bob.ask('connect', { cursor })).inbox).toBe('resync')
        expect(await bob.ask('resume', { cursor })).toEqual({ inbox: 'resync' })
        const answer = await bob.ask('exchange', { cursor, ops: [], ...ALL })
        expect(answer).toEqual({ outbox: null, inbox: 'resync', after: null, entries: [], more: false, head: 1 })
        if (cursor) expect((await bob.ask('read', { after: cursor, ...ALL })).found).toBe(false)
      }
    })

    test('whoever arrives with a token is told in one answer what session, connect and read tell', async () => {
      const world = await begin()
      const { store } = world
      const [ada] = await world.people('ada')
      const device = { name: 'phone', tokenHash: 'a token' }
      const ask = { handle: 'bob', name: 'Bob', passwordHash: 'x', device }
      const account = granted(await store.ask('createAccount', ask)) as Account
      for (const text of ['1', '2', '3']) await ada.says(conversation, text)
      const bob = { user: 'bob', device: account.device.id }
      const page = { entries: 2, bytes: 1_000_000 }
      const arrive = (cursor: Cursor | null, tokenHash = 'a token') =>
        store.ask('arrive', { tokenHash, cursor, ...page })
      expect(await arrive(BEGINNING)).toEqual({
        ...(await store.ask('connect', { ...bob, cursor: BEGINNING })),
        ...(await store.ask('read', { ...bob, after: BEGINNING, ...page })),
      })
      expect(await arrive(BEGINNING)).toMatchObject({ account, contacts: ['ada'], entries: [{ seq: 1 }, { seq: 2 }] })
      expect(await arrive(null)).toMatchObject({ account, inbox: 'resync', head: 3, entries: [] })
      expect((await arrive(BEGINNING, 'another')) ?? undefined).toBeUndefined()
      await store.ask('revoke', { ...bob, id: bob.device })
      expect((await arrive(BEGINNING)) ?? undefined).toBeUndefined()
    })

    test('a batch keeps to its entries and bytes, and holds one where there is one', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      await ada.push([message('1'), message('x'.repeat(9000)), message('3')])
      const read = async (max: { entries: number; bytes: number }, after = BEGINNING) =>
        (await bob.ask('read', { after, ...max })).entries.map(({ seq }) => seq)
      expect(await read({ entries: 2, bytes: 1_000_000 })).toEqual([1, 2])
      expect(await read({ entries: 100, bytes: 4000 })).toEqual([1])
      expect(await read({ entries: 100, bytes: 1 })).toEqual([1])
      const [, first] = await cursors(bob)
      expect(await read({ entries: 100, bytes: 10 }, first)).toEqual([2])
      expect(await bob.ask('read', { after: await bob.here(), ...ALL })).toEqual({ found: true, entries: [], head: 3 })
    })

    test.each([
      ['plain', 'x'.repeat(300)],
      ['short', 'x'],
      ['quoted', '"\\'.repeat(200)],
      ['full of controls', '\u0001'.repeat(300)],
      ['of other scripts', 'שלום 世界 😀'.repeat(20)],
    ])('[S21] a batch of texts that are %s is no larger on the wire than it may be', async (_, text) => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      await ada.push(Array.from({ length: 100 }, () => message(text)))
      const bytes = 16 * 1024
      for (let after = BEGINNING; after.seq < 100; ) {
        const { entries } = await bob.ask('exchange', { cursor: after, ops: [], entries: 500, bytes })
        expect(Buffer.byteLength(JSON.stringify({ after, entries }))).toBeLessThanOrEqual(bytes)
        after = cursorOf(entries.at(-1) as Entry)
      }
    })

    test('all entries of one commit carry its id, and the next commit has another', async () => {
      const world = await begin()
      const [ada] = await world.people('ada', 'bob')
      await ada.push([message(), message()])
      await ada.push([message()])
      const ids = (await ada.entries()).map(({ id }) => id)
      expect(ids[0]).toBe(ids[1])
      expect(ids[2]).not.toBe(ids[1])
    })

    test('[S27] a device whose cursor went back is believed', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      for (const text of ['1', '2', '3']) await ada.says(conversation, text)
      const [, first, , third] = await cursors(bob)
      await bob.connect(third)
      await bob.connect(first)
      await ada.says(conversation, '4')
      await world.store.ask('sweep', { users: 10 })
      expect((await bob.entries(first)).map(({ seq }) => seq)).toEqual([2, 3, 4])
    })

    test('welcome tells who one is, what is committed and how much there is', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      const op = message()
      await ada.push([op])
      expect(await ada.connect()).toEqual({
        account: {
          user: { id: ada.userId, handle: 'ada', name: "ada's name" },
          device: { id: ada.asker.device, name: 'phone', created: expect.any(Number), seen: expect.any(Number) },
        },
        outbox: op.id,
        inbox: 'resync',
        head: 1,
        contacts: ['bob'],
        watched: ['bob'],
      })
      expect(await bob.connect(BEGINNING)).toMatchObject({ outbox: null, inbox: 'resume', head: 1 })
    })

    test('[S22] one exchange hands in, acknowledges and fetches', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      await ada.says(conversation, 'for bob')
      const op = message('for ada')
      const first = await bob.ask('exchange', { cursor: BEGINNING, ops: [op], after: null, entries: 1, bytes: 1e6 })
      expect(first).toMatchObject({ outbox: op.id, inbox: 'resume', after: BEGINNING, more: true, head: 2 })
      expect(first.entries.map(({ event }) => event.kind)).toEqual(['message'])
      expect(await ada.kinds()).toEqual(['message', 'message'])
      const cursor = cursorOf(first.entries[0] as (typeof first.entries)[0])
      const second = await bob.ask('exchange', { cursor, ops: [], after: newId(), ...ALL })
      expect(second).toMatchObject({ outbox: op.id, inbox: 'resume', after: cursor, more: false })
      expect(second.entries.map(({ event }) => event.id)).toEqual([op.id])
      expect((await ada.events()).at(-1)).toMatchObject({ kind: 'delivered', by: 'bob', position: 1 })
    })

    test('[S7] an exchange that has moved does nothing at all: no op, no ack, no entries', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      await ada.says(conversation)
      const before = await ada.entries()
      const answer = await bob.ask('exchange', { cursor: await bob.here(), ops: [message()], after: newId(), ...ALL })
      expect(answer).toMatchObject({ moved: true, outbox: null, after: null, entries: [], more: false })
      expect(await ada.entries()).toEqual(before)
    })
  })
}
