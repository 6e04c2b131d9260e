import { describe, expect, test } from 'vitest'
import { OP_KINDS, type OpKind } from '#protocol/op.ts'
import { newId, type Phone, type Wish } from '../../../test/world.ts'
import type { Begin } from '../store.contract.ts'

const ROLES = ['admin', 'member', 'removed', 'stranger'] as const
type Role = (typeof ROLES)[number]

/** A group in which `author` has said something, and the one who acts in their role. */
interface Scene {
  conversation: string
  /** somebody else's message, visible to all who were ever in */
  message: string
  author: Phone
  actor: Phone
}

const HIDDEN = 'no-such-conversation'
type Expected = { [R in Role]: string }

/** What each may do in a group with somebody else's message; `kind` of the event where it goes through. */
const MATRIX: { [K in OpKind]: { wish: (scene: Scene) => Wish; expected: Expected } } = {
  message: {
    wish: ({ conversation }) => ({ kind: 'message', conversation, text: 'hi' }),
    expected: { admin: 'message', member: 'message', removed: HIDDEN, stranger: HIDDEN },
  },
  edit: {
    wish: ({ conversation, message }) => ({ kind: 'edit', conversation, target: message, text: 'ha' }),
    expected: { admin: 'not-allowed', member: 'not-allowed', removed: HIDDEN, stranger: HIDDEN },
  },
  remove: {
    wish: ({ conversation, message }) => ({ kind: 'remove', conversation, target: message }),
    expected: { admin: 'remove', member: 'not-allowed', removed: HIDDEN, stranger: HIDDEN },
  },
  react: {
    wish: ({ conversation, message }) => ({ kind: 'react', conversation, target: message, emoji: '+1', on: true }),
    expected: { admin: 'react', member: 'react', removed: HIDDEN, stranger: HIDDEN },
  },
  read: {
    wish: ({ conversation }) => ({ kind: 'read', conversation, position: 2 }),
    expected: { admin: 'read', member: 'read', removed: 'read', stranger: HIDDEN },
  },
  group: {
    wish: ({ conversation }) => ({ kind: 'group', conversation, title: 'Mine', members: [] }),
    expected: { admin: 'conflict', member: 'conflict', removed: 'conflict', stranger: 'conflict' },
  },
  rename: {
    wish: ({ conversation }) => ({ kind: 'rename', conversation, title: 'Ours' }),
    expected: { admin: 'rename', member: 'rename', removed: HIDDEN, stranger: HIDDEN },
  },
  add: {
    wish: ({ conversation }) => ({ kind: 'add', conversation, member: 'zoe' }),
    expected: { admin: 'add', member: 'not-allowed', removed: HIDDEN, stranger: HIDDEN },
  },
  join: {
    wish: ({ conversation }) => ({ kind: 'join', conversation, token: 'guessed' }),
    expected: { admin: 'as it was', member: 'as it was', removed: HIDDEN, stranger: HIDDEN },
  },
  drop: {
    wish: ({ conversation, author }) => ({ kind: 'drop', conversation, member: author.handle }),
    expected: { admin: 'drop', member: 'not-allowed', removed: HIDDEN, stranger: HIDDEN },
  },
  admin: {
    wish: ({ conversation, author }) => ({ kind: 'admin', conversation, member: author.handle, on: true }),
    expected: { admin: 'admin', member: 'not-allowed', removed: HIDDEN, stranger: HIDDEN },
  },
  prefs: {
    wish: ({ conversation }) => ({ kind: 'prefs', conversation, pinned: true }),
    expected: { admin: 'prefs', member: 'prefs', removed: 'prefs', stranger: HIDDEN },
  },
  block: {
    wish: ({ author }) => ({ kind: 'block', user: author.handle, on: true }),
    expected: { admin: 'block', member: 'block', removed: 'block', stranger: 'block' },
  },
  profile: {
    wish: () => ({ kind: 'profile', name: 'New' }),
    expected: { admin: 'profile', member: 'profile', removed: 'profile', stranger: 'profile' },
  },
}

export function authorisationContract(begin: Begin): void {
  describe('who may do what', () => {
    for (const kind of OP_KINDS) {
      test(`[S20] ${kind}: an admin, a member, a former member and a stranger are each told what is theirs`, async () => {
        const world = await begin()
        const [author, admin, member, removed, stranger] = await world.people('aut', 'adm', 'mem', 'rem', 'str', 'zoe')
        const actors = { admin, member, removed, stranger }
        const { wish, expected } = MATRIX[kind]
        for (const role of ROLES) {
          const actor = actors[role]
          const conversation = await admin.founds(author, member, removed)
          const { id } = await author.says(conversation, 'secret')
          await admin.did({ kind: 'drop', conversation, member: removed.handle })
          const before = await author.events()
          const outcome = await actor.does(wish({ conversation, message: id, author, actor }))
          expect([role, typeof outcome === 'string' ? outcome : outcome.kind]).toEqual([role, expected[role]])
          // What was refused is nobody else's business.
          if (typeof outcome === 'string') expect(await author.events()).toEqual(before)
          else expect(outcome).toMatchObject({ by: actor.handle })
        }
      })
    }

    test('[S20] a foreign conversation and none at all are told alike, everywhere', async () => {
      const world = await begin()
      const [ada, bob, eve] = await world.people('ada', 'bob', 'eve')
      await ada.says('dm:ada:bob')
      const group = await ada.founds(bob)
      for (const conversation of ['dm:ada:bob', group, newId(), 'nonsense']) {
        expect(await eve.does({ kind: 'message', conversation, text: 'hi' })).toBe('no-such-conversation')
        expect(await eve.history(conversation)).toBe('not-found')
        expect(await eve.ask('createInvite', { conversation, tokenHash: 'x' })).toBe('not-found')
        expect(await eve.ask('endInvite', { conversation })).toBe('not-found')
        expect(await eve.ask('listeners', { conversation })).toEqual([])
      }
      expect(await eve.conversations()).toEqual([])
      expect(await eve.kinds()).not.toContain('message')
    })

    test('[S28] the sender is whoever was authenticated', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      const forged = { kind: 'message', conversation: 'dm:ada:bob', text: 'hi', by: 'bob', position: 9, received: 1 }
      await ada.did(forged as unknown as Wish)
      expect((await bob.events())[0]).toMatchObject({ by: 'ada', position: 1 })
      expect((await bob.events())[0]?.received).toBeGreaterThan(1)
    })

    test('a device that was revoked, and one of somebody else, is refused whatever it asks', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      const lost = await ada.another()
      expect(await ada.ask('revoke', { id: lost.asker.device })).toBe('revoked')
      const refused = { refused: 'unauthenticated' }
      for (const asker of [lost.asker, { user: 'ada', device: bob.asker.device }, { user: 'ada', device: 'none' }]) {
        expect(await world.store.ask('push', { ...asker, ops: [] })).toEqual(refused)
        expect(await world.store.ask('connect', { ...asker, cursor: null })).toEqual(refused)
        expect(await world.store.ask('snapshot', asker)).toEqual(refused)
        expect(await world.store.ask('devices', asker)).toEqual(refused)
        expect(await world.store.ask('history', { ...asker, conversation: 'dm:ada:bob', limit: 9 })).toEqual(refused)
      }
    })
  })
}
