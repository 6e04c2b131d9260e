/** Whom one deals with. */
import { expect, test } from 'vitest'
import type { Op } from '#protocol/op.ts'
import { isRequest } from '../membership.ts'
import type { Bed } from './bed.ts'
import { DM, direct, id, ok, said, told } from './fixtures.ts'

export function peopleContract(bed: () => Bed): void {
  test('a direct conversation is a request while all of it is here and none of it is the user’s', async () => {
    const { store, begin, receive, conversation, push } = bed()
    await begin(direct([told(said(1, 'a'), 'bob', 1)]))
    const isAsked = async () => {
      const row = await conversation()
      return row !== undefined && isRequest(row)
    }
    expect(await isAsked()).toBe(true)
    ok(await store.enqueue([{ kind: 'read', id: id(5), at: 5, conversation: DM, position: 1 }]))
    await push(5)
    await receive({ kind: 'read', id: id(5), at: 5, received: 6, conversation: DM, by: 'ada', position: 1 })
    expect(await isAsked()).toBe(true)
    await receive(told(said(2, 'who is this?'), 'ada', 2))
    expect(await isAsked()).toBe(false)
  })

  test('what may have been said before the first that is here makes no request', async () => {
    const { begin, conversation } = bed()
    await begin(direct([told(said(9, 'again'), 'bob', 9)]))
    const row = await conversation()
    expect(row && isRequest(row)).toBe(false)
  })

  test('whoever is named in a group is told so, until they have read it, or it names them no longer', async () => {
    const { store, begin, receive, conversation } = bed()
    const G = id(100)
    const made: Op = { kind: 'group', id: id(1), at: 1, conversation: G, title: 'Boats', members: ['ada'] }
    const mentions = async () => (await conversation(G))?.mentions
    const edit = (n: number, target: number, text: string) =>
      told({ kind: 'edit', id: id(n), at: n, conversation: G, target: id(target), text }, 'bob', n)
    await begin()
    await receive(told(made, 'bob', 1), told(said(2, 'so, @ada?', G), 'bob', 2), told(said(3, '@bob', G), 'bob', 3))
    await receive(told(said(1000, '@ada, here we are two', DM), 'bob', 1))
    expect(await mentions()).toBe(1)
    expect((await conversation())?.mentions).toBe(0)
    await receive(edit(4, 3, '@ada too'))
    expect(await mentions()).toBe(2)
    await receive(edit(5, 2, 'so, @bob?'))
    expect(await mentions()).toBe(1)
    ok(await store.hide([id(3)], true))
    expect(await mentions()).toBe(0)
    ok(await store.hide([id(3)], false))
    expect(await mentions()).toBe(1)
    ok(await store.enqueue([{ kind: 'read', id: id(10), at: 10, conversation: G, position: 3 }]))
    expect(await conversation(G)).toMatchObject({ unread: 0, mentions: 0 })
  })

  test('strangers are told until the server was asked about them', async () => {
    const { store, term, begin, receive, person } = bed()
    await begin()
    await receive(told(said(1, 'hi', 'dm:ada:cem'), 'cem', 1), told(said(2, 'hi', 'dm:ada:dia'), 'dia', 1))
    expect(ok(await store.strangers(9)).handles).toEqual(['cem', 'dia'])
    ok(await store.applyUsers(term, [{ id: 'user-cem', handle: 'cem', name: 'Cem' }], ['cem', 'dia']))
    expect(ok(await store.strangers(9)).handles).toEqual([])
    expect(await Promise.all(['cem', 'dia'].map(async (who) => (await person(who))?.name))).toEqual(['Cem', 'dia'])
  })

  test('whom one is about to write to has a name before anything is said', async () => {
    const { store, person } = bed()
    ok(await store.meet({ id: 'user-cem', handle: 'cem', name: 'Cem' }))
    expect(await person('cem')).toEqual({ handle: 'cem', id: 'user-cem', name: 'Cem' })
    expect(ok(await store.strangers(9)).handles).toEqual([])
  })

  test('[S30] whoever the server did not know is a stranger again once met again', async () => {
    const { store, term, begin, receive } = bed()
    await begin()
    await receive(told(said(1, 'hi', 'dm:ada:cem'), 'cem', 1), told(said(2, 'hi', 'dm:ada:dia'), 'dia', 1))
    ok(await store.applyUsers(term, [{ id: 'user-cem', handle: 'cem', name: 'Cem' }], ['cem', 'dia']))
    await receive(told(said(3, 'me again', 'dm:ada:cem'), 'cem', 2), told(said(4, 'me again', 'dm:ada:dia'), 'dia', 2))
    expect(ok(await store.strangers(9)).handles).toEqual(['dia'])
  })

  test('[S30] who is no such user any more is asked about again, and the next op names who has the handle now', async () => {
    const { store, term, begin, receive, person, rowOf } = bed()
    await begin()
    await receive(told(said(1, 'hi'), 'bob', 1))
    ok(await store.applyUsers(term, [{ id: 'bob-before', handle: 'bob', name: 'Bob' }], ['bob']))
    ok(await store.enqueue([{ ...said(2, 'hello'), peer: 'bob-before' }]))
    await receive({ kind: 'rejected', id: id(90), at: 1, received: 1, op: id(2), reason: 'no-such-user' })
    expect(ok(await store.strangers(9)).handles).toEqual(['bob'])
    ok(await store.applyUsers(term, [{ id: 'bob-now', handle: 'bob', name: 'Bob' }], ['bob']))
    expect(await person('bob')).toEqual({ handle: 'bob', id: 'bob-now', name: 'Bob' })
    ok(await store.enqueue([said(3, 'hello again')]))
    expect((await rowOf(3))?.op).toMatchObject({ peer: 'bob-now' })
  })
}
