import { expect, test } from 'vitest'
import type { Tx } from '#core/ports.ts'
import type { Bed } from './bed.ts'
import { ALL, DM, delivered, dm, member, message, place, user, uuid } from './rows.ts'

export function rollbackContract({ host }: Bed): void {
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
}
