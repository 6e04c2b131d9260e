import { describe, expect, test } from 'vitest'
import { cursorOf } from '#protocol/event.ts'
import { newId, opOf } from '../../../test/world.ts'
import type { Begin } from '../store.contract.ts'

const conversation = 'dm:ada:bob'

export function snapshotContract(begin: Begin): void {
  describe('the snapshot', () => {
    test('who has nothing is told so', async () => {
      const world = await begin()
      const [ada] = await world.people('ada')
      const user = { id: ada.userId, handle: 'ada', name: "ada's name" }
      const [page] = await ada.snapshot()
      expect(page).toEqual({
        cursor: { seq: 0, id: null },
        user,
        users: [user],
        blocked: [],
        conversations: [],
        total: 0,
      })
    })

    test('[S10] a page tells a conversation as it is, and everyone in it', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob', 'cy')
      await ada.says(conversation, '1')
      await bob.says(conversation, '2')
      await bob.did({ kind: 'read', conversation, position: 1 })
      await bob.did({ kind: 'prefs', conversation, muted: 5 })
      await bob.did({ kind: 'block', user: 'cy', on: true })
      const [page] = await bob.snapshot()
      expect(page?.cursor).toEqual(cursorOf((await bob.entries()).at(-1) as Parameters<typeof cursorOf>[0]))
      expect(page).toMatchObject({ user: { handle: 'bob' }, blocked: ['cy'] })
      expect(page?.users.map(({ handle }) => handle).toSorted()).toEqual(['ada', 'bob', 'cy'])
      const history = await bob.history(conversation)
      expect(page?.conversations).toEqual([
        {
          id: conversation,
          members: [
            { user: 'ada', role: 'member', joined: 1, read: 0, delivered: 0 },
            { user: 'bob', role: 'member', joined: 1, read: 1, delivered: 0 },
          ],
          head: 2,
          read: 1,
          spans: [[1, null]],
          prefs: { muted: 5 },
          events: history !== 'not-found' && history.events.toReversed(),
        },
      ])
    })

    test('a direct conversation without a message is there once it has prefs', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      await ada.did({ kind: 'prefs', conversation, archived: true })
      expect(await ada.sees(conversation)).toMatchObject({ head: 0, events: [], prefs: { archived: true } })
      expect((await ada.sees(conversation)).members.map(({ user }) => user)).toEqual(['ada', 'bob'])
      expect(await bob.conversations()).toEqual([])
    })

    test('each conversation is on exactly one page, and all pages carry one cursor', async () => {
      const world = await begin({ snapshotConversations: 2 })
      const [ada, bob] = await world.people('ada', 'bob', 'cy')
      await bob.says('dm:bob:cy')
      const made = ['dm:bob:cy']
      for (let index = 0; index < 5; index++) made.push(await ada.founds(bob))
      await bob.did({ kind: 'prefs', conversation, pinned: true })
      const pages = [await bob.ask('snapshot', {})]
      for (let last = pages[0]; last !== undefined && last !== 'bad-page' && last.next !== undefined; ) {
        // What comes meanwhile, also to a conversation that had no rows, moves nothing from page to page.
        await ada.says(conversation)
        await ada.founds(bob)
        last = await bob.ask('snapshot', { page: last.next })
        pages.push(last)
      }
      const good = pages.filter((page) => page !== 'bad-page')
      const ids = good.flatMap((page) => page.conversations.map(({ id }) => id))
      expect(new Set(ids).size).toBe(ids.length)
      expect(ids).toEqual(expect.arrayContaining([...made, conversation]))
      expect(new Set(good.map(({ cursor }) => JSON.stringify(cursor))).size).toBe(1)
      // How far it is: so many as there are when the page is made.
      expect(good[0]?.total).toBe(made.length + 1)
      expect(good.at(-1)?.total).toBeGreaterThanOrEqual(ids.length)
    })

    test('[S16] from its first page on the log is held for the device', async () => {
      const world = await begin({ snapshotConversations: 1 })
      const [ada, bob] = await world.people('ada', 'bob')
      await ada.founds(bob)
      await ada.says(conversation)
      const page = await bob.ask('snapshot', {})
      if (page === 'bad-page') throw new Error(page)
      await ada.says(conversation, 'meanwhile')
      await world.store.ask('sweep', { users: 10 })
      expect(await bob.ask('snapshot', { page: page.next ?? '' })).not.toBe('bad-page')
      expect(await bob.ask('resume', { cursor: page.cursor })).toEqual({ inbox: 'resume' })
      expect(await bob.kinds(page.cursor)).toEqual(['message'])
    })

    test('a page that is no longer good, or never was, begins anew', async () => {
      const world = await begin({ snapshotConversations: 1, logEntries: 2 })
      const [ada, bob] = await world.people('ada', 'bob')
      await ada.founds(bob)
      await ada.says(conversation)
      const first = await bob.ask('snapshot', {})
      const next = first === 'bad-page' ? '' : (first.next ?? '')
      expect(await ada.ask('snapshot', { page: next.replace(/~[^~]+~/, '~made-up~') })).toBe('bad-page')
      for (const page of ['', 'nonsense', '1~2', '9~x~y', `${'9'.repeat(30)}~a~b`]) {
        expect(await bob.ask('snapshot', { page })).toBe('bad-page')
      }
      for (let index = 0; index < 4; index++) await ada.says(conversation)
      await world.store.ask('sweep', { users: 10 })
      expect(await bob.ask('snapshot', { page: next })).toBe('bad-page')
    })

    test('a conversation brings its newest events, as many as are due', async () => {
      const world = await begin({ snapshotEvents: 3 })
      const [ada] = await world.people('ada', 'bob')
      await ada.push(['1', '2', '3', '4', '5'].map((text) => opOf({ kind: 'message', conversation, text })))
      expect((await ada.sees(conversation)).events.map(({ position }) => position)).toEqual([3, 4, 5])
    })
  })

  describe('the history', () => {
    test('goes from a position backwards, newest first', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      await ada.push(['1', '2', '3', '4', '5'].map((text) => opOf({ kind: 'message', conversation, text })))
      const positions = async (before: number | undefined, limit: number) => {
        const page = await bob.history(conversation, before, limit)
        return page === 'not-found' ? page : page.events.map(({ position }) => position)
      }
      expect(await positions(undefined, 2)).toEqual([5, 4])
      expect(await positions(4, 2)).toEqual([3, 2])
      expect(await positions(2, 2)).toEqual([1])
      expect(await positions(1, 2)).toEqual([])
      expect(await positions(99, 1)).toEqual([5])
    })

    test('is empty for a direct conversation without any, and not there for none', async () => {
      const world = await begin()
      const [ada] = await world.people('ada', 'bob')
      expect(await ada.history(conversation)).toEqual({ events: [] })
      for (const id of ['dm:ada:nil', 'dm:bob:ada', 'dm:bob:cy', newId(), 'x'])
        expect(await ada.history(id)).toBe('not-found')
    })
  })
}
