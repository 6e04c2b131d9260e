/** What every adapter of `Tx` keeps, row by row. Rules are tested elsewhere; here rows go in and come out. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { decoded } from '#core/encoded.ts'
import type { ConversationRow, DeviceRow, MemberRow, OpRow, Tx, UserRow } from '#core/ports.ts'
import { BEGINNING } from '#protocol/cursor.ts'
import type { DeliveredEvent, EditEvent, MessageEvent, PlacedEvent, RejectedEvent } from '#protocol/event.ts'

export interface TxHost {
  /** Runs the work in a transaction of its own, which is committed. */
  commit<T>(work: (tx: Tx) => T): T
  /** Runs the work, and lets nothing of it stay. */
  rollback(work: (tx: Tx) => void): void
  close(): void
}

const uuid = (n: number): string => `0190f3a1-7c3e-7000-8000-${n.toString(16).padStart(12, '0')}`
const DM = 'dm:ada:bob'
const ALL = { entries: 500, bytes: 1_000_000 }

const user = (handle: string, more: Partial<UserRow> = {}): UserRow => ({
  id: `id-of-${handle}`,
  handle,
  name: handle.toUpperCase(),
  created: 1_700_000_000_000,
  ...more,
})
const device = (id: string, of: string, more: Partial<DeviceRow> = {}): DeviceRow => ({
  id,
  user: of,
  name: 'Firefox on Linux',
  created: 1_700_000_000_001,
  seen: 1_700_000_000_002,
  outbox: null,
  turn: 0,
  cursor: null,
  ...more,
})
const op = (n: number, more: Partial<OpRow> = {}): OpRow => ({
  id: uuid(n),
  user: 'ada',
  device: 'ada-1',
  turn: n,
  fingerprint: `print-${n}`,
  ...more,
})
const dm = (head: number, id = DM): ConversationRow => ({ id, kind: 'dm', head })
const member = (handle: string, more: Partial<MemberRow> = {}): MemberRow => ({
  user: handle,
  role: 'member',
  joined: 1,
  rank: 1,
  read: 0,
  delivered: 0,
  spans: [[1, null]],
  ...more,
})
const message = (n: number, more: Partial<MessageEvent> = {}): MessageEvent => ({
  kind: 'message',
  id: uuid(n),
  at: 1_700_000_000_000 + n,
  received: 1_700_000_000_100 + n,
  conversation: DM,
  by: 'ada',
  position: n,
  text: `text ${n}`,
  ...more,
})
const edit = (n: number, target: number, more: Partial<EditEvent> = {}): EditEvent => ({
  kind: 'edit',
  id: uuid(n),
  at: 1,
  received: 2,
  conversation: DM,
  by: 'ada',
  position: n,
  target: uuid(target),
  text: `edited ${n}`,
  ...more,
})
const delivered = (n: number, position: number): DeliveredEvent => ({
  kind: 'delivered',
  id: uuid(n),
  at: 5,
  received: 5,
  conversation: DM,
  by: 'bob',
  position,
})
const rejected = (n: number): RejectedEvent => ({
  kind: 'rejected',
  id: uuid(1000 + n),
  at: 5,
  received: 5,
  op: uuid(n),
  reason: 'invalid',
})

/** An event and the op that it comes of, as the rules write them. */
function place(tx: Tx, event: PlacedEvent): void {
  tx.putOp({ id: event.id, user: event.by, device: `${event.by}-1`, turn: 1, fingerprint: 'print' })
  tx.appendEvent(event)
}

function withoutText<T extends { text?: string }>({ text: _, ...rest }: T): Omit<T, 'text'> {
  return rest
}

export function txContract(name: string, open: () => TxHost): void {
  describe(name, () => {
    let host: TxHost

    beforeEach(() => {
      host = open()
      host.commit((tx) => {
        for (const handle of ['ada', 'bob', 'cleo']) {
          tx.putUser(user(handle))
          tx.putDevice(device(`${handle}-1`, handle), `token-of-${handle}-1`)
        }
        tx.putConversation(dm(0))
      })
    })
    afterEach(() => host.close())

    /** Written in one transaction; looked at in the same, and again in a later one. */
    function seen(write: (tx: Tx) => void, look: (tx: Tx) => unknown, expected: unknown): void {
      host.commit((tx) => {
        write(tx)
        expect(look(tx)).toEqual(expected)
      })
      expect(host.commit(look)).toEqual(expected)
    }

    describe('users and devices', () => {
      test('a user is found by handle, with and without an about', () => {
        seen(
          (tx) => tx.putUser(user('dan', { about: 'at sea' })),
          (tx) => tx.user('dan'),
          user('dan', { about: 'at sea' }),
        )
        seen(
          (tx) => tx.putUser(user('dan', { name: 'D' })),
          (tx) => tx.user('dan'),
          user('dan', { name: 'D' }),
        )
        expect(host.commit((tx) => tx.user('nobody'))).toBeUndefined()
      })

      test('handles are walked in order, page by page', () => {
        host.commit((tx) => tx.putUser(user('a.b')))
        expect(host.commit((tx) => tx.handlesAfter(undefined, 2))).toEqual(['a.b', 'ada'])
        expect(host.commit((tx) => tx.handlesAfter('ada', 9))).toEqual(['bob', 'cleo'])
      })

      test('a password hash is kept beside its user', () => {
        expect(host.commit((tx) => tx.passwordHash('ada'))).toBeUndefined()
        seen(
          (tx) => tx.putPasswordHash('ada', 'hash'),
          (tx) => tx.passwordHash('ada'),
          'hash',
        )
      })

      test('a device keeps its token when it is put again without one', () => {
        const moved = device('ada-1', 'ada', {
          outbox: uuid(7),
          turn: 3,
          cursor: { seq: 4, id: 'abc' },
          seen: 9,
          fetching: true,
        })
        seen(
          (tx) => tx.putDevice(moved),
          (tx) => tx.deviceByToken('token-of-ada-1'),
          moved,
        )
        expect(host.commit((tx) => tx.device('ada-1'))).toEqual(moved)
      })

      test('a cursor at the beginning is not the lack of a cursor', () => {
        const begun = device('ada-1', 'ada', { cursor: BEGINNING })
        seen(
          (tx) => tx.putDevice(begun),
          (tx) => tx.device('ada-1')?.cursor,
          BEGINNING,
        )
        seen(
          (tx) => tx.putDevice(device('ada-1', 'ada')),
          (tx) => tx.device('ada-1')?.cursor,
          null,
        )
      })

      test('the devices of a user are theirs alone, and a deleted one is nobody’s', () => {
        host.commit((tx) => tx.putDevice(device('ada-2', 'ada'), 'token-of-ada-2'))
        seen(
          () => {},
          (tx) =>
            tx
              .devicesOf('ada')
              .map(({ id }) => id)
              .sort(),
          ['ada-1', 'ada-2'],
        )
        seen(
          (tx) => tx.deleteDevice('ada-1'),
          (tx) => tx.devicesOf('ada').map(({ id }) => id),
          ['ada-2'],
        )
        expect(host.commit((tx) => [tx.device('ada-1'), tx.deviceByToken('token-of-ada-1')])).toEqual([
          undefined,
          undefined,
        ])
      })

      test('blocks are of one user against another', () => {
        seen(
          (tx) => tx.putBlock('ada', 'bob', true),
          (tx) => tx.blockedBy('ada'),
          ['bob'],
        )
        expect(host.commit((tx) => [tx.blocked('ada', 'bob'), tx.blocked('bob', 'ada')])).toEqual([true, false])
        seen(
          (tx) => tx.putBlock('ada', 'bob', false),
          (tx) => tx.blockedBy('ada'),
          [],
        )
      })
    })

    describe('ops', () => {
      test('[S3] an op is known for ever, with its outcome, after its device has gone', () => {
        seen(
          (tx) => tx.putOp(op(1)),
          (tx) => tx.op(uuid(1)),
          op(1),
        )
        seen(
          (tx) => tx.putOp(op(2, { rejected: 'full' })),
          (tx) => tx.op(uuid(2)),
          op(2, { rejected: 'full' }),
        )
        seen(
          (tx) => tx.deleteDevice('ada-1'),
          (tx) => tx.op(uuid(1)),
          op(1),
        )
        expect(host.commit((tx) => tx.op(uuid(3)))).toBeUndefined()
      })

      test('[S14] a refused op may be put again as applied, and its message is found', () => {
        host.commit((tx) => tx.putOp(op(1, { rejected: 'no-such-user' })))
        const again = () => op(1, { fingerprint: 'print' })
        host.commit((tx) => {
          tx.putOp(again())
          tx.appendEvent(message(1))
        })
        expect(host.commit((tx) => tx.op(uuid(1)))).toEqual(again())
        expect(host.commit((tx) => tx.message(uuid(1))?.position)).toBe(1)
      })

      test('[S2] the turn at which another device handed it in is kept by device', () => {
        host.commit((tx) => tx.putOp(op(1)))
        seen(
          (tx) => tx.putHanded('bob-1', uuid(1), 4),
          (tx) => tx.handedAt('bob-1', uuid(1)),
          4,
        )
        expect(host.commit((tx) => tx.handedAt('cleo-1', uuid(1)))).toBeUndefined()
      })
    })

    describe('conversations', () => {
      test('a conversation keeps its title and its head', () => {
        const group: ConversationRow = { id: uuid(50), kind: 'group', title: 'Harbour', head: 1 }
        seen(
          (tx) => tx.putConversation(group),
          (tx) => tx.conversation(uuid(50)),
          group,
        )
        const moved = { ...group, title: 'Quay', head: 2 }
        seen(
          (tx) => tx.putConversation(moved),
          (tx) => tx.conversation(uuid(50)),
          moved,
        )
        expect(host.commit((tx) => tx.conversation('dm:ada:cleo'))).toBeUndefined()
      })

      test('current members come by rank, former ones only by name', () => {
        const left = {
          position: 4,
          title: 'Quay',
          members: [{ user: 'ada', role: 'admin' as const, joined: 1, read: 2, delivered: 3 }],
        }
        const rows = [
          member('cleo', {
            rank: 2,
            role: 'admin',
            read: 3,
            delivered: 4,
            spans: [
              [1, 2],
              [5, null],
            ],
          }),
          member('ada', { rank: 1 }),
          member('bob', { rank: 3, left, spans: [[1, 4]] }),
        ]
        seen(
          (tx) =>
            rows.forEach((row) => {
              tx.putMember(DM, row)
            }),
          (tx) => tx.members(DM),
          [rows[1], rows[0]],
        )
        expect(host.commit((tx) => tx.member(DM, 'bob'))).toEqual(rows[2])
        expect(host.commit((tx) => tx.member(DM, 'nobody'))).toBeUndefined()
        expect(host.commit((tx) => tx.members('dm:ada:cleo'))).toEqual([])
      })

      test('a member who moves on, leaves and returns is told as they are', () => {
        host.commit((tx) =>
          ['ada', 'bob', 'cleo'].forEach((handle, rank) => {
            tx.putMember(DM, member(handle, { rank }))
          }),
        )
        const handles = (tx: Tx) => tx.members(DM).map(({ user, read }) => `${user} ${read}`)
        host.commit((tx) => tx.members(DM))
        seen((tx) => tx.putMember(DM, member('bob', { rank: 1, read: 9 })), handles, ['ada 0', 'bob 9', 'cleo 0'])
        const left = { position: 9, title: '', members: [] }
        seen((tx) => tx.putMember(DM, member('bob', { rank: 1, left })), handles, ['ada 0', 'cleo 0'])
        seen((tx) => tx.putMember(DM, member('bob', { rank: 7 })), handles, ['ada 0', 'cleo 0', 'bob 0'])
      })

      test('the conversations of a user keep their order, former ones too', () => {
        host.commit((tx) => {
          tx.putConversation(dm(0, 'dm:ada:cleo'))
          tx.putMember('dm:ada:cleo', member('ada'))
          tx.putMember(DM, member('ada'))
        })
        const left = { position: 1, title: '', members: [] }
        seen(
          (tx) => tx.putMember('dm:ada:cleo', member('ada', { left })),
          (tx) => tx.conversationsOf('ada'),
          ['dm:ada:cleo', DM],
        )
        expect(host.commit((tx) => tx.conversationsOf('bob'))).toEqual([])
      })

      test('[S20] contacts are those who share a conversation now', () => {
        host.commit((tx) => {
          tx.putConversation(dm(0, 'dm:ada:cleo'))
          for (const handle of ['ada', 'bob']) tx.putMember(DM, member(handle))
          for (const handle of ['ada', 'cleo']) tx.putMember('dm:ada:cleo', member(handle))
        })
        seen(
          () => {},
          (tx) => [...tx.contactsOf('ada')].sort(),
          ['bob', 'cleo'],
        )
        const left = { position: 1, title: '', members: [] }
        seen(
          (tx) => tx.putMember(DM, member('bob', { left })),
          (tx) => tx.contactsOf('ada'),
          ['cleo'],
        )
        expect(host.commit((tx) => tx.contactsOf('bob'))).toEqual([])
      })

      test('prefs are a user’s own, and need no conversation', () => {
        expect(host.commit((tx) => tx.prefs('ada', 'dm:ada:dan'))).toEqual({})
        const prefs = { muted: 7, pinned: true, archived: false }
        seen(
          (tx) => tx.putPrefs('ada', 'dm:ada:dan', prefs),
          (tx) => tx.prefs('ada', 'dm:ada:dan'),
          prefs,
        )
        expect(host.commit((tx) => [tx.prefsOf('ada'), tx.prefsOf('bob')])).toEqual([['dm:ada:dan'], []])
      })

      test('a conversation has one invite, the newest', () => {
        const invite = (tokenHash: string) => ({ conversation: DM, by: 'ada', tokenHash })
        seen(
          (tx) => tx.putInvite(invite('one')),
          (tx) => tx.inviteByToken('one'),
          invite('one'),
        )
        seen(
          (tx) => tx.putInvite(invite('two')),
          (tx) => tx.inviteByToken('one'),
          undefined,
        )
        seen(
          (tx) => tx.deleteInvite(DM),
          (tx) => tx.inviteByToken('two'),
          undefined,
        )
      })
    })

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
          host.commit((tx) => [
            tx.inboxHead('bob').seq,
            ...[5, 6].map((seq) => tx.entryIdAt('bob', seq) !== undefined),
          ]),
        ).toEqual([6, false, true])
        fill(7, 7)
        expect(seqs(6)).toEqual([7])
      })
    })

    test('nothing of a transaction that was rolled back stays', () => {
      host.commit((tx) => {
        place(tx, message(1))
        tx.putConversation(dm(1))
        tx.putMember(DM, member('ada'))
        tx.appendInbox('bob', { note: delivered(1, 1), supersedes: 'key' })
      })
      const all = (tx: Tx) => [
        tx.user('dan'),
        tx.user('ada'),
        tx.device('ada-1'),
        tx.deviceByToken('token-of-ada-1')?.id,
        tx.conversation(DM),
        tx.members(DM),
        tx.op(uuid(2)),
        tx.message(uuid(1)),
        tx.events(DM, { from: 1, to: 9, limit: 9 }),
        tx.inboxHead('bob'),
        tx.inboxAfter('bob', 0, ALL),
        tx.blockedBy('ada'),
        tx.authors(DM, 0, 9),
      ]
      const before = host.commit(all)
      host.rollback((tx) => {
        tx.putUser(user('dan'))
        tx.putUser(user('ada', { name: 'x' }))
        tx.putConversation(dm(9))
        tx.putMember(DM, member('ada', { read: 4 }))
        tx.putMember(DM, member('bob'))
        place(tx, message(2, { by: 'bob' }))
        tx.appendInbox('bob', { event: message(2) })
        tx.appendInbox('bob', { note: delivered(3, 2), supersedes: 'key' })
        tx.erase(uuid(1))
        tx.putBlock('ada', 'bob', true)
        tx.deleteDevice('ada-1')
      })
      expect(host.commit(all)).toEqual(before)
    })
  })
}
