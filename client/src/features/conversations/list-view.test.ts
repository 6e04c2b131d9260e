import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ConversationItem } from '#engine/model.ts'
import { inView, isUnread, unreadConversations, usefulViews } from './list-view.ts'

const item = fc.record({
  id: fc.uuid(),
  kind: fc.constantFrom('dm', 'group', 'self'),
  unread: fc.nat({ max: 3 }),
  markedUnread: fc.boolean(),
  muted: fc.boolean(),
  archived: fc.boolean(),
}) as fc.Arbitrary<ConversationItem>
const items = fc.uniqueArray(item, { selector: ({ id }) => id, maxLength: 30 })

test('every conversation is either in the list or in the archive, in its order', () => {
  fc.assert(
    fc.property(items, (all) => {
      const [open, archived] = [inView(all, 'all'), inView(all, 'archived')]
      expect(open.length + archived.length).toBe(all.length)
      expect(all.filter((one) => open.includes(one))).toEqual(open)
      expect(archived.every((one) => one.archived)).toBe(true)
    }),
  )
})

test('what is narrowed to the unread holds them all, and the open one that was just read', () => {
  fc.assert(
    fc.property(items, fc.nat(), (all, pick) => {
      const open = inView(all, 'all')
      const selected = open[pick % Math.max(1, open.length)]?.id
      const unread = inView(all, 'unread', selected)
      expect(unread).toEqual(open.filter((one) => isUnread(one) || one.id === selected))
    }),
  )
})

test('what is muted or in the archive counts silently, and a mark by hand counts', () => {
  fc.assert(
    fc.property(items, (all) => {
      const silent = all.map((one, i) => ({ ...one, muted: i % 2 === 0, archived: i % 2 === 1 }))
      expect(unreadConversations(silent)).toBe(0)
      const loud = all.map((one) => ({ ...one, muted: false, archived: false, markedUnread: true }))
      expect(unreadConversations(loud)).toBe(all.length)
      expect(unreadConversations(all)).toBeLessThanOrEqual(inView(all, 'unread').length)
    }),
  )
})

test('a short list is not narrowed, and one without groups not to groups', () => {
  const person = (id: number) => ({ id: String(id), kind: 'dm', unread: 0, archived: false }) as ConversationItem
  const people = Array.from({ length: 8 }, (_, id) => person(id))
  expect(usefulViews(people.slice(1))).toEqual([])
  expect(usefulViews(people)).toEqual(['all', 'unread'])
  expect(usefulViews([...people, { ...person(9), kind: 'group' }])).toEqual(['all', 'unread', 'groups'])
})
