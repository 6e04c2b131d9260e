import { describe, expect, test } from 'vitest'
import { BEGINNING, type Cursor } from '#protocol/cursor.ts'
import { cursorOf } from '#protocol/event.ts'
import type { Phone } from '../../../test/world.ts'
import { opOf } from '../../../test/world.ts'
import type { Begin } from '../store.contract.ts'

const conversation = 'dm:ada:bob'

/** Says so many, and gives the cursor at each of the listener's entries, the beginning first. */
async function hears(listener: Phone, speaker: Phone, count: number): Promise<Cursor[]> {
  await speaker.push(Array.from({ length: count }, () => opOf({ kind: 'message', conversation, text: 'hi' })))
  return [BEGINNING, ...(await listener.entries()).map(cursorOf)]
}

const at = (cursors: Cursor[], seq: number): Cursor => cursors[seq] as Cursor

export function trimmingContract(begin: Begin): void {
  describe('the pending log', () => {
    test('[S16] is held for the device that is furthest behind, and trimmed up to it', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      const laptop = await bob.another()
      const cursors = await hears(bob, ada, 10)
      await bob.connect(at(cursors, 9))
      await laptop.connect(at(cursors, 4))
      await world.store.ask('sweep', { users: 10 })
      expect(await laptop.connect(at(cursors, 4))).toMatchObject({ inbox: 'resume' })
      expect(await bob.connect(at(cursors, 3))).toMatchObject({ inbox: 'resync' })
      expect(await bob.connect(BEGINNING)).toMatchObject({ inbox: 'resync' })
      expect(await bob.connect(at(cursors, 6))).toMatchObject({ inbox: 'resume' })
      expect((await laptop.entries(at(cursors, 4))).map(({ seq }) => seq)).toEqual([5, 6, 7, 8, 9, 10])
    })

    test('[S16] a device that never had a cursor holds nothing back; the head stays findable', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      const cursors = await hears(bob, ada, 5)
      await world.store.ask('sweep', { users: 10 })
      expect(await bob.connect(at(cursors, 4))).toMatchObject({ inbox: 'resync', head: 5 })
      expect(await bob.connect(at(cursors, 5))).toMatchObject({ inbox: 'resume', head: 5 })
    })

    test('[S16] one that reached its end is found there after any trimming', async () => {
      const world = await begin({ logEntries: 1 })
      const [ada, bob] = await world.people('ada', 'bob')
      const [, cursor] = await hears(bob, ada, 1)
      await bob.connect(cursor)
      await world.store.ask('sweep', { users: 10 })
      expect(await bob.connect(cursor)).toMatchObject({ inbox: 'resume' })
      // The next entry is all that the cap leaves, and all that this device lacks.
      await ada.push([opOf({ kind: 'message', conversation, text: 'more' })])
      await world.store.ask('sweep', { users: 10 })
      expect(await bob.connect(cursor)).toMatchObject({ inbox: 'resume' })
      expect(await bob.entries(cursor)).toHaveLength(1)
      await ada.push([opOf({ kind: 'message', conversation, text: 'more' })])
      expect(await bob.connect(cursor)).toMatchObject({ inbox: 'resync' })
    })

    test('[S16] the cap goes first: who is past it resyncs, at once', async () => {
      const world = await begin({ logEntries: 4 })
      const [ada, bob] = await world.people('ada', 'bob')
      await bob.connect(BEGINNING)
      const cursors = await hears(bob, ada, 10)
      for (const [seq, inbox] of [
        [0, 'resync'],
        [5, 'resync'],
        [7, 'resume'],
        [10, 'resume'],
      ] as const) {
        expect([seq, (await bob.connect(at(cursors, seq))).inbox]).toEqual([seq, inbox])
      }
      const answer = await bob.ask('exchange', { cursor: at(cursors, 3), ops: [], entries: 9, bytes: 1e6 })
      expect(answer).toMatchObject({ inbox: 'resync' })
    })

    test('[S16] acks trim by themselves now and then', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      await bob.connect(BEGINNING)
      const cursors = await hears(bob, ada, 600)
      await bob.ask('ack', { cursor: at(cursors, 600) })
      expect(await bob.connect(at(cursors, 10))).toMatchObject({ inbox: 'resync' })
    })

    test('[S16] an ack only raises: an old one that comes late holds nothing back', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      const cursors = await hears(bob, ada, 5)
      await bob.ask('ack', { cursor: at(cursors, 5) })
      await bob.ask('ack', { cursor: at(cursors, 2) })
      await world.store.ask('sweep', { users: 10 })
      expect(await bob.connect(at(cursors, 4))).toMatchObject({ inbox: 'resync' })
    })

    test('[S16] a revoked device holds nothing back', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      const laptop = await bob.another()
      const cursors = await hears(bob, ada, 5)
      await laptop.connect(BEGINNING)
      await bob.connect(at(cursors, 5))
      await bob.ask('revoke', { id: laptop.asker.device })
      await world.store.ask('sweep', { users: 10 })
      expect(await bob.connect(at(cursors, 4))).toMatchObject({ inbox: 'resync' })
    })

    test('[S17] who reads on from where the log was trimmed away is told so', async () => {
      const world = await begin({ logEntries: 3 })
      const [ada, bob] = await world.people('ada', 'bob')
      await bob.connect(BEGINNING)
      const cursors = await hears(bob, ada, 5)
      await world.store.ask('sweep', { users: 10 })
      const read = (cursor: Cursor) => bob.ask('read', { after: cursor, entries: 9, bytes: 1e6 })
      expect(await read(at(cursors, 1))).toEqual({ found: false, entries: [], head: 5 })
      expect(await read(BEGINNING)).toMatchObject({ found: false })
      expect((await read(at(cursors, 3))).entries).toHaveLength(2)
    })

    test('a sweep goes through all users, a few at a time', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob', 'cy')
      const cursors = await hears(bob, ada, 3)
      let turns = 0
      for (let after: string | undefined; ; turns++) {
        const { next } = (await world.store.ask('sweep', after === undefined ? { users: 2 } : { after, users: 2 })) as {
          next?: string
        }
        if (next === undefined) break
        after = next
      }
      expect(turns).toBe(1)
      expect(await bob.connect(at(cursors, 1))).toMatchObject({ inbox: 'resync' })
    })
  })
}
