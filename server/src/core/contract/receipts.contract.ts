import { describe, expect, test } from 'vitest'
import { BEGINNING, type Cursor } from '#protocol/cursor.ts'
import { cursorOf } from '#protocol/event.ts'
import type { Phone } from '../../../test/world.ts'
import type { Begin } from '../store.contract.ts'

const conversation = 'dm:ada:bob'

const receipts = async (phone: Phone) =>
  (await phone.events()).flatMap((event) =>
    event.kind === 'read' || event.kind === 'delivered' ? [[event.kind, event.by, event.position]] : [],
  )

export function receiptsContract(begin: Begin): void {
  describe('receipts', () => {
    test('[S18] an ack is a delivery, told to those whose messages it newly covers', async () => {
      const world = await begin()
      const [ada, bob, cy] = await world.people('ada', 'bob', 'cy')
      const group = await ada.founds(bob, cy)
      await ada.says(group)
      await bob.says(group)
      await bob.catchUp()
      expect(await receipts(ada)).toEqual([['delivered', 'bob', 2]])
      expect(await receipts(cy)).toEqual([])
      await cy.catchUp()
      expect(await receipts(bob)).toEqual([['delivered', 'cy', 3]])
      const seen = await ada.sees(group)
      expect(seen.members.map(({ user, delivered }) => [user, delivered])).toEqual([
        ['ada', 0],
        ['bob', 2],
        ['cy', 3],
      ])
    })

    test('[S18] it does not matter which device holds it, nor how often it says so', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      const laptop = await bob.another()
      await ada.says(conversation)
      await ada.says(conversation)
      await bob.catchUp()
      expect(await receipts(ada)).toEqual([['delivered', 'bob', 2]])
      const before = await ada.here()
      const [first] = await laptop.entries()
      await laptop.ask('ack', { cursor: first === undefined ? BEGINNING : cursorOf(first) })
      expect((await ada.sees(conversation)).members.map(({ delivered }) => delivered)).toEqual([0, 2])
      await laptop.catchUp()
      await bob.catchUp()
      expect(await ada.here()).toEqual(before)
    })

    test('[S18] coming back with a cursor acknowledges what lies before it', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      await bob.connect(BEGINNING)
      await ada.says(conversation)
      await bob.connect(await bob.here())
      expect(await receipts(ada)).toEqual([['delivered', 'bob', 1]])
    })

    test('[S18] a resume after a snapshot is an ack of all that was in it', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      await ada.says(conversation, 'one')
      await ada.says(conversation, 'two')
      const [page] = await bob.snapshot()
      expect(await receipts(ada)).toEqual([])
      await ada.says(conversation, 'after the snapshot')
      expect(await bob.ask('resume', { cursor: page?.cursor ?? null })).toEqual({ inbox: 'resume' })
      expect(await receipts(ada)).toEqual([['delivered', 'bob', 2]])
      await bob.catchUp()
      expect(await receipts(ada)).toEqual([['delivered', 'bob', 3]])
    })

    test('[S18] so is coming back with its cursor in any other way', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      const ways = {
        connect: (cursor: Cursor | null) => bob.connect(cursor),
        exchange: (cursor: Cursor | null) => bob.ask('exchange', { cursor, ops: [], entries: 9, bytes: 1e6 }),
      }
      for (const [name, comeBack] of Object.entries(ways)) {
        await ada.says(conversation)
        const before = await ada.here()
        const [page] = await bob.snapshot()
        await comeBack(page?.cursor ?? null)
        await comeBack(page?.cursor ?? null)
        expect([name, await ada.kinds(before)]).toEqual([name, ['delivered']])
      }
    })

    test('reading is told to the own devices, and to those whose messages it newly covers', async () => {
      const world = await begin()
      const [ada, bob, cy] = await world.people('ada', 'bob', 'cy')
      const group = await ada.founds(bob, cy)
      await ada.says(group)
      await cy.says(group)
      expect(await bob.does({ kind: 'read', conversation: group, position: 2 })).toMatchObject({
        position: 2,
        by: 'bob',
      })
      expect(await receipts(bob)).toEqual([['read', 'bob', 2]])
      expect(await receipts(ada)).toEqual([['read', 'bob', 2]])
      expect(await receipts(cy)).toEqual([])
      expect(await bob.does({ kind: 'read', conversation: group, position: 1 })).toBe('as it was')
      expect(await bob.does({ kind: 'read', conversation: group, position: 99 })).toMatchObject({ position: 3 })
      expect(await receipts(cy)).toEqual([['read', 'bob', 3]])
      expect(await receipts(ada)).toEqual([['read', 'bob', 2]])
      expect(await bob.does({ kind: 'read', conversation: 'dm:bob:cy', position: 5 })).toBe('as it was')
    })

    test('[S18] an ack names the newest message of others, also after a snapshot', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      await ada.says(conversation)
      const [page] = await bob.snapshot()
      await bob.connect(page?.cursor ?? null)
      await ada.says(conversation)
      await bob.says(conversation)
      await bob.connect(await bob.here())
      expect(await receipts(ada)).toEqual([['delivered', 'bob', 2]])
    })

    test('who comes later has nothing to catch up with: what was before holds no tick back', async () => {
      const world = await begin()
      const [ada, bob, cy] = await world.people('ada', 'bob', 'cy')
      const group = await ada.founds(bob)
      await bob.says(group)
      await ada.did({ kind: 'add', conversation: group, member: 'cy' })
      const newcomer = (await ada.sees(group)).members.find(({ user }) => user === 'cy')
      expect(newcomer).toEqual({ user: 'cy', role: 'member', joined: 3, read: 2, delivered: 2 })
      await ada.says(group)
      await cy.did({ kind: 'read', conversation: group, position: 4 })
      expect(await receipts(ada)).toEqual([['read', 'cy', 4]])
      expect(await receipts(bob)).toEqual([])
    })

    test('[S19] who was away is sent the last receipt, not each', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      for (let position = 1; position <= 3; position++) {
        await ada.says(conversation)
        await bob.catchUp()
        await bob.did({ kind: 'read', conversation, position })
      }
      expect(await receipts(ada)).toEqual([
        ['delivered', 'bob', 3],
        ['read', 'bob', 3],
      ])
      expect((await receipts(bob)).filter(([kind]) => kind === 'read')).toEqual([['read', 'bob', 3]])
    })

    test('[S19] a cursor at a receipt that was superseded meanwhile is still found', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      await ada.says(conversation)
      await bob.catchUp()
      const atReceipt = await ada.here()
      await ada.says(conversation)
      await bob.catchUp()
      expect(await ada.connect(atReceipt)).toMatchObject({ inbox: 'resume' })
      expect(await ada.kinds(atReceipt)).toEqual(['message', 'delivered'])
    })

    test('a large group tells no receipts', async () => {
      const world = await begin()
      const handles = Array.from({ length: 50 }, (_, index) => `user${index}`)
      const [ada, ...others] = (await world.people('ada', ...handles)) as unknown as [Phone, ...Phone[]]
      const bob = others[0] as Phone
      const large = await ada.founds(...others)
      await ada.says(large)
      await bob.catchUp()
      await bob.did({ kind: 'read', conversation: large, position: 2 })
      expect(await receipts(ada)).toEqual([])
      expect(await receipts(bob)).toEqual([['read', bob.handle, 2]])
      const seen = (await ada.sees(large)).members.find(({ user }) => user === bob.handle)
      expect(seen).toMatchObject({ read: 2, delivered: 0 })
      await ada.did({ kind: 'drop', conversation: large, member: 'user49' })
      await ada.says(large)
      await bob.catchUp()
      expect(await receipts(ada)).toEqual([['delivered', bob.handle, 4]])
    })

    test('who left hears no receipts of what they said', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      const group = await ada.founds(bob)
      await bob.says(group)
      await ada.did({ kind: 'drop', conversation: group, member: 'bob' })
      await ada.catchUp()
      await ada.did({ kind: 'read', conversation: group, position: 2 })
      expect(await receipts(bob)).toEqual([])
    })

    test('an ack that lies where nothing is, or behind, moves nothing', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      await ada.says(conversation)
      const [first] = await bob.entries()
      if (first === undefined) throw new Error('nothing came')
      await bob.ask('ack', { cursor: { seq: 1, id: 'made up' } })
      await bob.ask('ack', { cursor: { seq: 9, id: first.id } })
      expect(await receipts(ada)).toEqual([])
      await bob.ask('ack', { cursor: cursorOf(first) })
      await bob.ask('ack', { cursor: BEGINNING })
      expect(await receipts(ada)).toEqual([['delivered', 'bob', 1]])
    })
  })
}
