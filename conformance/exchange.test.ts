import { expect, test } from 'vitest'
import { BEGINNING, type Cursor } from '#protocol/cursor.ts'
import { cursorOf, type Event } from '#protocol/event.ts'
import type { ErrorBody, ExchangeAnswer, SnapshotPage } from '#protocol/http.ts'
import { dm, message, person, WireDevice } from './device.ts'
import { forEachTarget } from './target.ts'

forEachTarget('the exchange', (server) => {
  const exchange = (device: WireDevice, body: object) =>
    device.post<ExchangeAnswer & ErrorBody>('/api/exchange', { protocol: 1, ...body })

  /** Somebody who never opened a socket. */
  async function quietly() {
    const device = await new WireDevice(server).signUp()
    const { body } = await device.get<SnapshotPage>('/api/snapshot')
    device.cursor = body.cursor
    return device
  }

  test('[S22] hands in ops and takes entries in one call, again and again', async () => {
    const [ada, bob] = [await quietly(), await quietly()]
    const note = message(dm(ada, bob), 'hello')
    const first = await exchange(ada, { cursor: BEGINNING, ops: [note], after: null })
    expect(first).toMatchObject({
      status: 200,
      body: {
        outbox: note.id,
        inbox: 'resume',
        after: BEGINNING,
        more: false,
        head: 1,
        entries: [{ event: { text: 'hello' } }],
      },
    })
    expect((await exchange(ada, { cursor: BEGINNING, ops: [note] })).body).toEqual(first.body)
    expect((await exchange(bob, { cursor: BEGINNING, ops: [] })).body.entries).toMatchObject([
      { event: { id: note.id } },
    ])
  })

  test('[S22] gives what is left page by page, and the next cursor acknowledges the last', async () => {
    const [ada, bob] = [await person(server), await quietly()]
    const sent: string[] = []
    for (let i = 0; i < 6; i++) {
      const ops = await ada.commit(...Array.from({ length: 100 }, (_, n) => message(dm(ada, bob), `${n}`)))
      sent.push(...ops.map(({ id }) => id))
    }
    const got: string[] = []
    const lengths: number[] = []
    let cursor: Cursor = BEGINNING
    let more = true
    while (more) {
      const { body } = await exchange(bob, { cursor, ops: [] })
      expect(body.after).toEqual(cursor)
      got.push(...body.entries.map(({ event }) => event.id))
      lengths.push(body.entries.length)
      const last = body.entries.at(-1)
      cursor = last ? cursorOf(last) : cursor
      more = body.more
    }
    expect(got).toEqual(sent)
    expect(lengths.length).toBeGreaterThan(1)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(500)
    const isAll = (event: Event) => event.kind === 'delivered' && event.position === 600
    expect(ada.events.some(isAll)).toBe(false)
    await exchange(bob, { cursor, ops: [] })
    await ada.until(() => ada.events.some(isAll))
  })

  test('[S17] an unknown cursor is resync and gives no entries, and the ops are taken all the same', async () => {
    const [ada, bob] = [await quietly(), await person(server)]
    for (const cursor of [null, 'x', { seq: 7, id: 'forged' }, undefined]) {
      const note = message(dm(ada, bob), 'hello')
      const { body } = await exchange(ada, { cursor, ops: [note] })
      expect(body).toMatchObject({ inbox: 'resync', after: null, entries: [], more: false, outbox: note.id })
    }
  })

  test('[S7] ops that go on from elsewhere are 409 with the outbox, and nothing is acked or applied', async () => {
    const [ada, bob] = [await quietly(), await person(server)]
    const first = message(dm(ada, bob), 'first')
    await exchange(ada, { cursor: BEGINNING, ops: [first], after: null })
    const [reply] = await bob.commit(message(dm(ada, bob), 'reply'))
    await bob.event(reply.id)
    const page = await exchange(ada, { cursor: BEGINNING, ops: [] })
    const last = page.body.entries.at(-1)
    const answer = await exchange(ada, {
      cursor: last && cursorOf(last),
      ops: [message(dm(ada, bob), 'x')],
      after: null,
    })
    expect(answer).toMatchObject({ status: 409, body: { error: { code: 'moved' }, outbox: first.id } })
    expect(answer.body).not.toHaveProperty('entries')
    const [next] = await bob.commit(message(dm(ada, bob), 'next'))
    expect(await bob.event(next.id)).toMatchObject({ position: 3 })
    expect(bob.events.some(({ kind }) => kind === 'delivered')).toBe(false)
    // Without ops nothing is compared.
    expect((await exchange(ada, { cursor: BEGINNING, ops: [], after: null })).status).toBe(200)
  })

  test('[S26] ops of a newer version wait: 426, with the outbox', async () => {
    const [ada, bob] = [await quietly(), await person(server)]
    const known = message(dm(ada, bob), 'known')
    await exchange(ada, { cursor: BEGINNING, ops: [known] })
    const answer = await exchange(ada, { protocol: 2, cursor: BEGINNING, ops: [message(dm(ada, bob), 'newer')] })
    expect(answer).toMatchObject({ status: 426, body: { error: { code: 'upgrade-required' }, outbox: known.id } })
    const [last] = await bob.commit(message(dm(ada, bob), 'last'))
    expect(await bob.event(last.id)).toMatchObject({ position: 2 })
  })

  test.each([
    ['no body', undefined],
    ['a list', []],
    ['no ops', { protocol: 1, cursor: null }],
    ['a protocol of 0', { protocol: 0, cursor: null, ops: [] }],
    ['a protocol of text', { protocol: '1', cursor: null, ops: [] }],
    ['half a protocol', { protocol: 1.5, cursor: null, ops: [] }],
    ['an op without an id', { protocol: 1, cursor: null, ops: [{ kind: 'message' }] }],
    ['an `after` that is a number', { protocol: 1, cursor: null, ops: [], after: 7 }],
  ])('%s is 400', async (_what, body) => {
    const ada = await quietly()
    expect(await ada.call('POST', '/api/exchange', body)).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid' } },
    })
  })

  test('[S25] too much is 413, by count and by bytes, however large', async () => {
    const ada = await quietly()
    const notes = (count: number, text: string) => Array.from({ length: count }, () => message(dm(ada, ada), text))
    for (const ops of [notes(101, 'x'), notes(20, 'x'.repeat(14_000)), notes(90, 'x'.repeat(14_000))]) {
      expect(await exchange(ada, { cursor: null, ops })).toMatchObject({
        status: 413,
        body: { error: { code: 'too-large' } },
      })
    }
    expect((await exchange(ada, { cursor: BEGINNING, ops: [] })).body).toMatchObject({ outbox: null, head: 0 })
  })

  test('[S25] what is nested beyond all measure is refused like anything that is too much', async () => {
    const ada = await quietly()
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
    const note = JSON.stringify(message(dm(ada, ada), 'deep')).replace('{', `{"junk":${deep},`)
    expect(await ada.call('POST', '/api/exchange', `{"cursor":null,"ops":[${note}]}`)).toMatchObject({
      status: 413,
      body: { error: { code: 'too-large' } },
    })
  })

  test('needs a session, and is told of no other', async () => {
    const answer = await new WireDevice(server).post('/api/exchange', { protocol: 1, cursor: null, ops: [] })
    expect(answer).toMatchObject({ status: 401, body: { error: { code: 'unauthenticated' } } })
  })
})
