import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Op } from '#protocol/op.ts'
import { newId, opOf, type Phone } from '../../../test/world.ts'
import type { Begin } from '../store.contract.ts'

const conversation = 'dm:ada:bob'
const message = (text = 'hi') => opOf({ kind: 'message', conversation, text })

const rejections = async (phone: Phone) =>
  (await phone.events()).flatMap((event) => (event.kind === 'rejected' ? [[event.op, event.reason]] : []))

export function outboxContract(begin: Begin): void {
  describe('the outbox', () => {
    test('[S3] an op sent twice becomes one event, whichever device brings it', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      const laptop = await ada.another()
      const op = message()
      for (const phone of [ada, ada, laptop, laptop]) expect(await phone.push([op])).toEqual({ outbox: op.id })
      expect(await bob.kinds()).toEqual(['message'])
      expect(await ada.kinds()).toEqual(['message'])
    })

    test('[S3] keys in another order, unknown fields and again do not make it another op', async () => {
      const world = await begin()
      const [ada] = await world.people('ada', 'bob')
      const op = message()
      await ada.push([op])
      await ada.push([Object.fromEntries(Object.entries(op).reverse()) as Op, { ...op, again: true }])
      expect(await ada.kinds()).toEqual(['message'])
    })

    test('[S3] resending any stretch of the outbox changes nothing', async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(9), fc.nat(9), async (from, length) => {
          const world = await begin()
          const [ada, bob] = await world.people('ada', 'bob')
          const first = message('first')
          const ops: Op[] = [
            first,
            message('second'),
            opOf({ kind: 'edit', conversation, target: first.id, text: 'mended' }),
            opOf({ kind: 'react', conversation, target: first.id, emoji: '+1', on: true }),
            opOf({ kind: 'react', conversation, target: first.id, emoji: '+1', on: false }),
            opOf({ kind: 'read', conversation, position: 2 }),
            opOf({ kind: 'group', conversation: newId(), title: 'Club', members: ['bob'] }),
            opOf({ kind: 'prefs', conversation, pinned: true }),
            opOf({ kind: 'remove', conversation, target: first.id }),
            opOf({ kind: 'profile', name: 'Ada' }),
          ]
          const { outbox } = await ada.push(ops)
          const before = [await ada.entries(), await bob.entries()]
          expect(await ada.push(ops.slice(from, from + length))).toEqual({ outbox })
          expect([await ada.entries(), await bob.entries()]).toEqual(before)
          await world.store.close()
        }),
        { numRuns: 15, seed: 11 },
      )
    })

    test('[S3] a known id with other content is a conflict, and what was there stays', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      const op = message('first')
      await ada.push([op])
      for (const other of [
        { ...op, text: 'second' },
        { ...op, at: op.at + 1 },
        { ...op, peer: bob.userId },
      ] as Op[]) {
        expect(await ada.does(other)).toBe('conflict')
      }
      expect(await bob.does({ ...op })).toBe('conflict')
      expect((await bob.events())[0]).toMatchObject({ text: 'first', by: 'ada' })
      expect((await bob.kinds()).filter((kind) => kind === 'message')).toHaveLength(1)
    })

    test('[S3] the content of a removed message is forgotten: then any is acked', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      const op = message('secret')
      const edit = opOf({ kind: 'edit', conversation, target: op.id, text: 'secret too' })
      await ada.push([op, edit, opOf({ kind: 'remove', conversation, target: op.id })])
      const before = await ada.entries()
      await ada.push([op, edit, { ...op, text: 'guess' } as Op, { ...edit, text: 'guess' } as Op])
      expect(await ada.entries()).toEqual(before)
      expect(await bob.does(op)).toBe('conflict')
    })

    test('[S8] what is refused is told, recorded and passed over', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      const bad = message(' ')
      const malformed = { id: newId(), kind: 'malformed' } as const
      const good = message('good')
      expect(await ada.push([bad, malformed, good])).toEqual({ outbox: good.id })
      expect(await rejections(ada)).toEqual([
        [bad.id, 'invalid'],
        [malformed.id, 'invalid'],
      ])
      expect(await bob.kinds()).toEqual(['message'])
      const rejected = (await ada.events())[0]
      expect(rejected).toEqual({
        kind: 'rejected',
        id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
        op: bad.id,
        reason: 'invalid',
        at: rejected?.received,
        received: expect.any(Number),
      })
      expect(await ada.push([malformed])).toEqual({ outbox: good.id })
      expect(await ada.push([message(' ')])).not.toEqual({ outbox: good.id })
    })

    test('[S8] a rejected op has the same outcome for ever, and is told each time', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      const group = newId()
      const early = opOf({ kind: 'message', conversation: group, text: 'too early' })
      expect(await ada.does(early)).toBe('no-such-conversation')
      await ada.did({ kind: 'group', conversation: group, title: 'Club', members: ['bob'] })
      expect(await ada.does(early)).toBe('no-such-conversation')
      expect(await rejections(ada)).toHaveLength(2)
      const ids = (await ada.events()).map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      expect(await bob.kinds()).toEqual(['group'])
    })

    test('[S14] sent with again, no stored rejection but conflict holds', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      const group = newId()
      const early = opOf({ kind: 'message', conversation: group, text: 'too early' })
      await ada.does(early)
      expect(await ada.does({ ...early, again: true })).toBe('no-such-conversation')
      await ada.did({ kind: 'group', conversation: group, title: 'Club', members: ['bob'] })
      expect(await ada.does({ ...early, text: 'other', again: true } as Op)).toBe('conflict')
      const event = await ada.did({ ...early, again: true })
      expect(event).toMatchObject({ id: early.id, position: 2 })
      expect(event).not.toHaveProperty('again')
      expect(await ada.does(early)).toBe('as it was')
      expect(await ada.does({ ...early, again: true })).toBe('as it was')

      const taken = opOf({ kind: 'group', conversation: group, title: 'Mine', members: [] })
      expect(await bob.does(taken)).toBe('conflict')
      expect(await bob.does({ ...taken, again: true })).toBe('conflict')
    })

    test('[S7] a push that goes on from elsewhere applies nothing, and is told where to go on', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      const [one, two] = [message('1'), message('2')]
      expect(await ada.push([one], newId())).toEqual({ error: { code: 'moved' }, outbox: null })
      expect(await ada.push([one], null)).toEqual({ outbox: one.id })
      expect(await ada.push([two], null)).toEqual({ error: { code: 'moved' }, outbox: one.id })
      expect(await bob.events()).toHaveLength(1)
      expect(await ada.push([two], one.id)).toEqual({ outbox: two.id })
      expect(await ada.push([one])).toEqual({ outbox: two.id })
      expect(await ada.push([], newId())).toEqual({ outbox: two.id })
      expect(await ada.outbox()).toBe(two.id)
    })

    test('[S2] the cursor moves on in the order in which this device first handed its ops in', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      const laptop = await ada.another()
      const [one, two, three] = [message('1'), message('2'), message('3')]
      await laptop.push([one, two, three])
      // The phone is a copy of the laptop: it brings the same ops, and has its own place among them.
      expect(await ada.push([one])).toEqual({ outbox: one.id })
      expect(await ada.push([two])).toEqual({ outbox: two.id })
      expect(await ada.push([one])).toEqual({ outbox: two.id })
      expect(await laptop.outbox()).toBe(three.id)
      const foreign = message('foreign')
      await bob.push([foreign])
      expect(await ada.push([foreign], two.id)).toEqual({ outbox: foreign.id })
      expect(await ada.push([foreign])).toEqual({ outbox: foreign.id })
      const four = message('4')
      expect(await ada.push([four, foreign, two], foreign.id)).toEqual({ outbox: four.id })
      expect(await rejections(ada)).toHaveLength(3)
    })

    test('[S2] ops of one push see each other', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      const group = newId()
      await ada.push([
        opOf({ kind: 'group', conversation: group, title: 'Club', members: ['bob'] }),
        opOf({ kind: 'message', conversation: group, text: 'welcome' }),
        opOf({ kind: 'drop', conversation: group, member: 'bob' }),
        opOf({ kind: 'message', conversation: group, text: 'secret' }),
      ])
      expect(await bob.kinds()).toEqual(['group', 'message', 'drop'])
    })

    test('who is told of a commit: those whose inboxes grew', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob', 'cy')
      const told: { users: string[]; revoked: string[] }[] = []
      const stop = world.store.onCommit((news) => told.push(news))
      await ada.push([message()])
      expect(told.flatMap(({ users }) => users).toSorted()).toEqual(['ada', 'bob'])
      const laptop = await bob.another()
      await bob.ask('revoke', { id: laptop.asker.device })
      expect(told.flatMap(({ revoked }) => revoked)).toEqual([laptop.asker.device])
      stop()
      const before = told.length
      await ada.push([message()])
      expect(told).toHaveLength(before)
    })
  })
}
