import { v7 } from 'uuid'
import { expect, test } from 'vitest'
import type { Invite } from '#protocol/http.ts'
import { anotherDevice, dm, group, message, newHandle, op, person, type WireDevice } from './device.ts'
import { forEachTarget } from './target.ts'

const kinds = (device: WireDevice) => device.events.map(({ kind }) => kind)

forEachTarget('ops', (server) => {
  async function refused(device: WireDevice, ...ops: { id: string }[]): Promise<string[]> {
    await device.commit(...ops)
    return Promise.all(ops.map(({ id }) => device.rejection(id)))
  }

  test('message: kept byte for byte, with its reply, and refused where it may not be', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    const text = ' \u202eé\u0301 🧑‍🚀\0\r\n<script>'
    const [first] = await ada.commit(message(dm(ada, bob), text))
    expect(await bob.event(first.id)).toMatchObject({ kind: 'message', text, by: ada.handle, position: 1 })
    const [reply] = await bob.commit(op('message', { conversation: dm(ada, bob), text: 'yes', reply: first.id }))
    expect(await ada.event(reply.id)).toMatchObject({ reply: first.id, position: 2 })
    const [astray] = await bob.commit(op('message', { conversation: dm(ada, bob), text: 'no', reply: v7() }))
    expect(await ada.event(astray.id)).not.toHaveProperty('reply')
    const nobody = newHandle('nobody')
    const [left, right] = [ada.handle, nobody].sort()
    expect(
      await refused(
        ada,
        message(dm(ada, bob), 'x'.repeat(16 * 1024 + 1)),
        message(dm(ada, bob), '\u2003'),
        message(`dm:${left}:${right}`, 'anybody?'),
        message(`dm:${[ada.handle, bob.handle].sort().reverse().join(':')}`, 'out of order'),
        op('message', { conversation: dm(ada, bob), text: 'x', peer: 'another-user-id' }),
        message(v7(), 'no such group'),
      ),
    ).toEqual(['too-large', 'invalid', 'no-such-user', 'invalid', 'no-such-user', 'no-such-conversation'])
  })

  test('message: to oneself is a note', async () => {
    const ada = await person(server)
    const [note] = await ada.commit(message(dm(ada, ada), 'milk'))
    expect(await ada.event(note.id)).toMatchObject({ conversation: `dm:${ada.handle}:${ada.handle}` })
  })

  test('message: files are checked and carried', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    const file = { id: v7(), name: 'boat.jpg', type: 'image/jpeg', size: 10, hash: 'a'.repeat(64), width: 4, height: 3 }
    const [sent] = await ada.commit(op('message', { conversation: dm(ada, bob), text: '', files: [file] }))
    expect(await bob.event(sent.id)).toMatchObject({ text: '', files: [file] })
    const many = Array.from({ length: 11 }, () => ({ ...file, id: v7() }))
    expect(
      await refused(
        ada,
        op('message', { conversation: dm(ada, bob), text: '', files: many }),
        op('message', { conversation: dm(ada, bob), text: '', files: [] }),
        op('message', { conversation: dm(ada, bob), text: 'x', files: [{ ...file, hash: 'short' }] }),
      ),
    ).toEqual(['too-large', 'invalid', 'invalid'])
  })

  test('edit and remove: the author may, and a removed text is gone for whoever looks', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    const conversation = dm(ada, bob)
    const [sent] = await ada.commit(message(conversation, 'a secret'))
    const target = sent.id
    const [edit] = await ada.commit(op('edit', { conversation, target, text: 'a public thing' }))
    expect(await bob.event(edit.id)).toMatchObject({ kind: 'edit', target, text: 'a public thing' })
    expect(
      await refused(bob, op('edit', { conversation, target, text: 'x' }), op('remove', { conversation, target })),
    ).toEqual(['not-allowed', 'not-allowed'])
    const [gone] = await ada.commit(op('remove', { conversation, target }))
    await bob.event(gone.id)
    const { body } = await bob.get<{ events: object[] }>(`/api/conversations/${conversation}/events`)
    expect(JSON.stringify(body)).not.toContain('secret')
    expect(JSON.stringify(body)).not.toContain('public thing')
    expect(body.events.find((event) => (event as { id: string }).id === target)).toMatchObject({ removed: true })
    expect(
      await refused(
        ada,
        op('edit', { conversation, target, text: 'back' }),
        op('react', { conversation, target, emoji: '👍', on: true }),
      ),
    ).toEqual(['no-such-message', 'no-such-message'])
  })

  test('[S12] a message removed before its reader was there is told as removed, without its text', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    bob.disconnect()
    const conversation = dm(ada, bob)
    const [sent] = await ada.commit(message(conversation, 'too early'))
    await ada.commit(op('remove', { conversation, target: sent.id }))
    await bob.online()
    const event = await bob.event(sent.id)
    expect(event).toMatchObject({ removed: true })
    expect(event).not.toHaveProperty('text')
  })

  test('react: sets and clears; the same again brings nothing', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    const conversation = dm(ada, bob)
    const [sent] = await ada.commit(message(conversation, 'look'))
    const target = sent.id
    const on = op('react', { conversation, target, emoji: '👍', on: true })
    const again = op('react', { conversation, target, emoji: '👍', on: true })
    const off = op('react', { conversation, target, emoji: '👍', on: false })
    await bob.event(target)
    await bob.commit(on, again, off)
    await ada.event(off.id)
    expect(ada.events.filter(({ kind }) => kind === 'react').map(({ id }) => id)).toEqual([on.id, off.id])
    expect(
      await refused(
        bob,
        op('react', { conversation, target: v7(), emoji: '👍', on: true }),
        op('react', { conversation, target, emoji: 'x'.repeat(65), on: true }),
        op('react', { conversation, target, emoji: '', on: true }),
      ),
    ).toEqual(['no-such-message', 'too-large', 'invalid'])
  })

  test('[S18] delivered comes of an ack, and read of a mark that only moves on', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    const conversation = dm(ada, bob)
    const [sent] = await ada.commit(message(conversation, 'there?'))
    await bob.event(sent.id)
    const delivered = await ada.until(() => ada.events.find(({ kind }) => kind === 'delivered'))
    expect(delivered).toMatchObject({ conversation, by: bob.handle, position: 1 })
    const [read] = await bob.commit(op('read', { conversation, position: 99 }))
    expect(await ada.event(read.id)).toMatchObject({ kind: 'read', by: bob.handle, position: 1 })
    const [back] = await bob.commit(op('read', { conversation, position: 0 }))
    const [last] = await bob.commit(message(conversation, 'yes'))
    await ada.event(last.id)
    expect(ada.events.some(({ id }) => id === back?.id)).toBe(false)
  })

  test('group: made with who exists; who does not is told', async () => {
    const [ada, bob, cleo] = [await person(server), await person(server), await person(server)]
    const nobody = newHandle('nobody')
    const conversation = v7()
    const members = [bob.handle, bob.handle, nobody, ada.handle, cleo.handle]
    const [made] = await ada.commit(op('group', { conversation, title: 'Rowing', members }))
    const event = await cleo.event(made.id)
    expect(event).toMatchObject({ kind: 'group', title: 'Rowing', by: ada.handle, position: 1, unknown: [nobody] })
    expect(
      await refused(
        ada,
        op('group', { conversation, title: 'The same id', members: [] }),
        op('group', { conversation: v7(), title: ' ', members: [] }),
        op('group', { conversation: v7(), title: 'x'.repeat(129), members: [] }),
        op('group', { conversation: dm(ada, bob), title: 'A dm', members: [] }),
      ),
    ).toEqual(['conflict', 'invalid', 'too-large', 'invalid'])
  })

  test('rename: any member, never to the same', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    const conversation = await group(ada, bob)
    const same = op('rename', { conversation, title: 'Harbour' })
    const other = op('rename', { conversation, title: 'Lighthouse' })
    await bob.commit(same, other)
    expect(await ada.event(other.id)).toMatchObject({ kind: 'rename', title: 'Lighthouse', by: bob.handle })
    expect(ada.events.some(({ id }) => id === same.id)).toBe(false)
    expect(await refused(bob, op('rename', { conversation: dm(ada, bob), title: 'x' }))).toEqual(['invalid'])
  })

  test('[S20] add: the newcomer hears of the group first, and reads nothing of before', async () => {
    const [ada, bob, cleo] = [await person(server), await person(server), await person(server)]
    const conversation = await group(ada, bob)
    const [before] = await ada.commit(message(conversation, 'before cleo'))
    const [add] = await ada.commit(op('add', { conversation, member: cleo.handle }))
    const [reaction, after] = await ada.commit(
      op('edit', { conversation, target: before.id, text: 'still before cleo' }),
      message(conversation, 'after'),
    )
    await cleo.event(after.id)
    expect(kinds(cleo)).toEqual(['roster', 'add', 'edit', 'message'])
    expect(cleo.events[0]).toMatchObject({
      kind: 'roster',
      conversation,
      title: 'Harbour',
      members: [
        { user: ada.handle, role: 'admin' },
        { user: bob.handle, role: 'member' },
      ],
    })
    expect(cleo.events[1]?.id).toBe(add.id)
    expect(await cleo.event(reaction.id)).not.toHaveProperty('text')
    const target = before.id
    expect(await refused(cleo, op('react', { conversation, target, emoji: '👍', on: true }))).toEqual([
      'no-such-message',
    ])
    const history = await cleo.get<{ events: { position: number }[] }>(`/api/conversations/${conversation}/events`)
    expect(history.body.events.map(({ position }) => position)).toEqual([5, 4, 3])
    expect(await refused(bob, op('add', { conversation, member: newHandle() })).then(([reason]) => reason)).toBe(
      'not-allowed',
    )
    expect(await refused(ada, op('add', { conversation, member: newHandle() }))).toEqual(['no-such-user'])
  })

  test('join: by an invite, whose token nobody is told', async () => {
    const [ada, bob, cleo] = [await person(server), await person(server), await person(server)]
    const conversation = await group(ada)
    const { body } = await ada.post<Invite>(`/api/conversations/${conversation}/invite`)
    const [join] = await bob.commit(op('join', { conversation, token: body.token }))
    const event = await ada.event(join.id)
    expect(event).toMatchObject({ kind: 'join', by: bob.handle })
    expect(JSON.stringify([ada.events, bob.events])).not.toContain(body.token)
    expect(kinds(bob)).toEqual(['roster', 'join'])
    expect(await refused(cleo, op('join', { conversation, token: 'guessed' }))).toEqual(['no-such-conversation'])
    expect((await ada.delete(`/api/conversations/${conversation}/invite`)).status).toBe(204)
    expect(await refused(cleo, op('join', { conversation, token: body.token }))).toEqual(['no-such-conversation'])
  })

  test('[S20] drop: who is dropped learns that, and nothing after', async () => {
    const [ada, bob, cleo] = [await person(server), await person(server), await person(server)]
    const conversation = await group(ada, bob, cleo)
    expect(await refused(bob, op('drop', { conversation, member: cleo.handle }))).toEqual(['not-allowed'])
    const [drop] = await ada.commit(op('drop', { conversation, member: bob.handle }))
    const [after] = await ada.commit(message(conversation, 'without bob'))
    await cleo.event(after.id)
    await bob.event(drop.id)
    expect(await refused(bob, message(conversation, 'hello?'))).toEqual(['no-such-conversation'])
    expect(bob.events.some(({ id }) => id === after?.id)).toBe(false)
    const history = await bob.get<{ events: object[] }>(`/api/conversations/${conversation}/events`)
    expect(JSON.stringify(history.body)).not.toContain('without bob')
  })

  test('admin: a group keeps one, also when the last one leaves', async () => {
    const [ada, bob, cleo] = [await person(server), await person(server), await person(server)]
    const conversation = await group(ada, bob, cleo)
    expect(
      await refused(
        ada,
        op('admin', { conversation, member: newHandle(), on: true }),
        op('admin', { conversation: dm(ada, bob), member: bob.handle, on: true }),
      ),
    ).toEqual(['invalid', 'invalid'])
    expect(await refused(bob, op('admin', { conversation, member: bob.handle, on: true }))).toEqual(['not-allowed'])
    const [leave] = await ada.commit(op('drop', { conversation, member: ada.handle }))
    await cleo.event(leave.id)
    const heir = await cleo.until(() => cleo.events.find(({ kind }) => kind === 'admin'))
    expect(heir).toMatchObject({ by: ada.handle, member: bob.handle, on: true })
    expect(await refused(bob, { ...message(conversation, 'under its id'), id: heir.id })).toEqual(['conflict'])
    const [title] = await bob.commit(op('drop', { conversation, member: cleo.handle }))
    expect(await cleo.event(title.id)).toMatchObject({ kind: 'drop', by: bob.handle })
  })

  test('[S20] prefs and block: to one’s own devices alone', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    const tablet = await (await anotherDevice(ada)).online()
    const conversation = dm(ada, bob)
    const [prefs, block] = await ada.commit(
      op('prefs', { conversation, muted: 0, pinned: true }),
      op('block', { user: bob.handle, on: true }),
    )
    expect(await tablet.event(prefs.id)).toMatchObject({ kind: 'prefs', pinned: true })
    expect(await tablet.event(block.id)).toMatchObject({ kind: 'block', user: bob.handle, on: true })
    expect(await refused(bob, message(conversation, 'hello?'))).toEqual(['not-allowed'])
    expect(kinds(bob)).toEqual(['rejected'])
    expect(
      await refused(ada, op('block', { user: ada.handle, on: true }), op('block', { user: newHandle(), on: true })),
    ).toEqual(['invalid', 'no-such-user'])
  })

  test('profile: told to those who share a conversation, and to nobody else', async () => {
    const [ada, bob, eve] = [await person(server), await person(server), await person(server)]
    const [hello] = await ada.commit(message(dm(ada, bob), 'hello'))
    await bob.event(hello.id)
    const [profile] = await ada.commit(op('profile', { name: 'Ada L.', about: 'counts' }))
    expect(await bob.event(profile.id)).toMatchObject({ kind: 'profile', by: ada.handle, name: 'Ada L.' })
    expect((await eve.get(`/api/users/${ada.handle}`)).body).toMatchObject({
      user: { name: 'Ada L.', about: 'counts' },
    })
    expect(eve.events).toEqual([])
    expect(await refused(ada, op('profile', { name: '' }), op('profile', { about: 'x'.repeat(513) }))).toEqual([
      'invalid',
      'too-large',
    ])
  })
})
