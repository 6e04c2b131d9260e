import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Phone } from '../../../test/world.ts'
import type { Begin } from '../store.contract.ts'

export function membershipContract(begin: Begin): void {
  describe('membership', () => {
    test('a newcomer hears who is there, then that they are in', async () => {
      const world = await begin()
      const [ada, bob, cy] = await world.people('ada', 'bob', 'cy')
      const conversation = await ada.founds(bob)
      const added = await ada.did({ kind: 'add', conversation, member: 'cy', peers: { cy: cy.userId } })
      expect(added).not.toHaveProperty('peers')
      const [roster, add] = await cy.events()
      expect(roster).toEqual({
        kind: 'roster',
        id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
        conversation,
        by: 'ada',
        title: 'Club',
        members: [
          { user: 'ada', role: 'admin' },
          { user: 'bob', role: 'member' },
        ],
        at: expect.any(Number),
        received: expect.any(Number),
      })
      expect(roster?.at).toBe(roster?.received)
      expect(add).toEqual(added)
      expect(await bob.kinds()).toEqual(['group', 'add'])
    })

    test('adding who does not exist, or is no longer who the device knew, is no such user', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      const conversation = await ada.founds()
      expect(await ada.does({ kind: 'add', conversation, member: 'nil' })).toBe('no-such-user')
      const peers = { bob: 'another' }
      expect(await ada.does({ kind: 'add', conversation, member: 'bob', peers })).toBe('no-such-user')
      const club = await ada.founds(bob)
      expect(await ada.does({ kind: 'add', conversation: club, member: 'bob', peers })).toBe('no-such-user')
      expect(await ada.does({ kind: 'block', user: 'bob', on: true, peers })).toBe('no-such-user')
      expect(await ada.does({ kind: 'block', user: 'nil', on: true })).toBe('no-such-user')
    })

    test('who is dropped learns that, and nothing after', async () => {
      const world = await begin()
      const [ada, bob, cy] = await world.people('ada', 'bob', 'cy')
      const conversation = await ada.founds(bob, cy)
      await ada.did({ kind: 'drop', conversation, member: 'bob' })
      await ada.says(conversation, 'secret')
      await ada.did({ kind: 'rename', conversation, title: 'Secret' })
      await ada.did({ kind: 'drop', conversation, member: 'cy' })
      expect(await bob.kinds()).toEqual(['group', 'drop'])
      expect(await ada.does({ kind: 'drop', conversation, member: 'bob' })).toBe('as it was')
      const seen = await bob.sees(conversation)
      expect(seen).toMatchObject({ left: 2, head: 2, title: 'Club', spans: [[1, 2]] })
      expect(seen.members.map(({ user }) => user)).toEqual(['ada', 'cy'])
      expect(seen.events.map(({ kind }) => kind)).toEqual(['group', 'drop'])
      const history = await bob.history(conversation)
      expect(history !== 'not-found' && history.events).toHaveLength(2)
    })

    test('a former member reads, and sets prefs, within what they may see', async () => {
      const world = await begin()
      const [ada, bob, cy] = await world.people('ada', 'bob', 'cy')
      const conversation = await ada.founds(bob, cy)
      await ada.says(conversation)
      await ada.did({ kind: 'drop', conversation, member: 'bob' })
      await ada.says(conversation)
      const before = await ada.events()
      expect(await bob.does({ kind: 'read', conversation, position: 99 })).toMatchObject({ kind: 'read', position: 3 })
      expect(await bob.does({ kind: 'read', conversation, position: 99 })).toBe('as it was')
      expect(await bob.does({ kind: 'prefs', conversation, archived: true })).toMatchObject({ archived: true })
      expect(await bob.does({ kind: 'drop', conversation, member: 'bob' })).toBe('no-such-conversation')
      expect(await ada.events()).toEqual(before)
      expect(await bob.sees(conversation)).toMatchObject({ read: 3, prefs: { archived: true } })
    })

    test('when the last admin leaves, the longest-standing member leads, in the same breath', async () => {
      const world = await begin()
      const [ada, bob, cy] = await world.people('ada', 'bob', 'cy')
      const conversation = await ada.founds(cy, bob)
      await ada.did({ kind: 'drop', conversation, member: 'ada' })
      const last = (await bob.events()).at(-1)
      expect(last).toMatchObject({ kind: 'admin', member: 'cy', on: true, by: 'ada', position: 3 })
      expect(last?.at).toBe(last?.received)
      expect(await ada.kinds()).toEqual(['group', 'drop'])
      expect((await bob.entries()).at(-1)?.id).toBe((await bob.entries()).at(-2)?.id)
      expect((await cy.sees(conversation)).members.map(({ user, role }) => [user, role])).toEqual([
        ['cy', 'admin'],
        ['bob', 'member'],
      ])
    })

    test('who comes back stands last', async () => {
      const world = await begin()
      const [ada, bob, cy] = await world.people('ada', 'bob', 'cy')
      const conversation = await ada.founds(bob, cy)
      await ada.did({ kind: 'drop', conversation, member: 'bob' })
      await ada.did({ kind: 'add', conversation, member: 'bob' })
      await ada.did({ kind: 'admin', conversation, member: 'ada', on: false })
      expect((await bob.events()).at(-1)).toMatchObject({ kind: 'admin', member: 'cy', on: true, by: 'ada' })
    })

    test('the last admin who steps down is followed; the only member may leave, but not step down', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      const conversation = await ada.founds(bob)
      const step = { kind: 'admin', conversation, member: 'ada', on: false } as const
      expect(await ada.does(step)).toMatchObject({ kind: 'admin', on: false })
      expect((await ada.events()).at(-1)).toMatchObject({ kind: 'admin', member: 'bob', on: true, by: 'ada' })
      expect(await bob.does({ kind: 'drop', conversation, member: 'ada' })).toMatchObject({ kind: 'drop' })
      expect(await bob.does({ ...step, member: 'bob' })).toBe('not-allowed')
      expect(await bob.does({ kind: 'drop', conversation, member: 'bob' })).toMatchObject({ kind: 'drop' })
      expect((await bob.sees(conversation)).left).toBeGreaterThan(0)
    })

    test('roles: promoting a non-member is invalid, the same role is nothing new', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob', 'cy')
      const conversation = await ada.founds(bob)
      const promote = { kind: 'admin', conversation, member: 'bob', on: true } as const
      expect(await ada.does({ ...promote, member: 'cy' })).toBe('invalid')
      expect(await ada.does({ ...promote, on: false })).toBe('as it was')
      expect(await ada.does(promote)).toMatchObject({ member: 'bob' })
      expect(await ada.does(promote)).toBe('as it was')
      // With another admin there, nobody has to follow.
      await ada.did({ kind: 'drop', conversation, member: 'ada' })
      expect((await bob.kinds()).filter((kind) => kind === 'admin')).toHaveLength(1)
    })

    test('whoever comes, goes and steps down, a group with members has an admin', async () => {
      const handles = ['ada', 'bob', 'cy', 'dee'] as const
      const move = fc.record({
        actor: fc.nat(3),
        member: fc.constantFrom(...handles),
        kind: fc.constantFrom('add', 'drop', 'drop', 'admin', 'admin'),
        on: fc.boolean(),
      })
      await fc.assert(
        fc.asyncProperty(fc.array(move, { maxLength: 25 }), async (moves) => {
          const world = await begin()
          const phones: readonly Phone[] = await world.people(...handles)
          const conversation = await (phones[0] as Phone).founds(...phones.slice(1, 3))
          for (const { actor, member, kind, on } of moves) {
            const wish = kind === 'admin' ? { kind, conversation, member, on } : { kind, conversation, member }
            await (phones[actor] as Phone).does(wish as Parameters<Phone['does']>[0])
            const view = await (phones[actor] as Phone).conversations()
            const seen = view.find(({ left }) => left === undefined)
            if (seen !== undefined) expect(seen.members.filter(({ role }) => role === 'admin')).not.toEqual([])
          }
          await world.store.close()
        }),
        { numRuns: 15, seed: 7 },
      )
    })
  })
}
