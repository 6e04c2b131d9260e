import { describe, expect, test } from 'vitest'
import type { ConversationRow, Tx } from '#core/ports.ts'
import type { Bed } from './bed.ts'
import { DM, dm, member, uuid } from './rows.ts'

export function conversationsContract({ host, seen }: Bed): void {
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
}
