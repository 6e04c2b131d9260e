import { describe, expect, test } from 'vitest'
import { BEGINNING } from '#protocol/cursor.ts'
import type { Bed } from './bed.ts'
import { device, user, uuid } from './rows.ts'

export function peopleContract({ host, seen }: Bed): void {
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
}
