import { describe, expect, test } from 'vitest'
import { newId, opOf } from '../../../test/world.ts'
import type { Begin } from '../store.contract.ts'

const conversation = 'dm:ada:bob'

export function messagesContract(begin: Begin): void {
  describe('messages', () => {
    test('a message reaches both, its sender included, with its place, and its text byte for byte', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      const text = ' \u0000 😀\r\n"quoted" \u2028\u202e '
      const op = opOf({ kind: 'message', conversation, text })
      await ada.did(op)
      const told = { ...op, by: 'ada', position: 1, received: expect.any(Number) }
      expect(await ada.events()).toEqual([told])
      expect(await bob.events()).toEqual([told])
    })

    test('two who start the same conversation end in one, in one order', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      await ada.says(conversation, 'a')
      await bob.says(conversation, 'b')
      const said = (await ada.events()).map((event) => 'text' in event && [event.position, event.text])
      expect(said).toEqual([
        [1, 'a'],
        [2, 'b'],
      ])
      expect(await bob.events()).toEqual(await ada.events())
    })

    test('notes to self are a conversation like any other', async () => {
      const world = await begin()
      const [ada] = await world.people('ada')
      await ada.says('dm:ada:ada')
      expect(await ada.kinds()).toEqual(['message'])
      expect((await ada.sees('dm:ada:ada')).members).toHaveLength(1)
    })

    test('somebody who does not exist, or is no longer who the device knew, is no such user', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      expect(await ada.does({ kind: 'message', conversation: 'dm:ada:nil', text: 'a' })).toBe('no-such-user')
      expect(await ada.does({ kind: 'prefs', conversation: 'dm:ada:nil', pinned: true })).toBe('no-such-user')
      expect(await ada.does({ kind: 'message', conversation, text: 'a', peer: 'another' })).toBe('no-such-user')
      expect(await ada.does({ kind: 'message', conversation: 'dm:ada:ada', text: 'a', peer: 'no' })).toBe(
        'no-such-user',
      )
      const taken = await ada.did({ kind: 'message', conversation, text: 'a', peer: bob.userId })
      expect(taken).not.toHaveProperty('peer')
    })

    test('a clock that runs ahead is not believed', async () => {
      const world = await begin()
      const [ada] = await world.people('ada', 'bob')
      const ahead = await ada.did({ kind: 'message', conversation, text: 'a', at: 9e15 })
      expect(ahead.at).toBe(ahead.received)
      expect(await ada.did({ kind: 'message', conversation, text: 'a', at: 5 })).toMatchObject({ at: 5 })
    })

    test('a reply names its message, and is left out where that is gone, elsewhere or not to be read', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      const first = await ada.says(conversation)
      const elsewhere = await ada.says('dm:ada:ada')
      const group = await ada.founds()
      const before = await ada.says(group)
      await ada.did({ kind: 'add', conversation: group, member: 'bob' })
      const reply = async (where: string, target: string) =>
        (await bob.did({ kind: 'message', conversation: where, text: 'yes', reply: target })) as { reply?: string }
      expect((await reply(conversation, first.id)).reply).toBe(first.id)
      for (const target of [elsewhere.id, newId()])
        expect(await reply(conversation, target)).not.toHaveProperty('reply')
      expect(await reply(group, before.id)).not.toHaveProperty('reply')
      await ada.did({ kind: 'remove', conversation, target: first.id })
      expect(await reply(conversation, first.id)).not.toHaveProperty('reply')
    })

    test('only its author edits a message, and only one that is there', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      const { id } = await ada.says(conversation)
      const elsewhere = await ada.says('dm:ada:ada')
      await ada.did({ kind: 'edit', conversation, target: id, text: 'mended' })
      expect((await bob.events()).at(-1)).toMatchObject({ kind: 'edit', target: id, text: 'mended', position: 2 })
      expect(await bob.does({ kind: 'edit', conversation, target: id, text: 'x' })).toBe('not-allowed')
      expect(await bob.does({ kind: 'remove', conversation, target: id })).toBe('not-allowed')
      for (const target of [newId(), elsewhere.id]) {
        expect(await ada.does({ kind: 'edit', conversation, target, text: 'x' })).toBe('no-such-message')
        expect(await ada.does({ kind: 'remove', conversation, target })).toBe('no-such-message')
        expect(await ada.does({ kind: 'react', conversation, target, emoji: '+1', on: true })).toBe('no-such-message')
      }
    })

    test('[S12] a removal takes the text and that of its edits from everywhere, and nothing names it after', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      const { id } = await ada.says(conversation, 'secret')
      await ada.did({ kind: 'edit', conversation, target: id, text: 'secret too' })
      await ada.did({ kind: 'remove', conversation, target: id })
      for (const phone of [ada, bob]) {
        const told = [await phone.events(), await phone.history(conversation), await phone.sees(conversation)]
        expect(JSON.stringify(told)).not.toContain('secret')
        const [message, edit, remove] = await phone.events()
        expect(message).toMatchObject({ kind: 'message', id, removed: true, position: 1 })
        expect(message).not.toHaveProperty('text')
        expect(edit).toMatchObject({ kind: 'edit', position: 2 })
        expect(edit).not.toHaveProperty('text')
        expect(remove).toMatchObject({ kind: 'remove', target: id, position: 3 })
      }
      expect(await ada.does({ kind: 'edit', conversation, target: id, text: 'x' })).toBe('no-such-message')
      expect(await ada.does({ kind: 'remove', conversation, target: id })).toBe('no-such-message')
      expect(await bob.does({ kind: 'react', conversation, target: id, emoji: '+1', on: true })).toBe('no-such-message')
    })

    test('files are carried, and go with their message', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      const file = { id: newId(), name: 'a.png', type: 'image/png', size: 3, hash: 'b'.repeat(64), width: 2, height: 1 }
      const { id } = await ada.did({ kind: 'message', conversation, text: '', files: [file] })
      expect((await bob.events())[0]).toMatchObject({ text: '', files: [file] })
      await ada.did({ kind: 'remove', conversation, target: id })
      expect((await bob.events())[0]).not.toHaveProperty('files')
    })

    test('a reaction is set once, cleared once, and each has their own', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      const { id: target } = await ada.says(conversation)
      const set = { kind: 'react', conversation, target, emoji: '👍', on: true } as const
      expect(await ada.does({ ...set, on: false })).toBe('as it was')
      expect(await ada.does(set)).toMatchObject({ kind: 'react', on: true })
      expect(await ada.does(set)).toBe('as it was')
      expect(await bob.does(set)).toMatchObject({ by: 'bob' })
      expect(await ada.does({ ...set, emoji: '👎' })).toMatchObject({ emoji: '👎' })
      expect(await ada.does({ ...set, on: false })).toMatchObject({ on: false })
      expect(await ada.does({ ...set, on: false })).toBe('as it was')
    })

    test('who is blocked may still read and set prefs in the direct conversation, and nothing else', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      const { id: target } = await ada.says(conversation)
      const own = await ada.says(conversation)
      expect(await bob.does({ kind: 'block', user: 'ada', on: true })).toMatchObject({ kind: 'block', user: 'ada' })
      expect(await bob.does({ kind: 'block', user: 'ada', on: true })).toBe('as it was')
      const refused = [
        { kind: 'message', conversation, text: 'hi' },
        { kind: 'edit', conversation, target: own.id, text: 'x' },
        { kind: 'remove', conversation, target: own.id },
        { kind: 'react', conversation, target, emoji: '+1', on: true },
      ] as const
      for (const wish of refused) expect([wish.kind, await ada.does(wish)]).toEqual([wish.kind, 'not-allowed'])
      expect(await ada.does({ kind: 'prefs', conversation, muted: 9 })).toMatchObject({ kind: 'prefs' })
      await bob.says(conversation)
      expect(await ada.does({ kind: 'read', conversation, position: 3 })).toMatchObject({ kind: 'read' })
      expect(await ada.kinds()).not.toContain('block')
      await bob.did({ kind: 'block', user: 'ada', on: false })
      await ada.says(conversation)
    })

    test('[S20] who types and who is here is not passed on to those who blocked them', async () => {
      const world = await begin()
      const [ada, bob, cy] = await world.people('ada', 'bob', 'cy')
      const group = await ada.founds(bob, cy)
      expect(await ada.ask('contacts', {})).toEqual(expect.arrayContaining(['bob', 'cy']))
      expect(await ada.ask('listeners', { conversation })).toEqual(['bob'])
      await bob.did({ kind: 'block', user: 'ada', on: true })
      expect(await ada.ask('contacts', {})).toEqual(['cy'])
      expect(await ada.ask('listeners', { conversation })).toEqual([])
      expect(await ada.ask('listeners', { conversation: group })).toEqual(['cy'])
      expect(await bob.connect()).toMatchObject({ contacts: expect.arrayContaining(['ada', 'cy']), watched: ['cy'] })
      expect(await ada.connect()).toMatchObject({ contacts: ['cy'], watched: expect.arrayContaining(['bob', 'cy']) })
      expect(await bob.ask('listeners', { conversation })).toEqual(['ada'])
    })

    test('prefs are private, the same on all devices, and told only when they change', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      expect(await ada.does({ kind: 'prefs', conversation, pinned: false, muted: 0 })).toBe('as it was')
      expect(await ada.does({ kind: 'prefs', conversation })).toBe('as it was')
      expect(await ada.does({ kind: 'prefs', conversation, pinned: true })).toMatchObject({ pinned: true })
      expect(await ada.does({ kind: 'prefs', conversation, pinned: true })).toBe('as it was')
      expect(await ada.does({ kind: 'prefs', conversation, unread: true })).not.toHaveProperty('pinned')
      expect((await ada.sees(conversation)).prefs).toEqual({ pinned: true, unread: true })
      expect(await (await ada.another()).kinds()).toEqual(['prefs', 'prefs'])
      expect(await bob.events()).toEqual([])
    })

    test('a profile is told to those who share a conversation, and to nobody else', async () => {
      const world = await begin()
      const [ada, bob, cy, dee, eve] = await world.people('ada', 'bob', 'cy', 'dee', 'eve')
      await ada.says(conversation)
      const group = await ada.founds(cy, dee)
      await ada.did({ kind: 'drop', conversation: group, member: 'dee' })
      await eve.did({ kind: 'prefs', conversation: 'dm:ada:eve', pinned: true })
      expect(await ada.does({ kind: 'profile', name: "ada's name", about: '' })).toBe('as it was')
      expect(await ada.does({ kind: 'profile' })).toBe('as it was')
      await ada.did({ kind: 'profile', name: 'Ada L.', about: 'counts' })
      for (const phone of [ada, bob, cy])
        expect((await phone.events()).at(-1)).toMatchObject({ name: 'Ada L.', by: 'ada' })
      for (const phone of [dee, eve]) expect(await phone.kinds()).not.toContain('profile')
      const [found] = await bob.ask('users', { handles: ['ada', 'nil', 'ada'] })
      expect(found).toEqual({ id: ada.userId, handle: 'ada', name: 'Ada L.', about: 'counts' })
      await ada.did({ kind: 'profile', about: '' })
      expect((await bob.ask('users', { handles: ['ada'] }))[0]).not.toHaveProperty('about')
    })
  })
}
