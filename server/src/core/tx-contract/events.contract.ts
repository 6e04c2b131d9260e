import { describe, expect, test } from 'vitest'
import type { Tx } from '#core/ports.ts'
import type { PlacedEvent } from '#protocol/event.ts'
import type { Bed } from './bed.ts'
import { ALL, DM, edit, message, place, uuid, withoutText } from './rows.ts'

export function eventsContract({ host, seen }: Bed): void {
  describe('events', () => {
    const history = (tx: Tx) => tx.events(DM, { from: 1, to: 99, limit: 10 })

    test('every kind comes back as it went in, newest first', () => {
      const stamp = (n: number) => ({ id: uuid(n), at: n, received: n, conversation: DM, by: 'ada', position: n })
      const all: PlacedEvent[] = [
        message(1, { text: 'ü 🌊\u0000', reply: uuid(9) }),
        message(2, {
          text: '',
          files: [{ id: uuid(70), name: 'a.png', type: 'image/png', size: 1, hash: 'f'.repeat(64) }],
        }),
        edit(3, 1),
        { ...stamp(4), kind: 'react', target: uuid(1), emoji: '🌊', on: true },
        { ...stamp(5), kind: 'group', title: 'Harbour', members: ['bob'], unknown: ['dan'] },
        { ...stamp(6), kind: 'rename', title: 'Quay' },
        { ...stamp(7), kind: 'add', member: 'cleo' },
        { ...stamp(8), kind: 'join' },
        { ...stamp(9), kind: 'drop', member: 'cleo' },
        { ...stamp(10), kind: 'admin', member: 'bob', on: true },
      ]
      seen(
        (tx) =>
          all.forEach((event) => {
            place(tx, event)
          }),
        history,
        all.toReversed(),
      )
    })

    test('a range is cut at both ends and by its limit', () => {
      host.commit((tx) => {
        for (let n = 1; n <= 5; n++) place(tx, message(n))
      })
      const positions = (range: { from: number; to: number; limit: number }) =>
        host.commit((tx) => tx.events(DM, range).map(({ position }) => position))
      expect(positions({ from: 2, to: 4, limit: 9 })).toEqual([4, 3, 2])
      expect(positions({ from: 1, to: 5, limit: 2 })).toEqual([5, 4])
      expect(host.commit((tx) => tx.events('dm:ada:cleo', { from: 1, to: 9, limit: 9 }))).toEqual([])
    })

    test('a message is found by its id; other events and other ids are none', () => {
      const row = { id: uuid(1), conversation: DM, position: 1, by: 'ada', removed: false }
      seen(
        (tx) =>
          [message(1), edit(2, 1)].forEach((event) => {
            place(tx, event)
          }),
        (tx) => tx.message(uuid(1)),
        row,
      )
      expect(host.commit((tx) => [tx.message(uuid(2)), tx.message(uuid(3))])).toEqual([undefined, undefined])
    })

    test('[S12] erasing takes text, files and fingerprints away, in history and inboxes, and keeps the rest', () => {
      const file = { id: uuid(70), name: 'a.png', type: 'image/png', size: 1, hash: 'f'.repeat(64) }
      const whole = message(1, { reply: uuid(9), files: [file] })
      host.commit((tx) => {
        for (const event of [whole, edit(2, 1), message(3)]) {
          place(tx, event)
          tx.appendInbox('bob', { event })
        }
      })
      const { text: _, files: __, ...kept } = whole
      const left = [{ ...kept, removed: true }, withoutText(edit(2, 1)), message(3)]
      seen(
        (tx) => tx.erase(uuid(1)),
        (tx) => history(tx).toReversed(),
        left,
      )
      expect(host.commit((tx) => tx.inboxAfter('bob', 0, ALL).map(({ event }) => event))).toEqual(left)
      expect(host.commit((tx) => [1, 2, 3].map((n) => tx.op(uuid(n))?.fingerprint))).toEqual([null, null, 'print'])
      expect(host.commit((tx) => tx.message(uuid(1))?.removed)).toBe(true)
    })

    test('what is placed and erased in one transaction never had a text', () => {
      host.commit((tx) => {
        place(tx, message(1))
        tx.appendInbox('bob', { event: message(1) })
        tx.erase(uuid(1))
      })
      expect(host.commit((tx) => tx.inboxAfter('bob', 0, ALL)[0]?.event)).toEqual({
        ...withoutText(message(1)),
        removed: true,
      })
      expect(host.commit((tx) => tx.op(uuid(1))?.fingerprint)).toBeNull()
    })

    test('authors are of messages only, each once, within the range', () => {
      host.commit((tx) => {
        place(tx, message(1, { by: 'cleo' }))
        place(tx, message(2))
        place(tx, message(3))
        place(tx, edit(4, 2, { by: 'cleo' }))
        place(tx, message(5, { by: 'bob' }))
      })
      const authors = (after: number, upTo: number) => host.commit((tx) => [...tx.authors(DM, after, upTo)].sort())
      expect(authors(0, 5)).toEqual(['ada', 'bob', 'cleo'])
      expect(authors(1, 4)).toEqual(['ada'])
      expect(authors(3, 4)).toEqual([])
      expect(host.commit((tx) => tx.authors('dm:ada:cleo', 0, 5))).toEqual([])
    })

    test('a reaction is set and cleared by user, message and emoji', () => {
      host.commit((tx) => place(tx, message(1)))
      const look = (tx: Tx) => [
        tx.reaction(uuid(1), 'bob', '🌊'),
        tx.reaction(uuid(1), 'ada', '🌊'),
        tx.reaction(uuid(1), 'bob', '⚓'),
      ]
      seen((tx) => tx.putReaction(uuid(1), 'bob', '🌊', true), look, [true, false, false])
      seen((tx) => tx.putReaction(uuid(1), 'bob', '🌊', false), look, [false, false, false])
    })
  })
}
