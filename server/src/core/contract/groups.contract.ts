import { describe, expect, test } from 'vitest'
import { newId } from '../../../test/world.ts'
import { hashToken } from '../../auth/token.ts'
import type { Begin } from '../store.contract.ts'

export function groupsContract(begin: Begin): void {
  describe('groups', () => {
    test('a group begins with its maker as admin; doubles and the maker are folded', async () => {
      const world = await begin()
      const [ada, bob, cy] = await world.people('ada', 'bob', 'cy')
      const conversation = newId()
      const members = ['cy', 'bob', 'ada', 'cy']
      const event = await ada.did({ kind: 'group', conversation, title: 'Club', members })
      expect(event).toMatchObject({ kind: 'group', position: 1, members: ['cy', 'bob'], title: 'Club' })
      expect(event).not.toHaveProperty('unknown')
      for (const phone of [ada, bob, cy]) expect(await phone.events()).toEqual([event])
      const seen = await bob.sees(conversation)
      expect(seen).toMatchObject({ title: 'Club', head: 1, spans: [[1, null]] })
      expect(seen.members.map(({ user, role }) => [user, role])).toEqual([
        ['ada', 'admin'],
        ['cy', 'member'],
        ['bob', 'member'],
      ])
    })

    test('who does not exist, or is no longer who the device knew, is left out and told', async () => {
      const world = await begin()
      const [ada, bob, cy] = await world.people('ada', 'bob', 'cy')
      const peers = { bob: bob.userId, cy: 'somebody else' }
      const members = ['bob', 'nil', 'cy', 'No Handle']
      const event = await ada.did({ kind: 'group', conversation: newId(), title: 'Club', members, peers })
      expect(event).toMatchObject({ members: ['bob'], unknown: ['nil', 'cy', 'No Handle'] })
      expect(event).not.toHaveProperty('peers')
      expect(await cy.events()).toEqual([])
    })

    test('the id of a group is given once', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      const conversation = await ada.founds()
      for (const phone of [ada, bob]) {
        expect(await phone.does({ kind: 'group', conversation, title: 'Mine', members: [] })).toBe('conflict')
      }
      expect((await ada.sees(conversation)).title).toBe('Club')
    })

    test('a group holds no more than the limit, however they come', async () => {
      const world = await begin({ members: 3 })
      const [ada, bob, cy, dee] = await world.people('ada', 'bob', 'cy', 'dee')
      const members = ['bob', 'cy', 'dee']
      expect(await ada.does({ kind: 'group', conversation: newId(), title: 'Club', members })).toBe('full')
      const conversation = await ada.founds(bob, cy)
      await ada.ask('createInvite', { conversation, tokenHash: hashToken('token') })
      expect(await ada.does({ kind: 'add', conversation, member: 'dee' })).toBe('full')
      expect(await dee.does({ kind: 'join', conversation, token: 'token' })).toBe('full')
      expect(await ada.does({ kind: 'add', conversation, member: 'bob' })).toBe('as it was')
      await ada.did({ kind: 'drop', conversation, member: 'bob' })
      expect(await ada.does({ kind: 'add', conversation, member: 'dee' })).toMatchObject({ member: 'dee' })
      expect(await dee.kinds()).toEqual(['rejected', 'roster', 'add'])
    })

    test('any member renames, and the same title is nothing new', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      const conversation = await ada.founds(bob)
      expect(await bob.does({ kind: 'rename', conversation, title: 'Club' })).toBe('as it was')
      expect(await bob.does({ kind: 'rename', conversation, title: 'Team' })).toMatchObject({ position: 2, by: 'bob' })
      expect((await ada.sees(conversation)).title).toBe('Team')
    })

    test('a member reads what was said while they were one, and no more', async () => {
      const world = await begin()
      const [ada, bob, cy] = await world.people('ada', 'bob', 'cy')
      const conversation = await ada.founds(bob)
      const old = await ada.says(conversation, 'before')
      await ada.did({ kind: 'add', conversation, member: 'cy' })
      await ada.says(conversation, 'during')
      await ada.did({ kind: 'drop', conversation, member: 'cy' })
      await ada.says(conversation, 'between')
      await ada.did({ kind: 'add', conversation, member: 'cy' })
      await ada.says(conversation, 'again')
      const history = await cy.history(conversation)
      const positions = history !== 'not-found' && history.events.map(({ position }) => position)
      expect(positions).toEqual([8, 7, 5, 4, 3])
      expect((await cy.sees(conversation)).spans).toEqual([
        [3, 5],
        [7, null],
      ])
      expect(JSON.stringify([await cy.events(), history])).not.toMatch(/before|between/)
      for (const op of [
        { kind: 'react', conversation, target: old.id, emoji: '+1', on: true },
        { kind: 'edit', conversation, target: old.id, text: 'x' },
        { kind: 'remove', conversation, target: old.id },
      ] as const) {
        expect([op.kind, await cy.does(op)]).toEqual([op.kind, 'no-such-message'])
      }
    })

    test('an edit of what somebody may not read reaches them without its text', async () => {
      const world = await begin()
      const [ada, bob, cy] = await world.people('ada', 'bob', 'cy')
      const conversation = await ada.founds(bob)
      const old = await ada.says(conversation, 'before')
      await ada.did({ kind: 'add', conversation, member: 'cy' })
      await ada.did({ kind: 'edit', conversation, target: old.id, text: 'secret' })
      expect((await bob.events()).at(-1)).toMatchObject({ kind: 'edit', text: 'secret' })
      const told = [(await cy.events()).at(-1), (await cy.sees(conversation)).events.at(-1)]
      for (const event of told) {
        expect(event).toMatchObject({ kind: 'edit', target: old.id, position: 4 })
        expect(event).not.toHaveProperty('text')
      }
      expect(JSON.stringify(await cy.history(conversation))).not.toContain('secret')
    })

    test('an admin removes what others said', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      const conversation = await ada.founds(bob)
      const { id: target } = await bob.says(conversation)
      expect(await ada.does({ kind: 'remove', conversation, target })).toMatchObject({ kind: 'remove', by: 'ada' })
    })
  })

  describe('invites', () => {
    test('who holds the token joins, and the event does not carry it', async () => {
      const world = await begin()
      const [ada, bob, cy] = await world.people('ada', 'bob', 'cy')
      const conversation = await ada.founds(bob)
      expect(await bob.ask('createInvite', { conversation, tokenHash: hashToken('token') })).toBe('created')
      const view = await world.store.ask('invite', { tokenHash: hashToken('token') })
      expect(view).toEqual({ conversation, title: 'Club', by: 'bob', members: 2, inviter: "bob's name" })
      expect(await cy.does({ kind: 'join', conversation, token: 'other' })).toBe('no-such-conversation')
      const other = await ada.founds(bob)
      for (const elsewhere of [other, newId()]) {
        const wish = { kind: 'join', conversation: elsewhere, token: 'token' } as const
        expect(await cy.does(wish)).toBe('no-such-conversation')
      }
      expect(await cy.does({ kind: 'join', conversation, token: 'token' })).toMatchObject({ kind: 'join', by: 'cy' })
      expect(await cy.does({ kind: 'join', conversation, token: 'token' })).toBe('as it was')
      expect(JSON.stringify(await ada.events())).not.toContain('"token')
      const roster = (await cy.events()).find(({ kind }) => kind === 'roster')
      expect(roster).toMatchObject({
        by: 'cy',
        title: 'Club',
        conversation,
        members: [
          { user: 'ada', role: 'admin' },
          { user: 'bob', role: 'member' },
        ],
      })
    })

    test('a new invite ends the old one; so does ending it, and dropping somebody else; leaving does not', async () => {
      const world = await begin()
      const [ada, bob, cy, dee] = await world.people('ada', 'bob', 'cy', 'dee')
      const conversation = await ada.founds(bob, cy)
      const invite = (token: string) => ada.ask('createInvite', { conversation, tokenHash: hashToken(token) })
      const isGood = async (token: string) => (await world.store.ask('invite', { tokenHash: hashToken(token) })) != null
      await invite('one')
      await invite('two')
      expect([await isGood('one'), await isGood('two')]).toEqual([false, true])
      await bob.did({ kind: 'drop', conversation, member: 'bob' })
      expect(await isGood('two')).toBe(true)
      await ada.did({ kind: 'drop', conversation, member: 'cy' })
      expect(await isGood('two')).toBe(false)
      await invite('three')
      expect(await ada.ask('endInvite', { conversation })).toBe('ended')
      expect(await isGood('three')).toBe(false)
      await invite('four')
      await ada.did({ kind: 'drop', conversation, member: 'ada' })
      expect(await isGood('four')).toBe(false)
      expect(await dee.does({ kind: 'join', conversation, token: 'four' })).toBe('no-such-conversation')
      expect(await bob.ask('createInvite', { conversation, tokenHash: 'x' })).toBe('not-found')
    })
  })
}
