import { describe, expect, test } from 'vitest'
import { decoded } from '#core/encoded.ts'
import { BEGINNING } from '#protocol/cursor.ts'
import type { Bed } from './bed.ts'
import { ALL, DM, delivered, dm, edit, message, place, rejected, uuid, withoutText } from './rows.ts'

export function inboxesContract({ host }: Bed): void {
  describe('inboxes', () => {
    const seqs = (after = 0, max = ALL) => host.commit((tx) => tx.inboxAfter('bob', after, max).map(({ seq }) => seq))
    const fill = (from: number, to: number) =>
      host.commit((tx) => {
        for (let n = from; n <= to; n++) {
          place(tx, message(n))
          tx.appendInbox('bob', { event: message(n) })
        }
      })

    test('an empty inbox is at the beginning', () => {
      expect(host.commit((tx) => tx.inboxHead('bob'))).toEqual(BEGINNING)
      expect(
        host.commit((tx) => [tx.inboxAfter('bob', 0, ALL), tx.encodedAfter('bob', 0, ALL), tx.entryIdAt('bob', 1)]),
      ).toEqual([[], [], undefined])
    })

    test('entries count on from the head, and carry the id of their commit', () => {
      let ids: string[] = []
      host.commit((tx) => {
        place(tx, message(1))
        tx.appendInbox('bob', { event: message(1) })
        tx.appendInbox('bob', { note: rejected(1) })
        tx.appendInbox('ada', { event: message(1) })
        ids = [tx.entryId]
      })
      host.commit((tx) => {
        tx.appendInbox('bob', { note: rejected(2) })
        ids.push(tx.entryId)
      })
      const [first, second] = ids
      expect(first).not.toBe(second)
      expect(host.commit((tx) => tx.inboxAfter('bob', 0, ALL))).toEqual([
        { seq: 1, id: first, event: message(1) },
        { seq: 2, id: first, event: rejected(1) },
        { seq: 3, id: second, event: rejected(2) },
      ])
      expect(host.commit((tx) => tx.inboxHead('bob'))).toEqual({ seq: 3, id: second })
      expect(host.commit((tx) => [1, 2, 3, 4].map((seq) => tx.entryIdAt('bob', seq)))).toEqual([
        first,
        first,
        second,
        undefined,
      ])
    })

    test('a page goes on after a seq, and ends by entries or by bytes, but has one', () => {
      fill(1, 5)
      expect(seqs(2)).toEqual([3, 4, 5])
      expect(seqs(5)).toEqual([])
      expect(seqs(1, { entries: 2, bytes: 1_000_000 })).toEqual([2, 3])
      expect(seqs(1, { entries: 9, bytes: 1 })).toEqual([2])
      const few = seqs(0, { entries: 9, bytes: 700 }).length
      expect(few).toBeGreaterThan(0)
      expect(few).toBeLessThan(5)
    })

    test('a bare entry comes without its text, and only there', () => {
      host.commit((tx) => {
        for (const event of [message(1), edit(2, 1)]) place(tx, event)
        tx.appendInbox('bob', { event: edit(2, 1), bare: true })
        tx.appendInbox('cleo', { event: edit(2, 1) })
      })
      expect(host.commit((tx) => tx.inboxAfter('bob', 0, ALL)[0]?.event)).toEqual(withoutText(edit(2, 1)))
      expect(host.commit((tx) => tx.inboxAfter('cleo', 0, ALL)[0]?.event)).toEqual(edit(2, 1))
    })

    test('as they go to a device, entries are the same', () => {
      const file = { id: uuid(90), name: 'größe "1".png', type: 'image/png', size: 9, hash: 'f'.repeat(64) }
      host.commit((tx) => {
        const events = [
          message(1, { text: 'a "quoted"\nline, \\ and 🔑', reply: uuid(9), files: [file] }),
          message(2, { reply: uuid(1), files: [file] }),
          edit(3, 1),
          edit(4, 2),
        ]
        for (const event of events) {
          place(tx, event)
          tx.appendInbox('bob', { event })
        }
        tx.appendInbox('bob', { event: edit(3, 1), bare: true })
        tx.appendInbox('bob', { note: delivered(1, 1), supersedes: 'key' })
        tx.appendInbox('bob', { note: delivered(2, 1), supersedes: 'key' })
      })
      const both = () =>
        host.commit((tx) => [tx.encodedAfter('bob', 0, ALL).map(decoded), tx.inboxAfter('bob', 0, ALL)])
      const [encoded, entries] = both()
      expect(encoded).toEqual(entries)
      expect(entries).toHaveLength(6)
      host.commit((tx) => tx.erase(uuid(2)))
      const [after, erased] = both()
      expect(after).toEqual(erased)
      expect(erased?.[1]?.event).toMatchObject({ removed: true, reply: uuid(1) })
    })

    test('[S19] a superseded entry is left out, and stays findable', () => {
      const first = host.commit((tx) => {
        tx.appendInbox('bob', { note: delivered(1, 1), supersedes: 'key' })
        tx.appendInbox('bob', { note: delivered(2, 1), supersedes: 'other' })
        return tx.entryId
      })
      expect(seqs()).toEqual([1, 2])
      host.commit((tx) => {
        tx.appendInbox('bob', { note: delivered(3, 2), supersedes: 'key' })
        tx.appendInbox('bob', { note: delivered(4, 3), supersedes: 'key' })
      })
      expect(seqs()).toEqual([2, 4])
      expect(host.commit((tx) => [tx.entryIdAt('bob', 1), tx.inboxHead('bob').seq])).toEqual([first, 4])
    })

    test('[S18] arrivals are the newest messages of others, by conversation', () => {
      host.commit((tx) => {
        tx.putConversation(dm(0, 'dm:bob:cleo'))
        const events = [
          message(1),
          message(2),
          message(3, { by: 'bob' }),
          edit(4, 1),
          message(11, { conversation: 'dm:bob:cleo', by: 'cleo', position: 1 }),
        ]
        for (const event of events) {
          place(tx, event)
          tx.appendInbox('bob', { event })
        }
        tx.appendInbox('bob', { note: rejected(1) })
      })
      const arrivals = (after: number, upTo: number) =>
        host.commit((tx) =>
          [...tx.arrivals('bob', after, upTo)].sort((a, b) => (a.conversation < b.conversation ? -1 : 1)),
        )
      expect(arrivals(0, 6)).toEqual([
        { conversation: DM, position: 2 },
        { conversation: 'dm:bob:cleo', position: 1 },
      ])
      expect(arrivals(1, 3)).toEqual([{ conversation: DM, position: 2 }])
      expect(arrivals(0, 1)).toEqual([{ conversation: DM, position: 1 }])
      expect(arrivals(2, 4)).toEqual([])
    })

    test('[S16] trimming leaves what follows, and always the head', () => {
      fill(1, 6)
      host.commit((tx) => tx.trimInbox('bob', 5))
      expect(host.commit((tx) => [1, 2, 3, 4, 5, 6].map((seq) => tx.entryIdAt('bob', seq) !== undefined))).toEqual([
        false,
        false,
        false,
        false,
        true,
        true,
      ])
      expect(seqs(4)).toEqual([5, 6])
      host.commit((tx) => tx.trimInbox('bob', 99))
      expect(
        host.commit((tx) => [tx.inboxHead('bob').seq, ...[5, 6].map((seq) => tx.entryIdAt('bob', seq) !== undefined)]),
      ).toEqual([6, false, true])
      fill(7, 7)
      expect(seqs(6)).toEqual([7])
    })
  })
}
