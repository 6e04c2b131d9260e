import { v7 } from 'uuid'
import { expect, test } from 'vitest'
import { anotherDevice, dm, group, message, op, person } from './device.ts'
import { forEachTarget } from './target.ts'

forEachTarget('the outbox', (server) => {
  test('[S5] an ack names the newest committed op, and so does the next welcome', async () => {
    const ada = await person(server)
    const ops = Array.from({ length: 3 }, (_, i) => message(dm(ada, ada), `note ${i}`))
    expect(await ada.push(...ops)).toEqual({ outbox: ops[2]?.id })
    ada.disconnect()
    expect((await ada.connect()).outbox).toBe(ops[2]?.id)
  })

  test('a push without ops answers the cursor', async () => {
    const ada = await person(server)
    expect(await ada.rawPush({ ops: [] })).toEqual({ outbox: null })
    const [sent] = await ada.commit(message(dm(ada, ada), 'a note'))
    expect(await ada.rawPush({ ops: [], after: 'nonsense' })).toEqual({ outbox: sent.id })
  })

  test('[S2] ops of one push are applied in their order, and reach everybody in one order', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    const conversation = dm(ada, bob)
    const ops = Array.from({ length: 100 }, (_, i) => message(conversation, `${i}`))
    await ada.commit(...ops)
    await bob.event(ops[99]?.id ?? '')
    await ada.event(ops[99]?.id ?? '')
    const seen = (events: typeof ada.events) =>
      events.flatMap((event) => (event.kind === 'message' ? [[event.position, event.text]] : []))
    expect(seen(bob.events)).toEqual(ops.map(({ text }, i) => [i + 1, text]))
    expect(seen(ada.events)).toEqual(seen(bob.events))
  })

  test('[S3] an op sent twice becomes one event, whichever device brings it', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    const tablet = await (await anotherDevice(ada)).online()
    const once = message(dm(ada, bob), 'once')
    await ada.commit(once)
    await ada.commit(once)
    await tablet.commit(once)
    const [last] = await ada.commit(message(dm(ada, bob), 'last'))
    await bob.event(last.id)
    expect(bob.events.filter(({ id }) => id === once.id)).toHaveLength(1)
    expect(bob.events.some(({ kind }) => kind === 'rejected')).toBe(false)
  })

  test('[S3] a known id with other content is a conflict, and the first stays', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    const [first] = await ada.commit(message(dm(ada, bob), 'first'))
    await ada.commit({ ...message(dm(ada, bob), 'second'), id: first.id })
    expect(await ada.rejection(first.id)).toBe('conflict')
    expect(await bob.event(first.id)).toMatchObject({ text: 'first' })
  })

  test('[S7] a push that goes on from elsewhere applies nothing and is told where to go on', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    const [first] = await ada.commit(message(dm(ada, bob), 'first'))
    const stray = message(dm(ada, bob), 'stray')
    for (const after of [null, v7(), 'nonsense']) {
      expect(await ada.rawPush({ ops: [stray], after })).toEqual({ error: { code: 'moved' }, outbox: first.id })
    }
    const [last] = await ada.commit(message(dm(ada, bob), 'last'))
    expect(await bob.event(last.id)).toMatchObject({ position: 2 })
  })

  test('[S7] without `after` nothing is compared', async () => {
    const ada = await person(server)
    await ada.commit(message(dm(ada, ada), 'first'))
    const next = message(dm(ada, ada), 'next')
    expect(await ada.rawPush({ ops: [next] })).toEqual({ outbox: next.id })
  })

  test('[S8] a rejected op keeps its place and does not stop those behind', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    const bad = message('dm:nobody-here:nobody-there', 'lost')
    const good = message(dm(ada, bob), 'good')
    await ada.commit(bad, good)
    expect(await ada.rejection(bad.id)).toBe('no-such-conversation')
    expect(await bob.event(good.id)).toMatchObject({ text: 'good' })
    // Sent again it has the same outcome, and is told again.
    const told = ada.events.length
    await ada.commit(bad)
    await ada.until(() => ada.events.slice(told).some((event) => event.kind === 'rejected' && event.op === bad.id))
  })

  test.each([
    ['no object', 'text'],
    ['null', null],
    ['no ops', {}],
    ['ops that are no list', { ops: {} }],
    ['an op that is no object', { ops: ['x'] }],
    ['an op without an id', { ops: [{ kind: 'message', at: 1 }] }],
    [
      'an op with an id of another kind',
      { ops: [{ ...message('c', 'x'), id: '8d7f3c1e-0000-4000-8000-000000000000' }] },
    ],
    ['an id in upper case', { ops: [{ ...message('c', 'x'), id: v7().toUpperCase() }] }],
    ['an `after` that is a number', { ops: [], after: 7 }],
  ])('[S25] an envelope with %s is invalid as a whole', async (_what, push) => {
    const ada = await person(server)
    expect(await ada.rawPush(push)).toEqual({ error: { code: 'invalid' } })
    expect(await ada.rawPush({ ops: [] })).toEqual({ outbox: null })
  })

  test('[S8] an op with a good id and anything else wrong is rejected as an op', async () => {
    const ada = await person(server)
    const ops = [
      { id: v7() },
      { id: v7(), kind: 'of-the-future', at: 1 },
      { id: v7(), kind: 'constructor', at: 1 },
      { ...message(dm(ada, ada), 'x'), at: 'yesterday' },
      { ...message(dm(ada, ada), 'x'), text: 7 },
      { ...message(dm(ada, ada), '   '), text: ' \n\t ' },
      message(dm(ada, ada), 'half a pair \ud83d'),
    ]
    await ada.commit(...ops)
    for (const { id } of ops) expect(await ada.rejection(id)).toBe('invalid')
  })

  test('[S25] more than a push may hold is too large, and nothing of it is applied', async () => {
    const ada = await person(server)
    const notes = Array.from({ length: 101 }, () => message(dm(ada, ada), 'x'))
    expect(await ada.rawPush({ ops: notes })).toEqual({ error: { code: 'too-large' } })
    const ops = Array.from({ length: 20 }, () => message(dm(ada, ada), 'x'.repeat(14_000)))
    expect(await ada.rawPush({ ops })).toEqual({ error: { code: 'too-large' } })
    expect(await ada.rawPush({ ops: [] })).toEqual({ outbox: null })
  })

  test('[S25] a push is measured by its bytes of UTF-8, to the byte', async () => {
    const ada = await person(server)
    const limit = ada.welcome.limits.pushSize
    const one = message('', '')
    const push = (letters: number) => ({ ops: [{ ...one, text: `é${'x'.repeat(letters)}` }] })
    const letters = limit - Buffer.byteLength(JSON.stringify(push(0)))
    expect(await ada.rawPush(push(letters + 1))).toEqual({ error: { code: 'too-large' } })
    expect(await ada.rawPush(push(letters))).toEqual({ outbox: one.id })
    expect(await ada.rejection(one.id)).toBe('too-large')
  })

  test('a push above a megabyte closes the connection and nothing else', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    ada.live.emit('push', { ops: [message(dm(ada, bob), 'x'.repeat(1_100_000))] })
    await ada.until(() => ada.closed)
    await bob.commit(message(dm(ada, bob), 'still here'))
    await ada.online()
    await ada.until(() => ada.events.some((event) => event.kind === 'message' && event.text === 'still here'))
  })

  test('a push without an ack function is applied all the same', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    const quiet = message(dm(ada, bob), 'quiet')
    ada.live.emit('push', { ops: [quiet] })
    expect(await bob.event(quiet.id)).toMatchObject({ text: 'quiet' })
  })

  test('pushes that do not wait for each other are applied in the order in which they were sent', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    const ops = Array.from({ length: 200 }, (_, i) => message(dm(ada, bob), `${i}`))
    const answers = await Promise.all(ops.map((one) => ada.rawPush({ ops: [one] })))
    expect(answers.map(({ outbox }) => outbox)).toEqual(ops.map(({ id }) => id))
    await bob.event(ops[199]?.id ?? '')
    const texts = bob.events.flatMap((event) => (event.kind === 'message' ? [event.text] : []))
    expect(texts).toEqual(ops.map(({ text }) => text))
  })

  test('[S28] the sender is whoever was authenticated, whatever the op says', async () => {
    const [ada, bob] = [await person(server), await person(server)]
    const forged = { ...message(dm(ada, bob), 'hello'), by: bob.handle, position: 99, received: 1 }
    await ada.commit(forged)
    expect(await bob.event(forged.id)).toMatchObject({ by: ada.handle, position: 1 })
    expect((await bob.event(forged.id)) as { received: number }).not.toMatchObject({ received: 1 })
  })

  test('a time in the future is clamped to when it was received', async () => {
    const ada = await person(server)
    const [note] = await ada.commit(op('message', { conversation: dm(ada, ada), text: 'x', at: Date.now() + 1e9 }))
    const event = (await ada.event(note.id)) as { at: number; received: number }
    expect(event.at).toBe(event.received)
  })

  test('[S20] a stranger to a group is told no more than that there is no such conversation', async () => {
    const [ada, bob, eve] = [await person(server), await person(server), await person(server)]
    const conversation = await group(ada, bob)
    const [said] = await ada.commit(message(conversation, 'secret'))
    const target = said.id
    const tries = [
      message(conversation, 'let me in'),
      op('edit', { conversation, target, text: 'x' }),
      op('remove', { conversation, target }),
      op('react', { conversation, target, emoji: '👍', on: true }),
      op('read', { conversation, position: 1 }),
      op('rename', { conversation, title: 'Mine' }),
      op('add', { conversation, member: eve.handle }),
      op('drop', { conversation, member: bob.handle }),
      op('admin', { conversation, member: eve.handle, on: true }),
      op('prefs', { conversation, pinned: true }),
      op('join', { conversation, token: 'guessed' }),
    ]
    await eve.commit(...tries)
    for (const { id } of tries) expect(await eve.rejection(id)).toBe('no-such-conversation')
    const [last] = await ada.commit(message(conversation, 'last'))
    await bob.event(last.id)
    expect(eve.events.every(({ kind }) => kind === 'rejected')).toBe(true)
    expect(bob.events.filter(({ kind }) => kind !== 'delivered').map(({ kind }) => kind)).toEqual([
      'group',
      'message',
      'message',
    ])
  })
})
