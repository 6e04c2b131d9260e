import 'fake-indexeddb/auto'
import { v7 } from 'uuid'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DM, direct, Inbox, id, ok, page, said, told } from '#engine/contract/fixtures.ts'
import { freeSpace } from '#engine/free-space.ts'
import type { Event, PlacedEvent } from '#protocol/event.ts'
import type { SnapshotConversation } from '#protocol/http.ts'
import { type TestDevice, testDevice } from '../testbed.ts'
import { find, findHere, type Wanted } from './find.ts'
import { follow, readiness } from './follow.ts'
import { forgetSearch, type SearchDatabase, searchDatabase } from './search-database.ts'

const DAD = 'dm:ada:dad'
let device: TestDevice
let search: SearchDatabase
let inbox: Inbox
let term: number

beforeEach(async () => {
  device = testDevice()
  inbox = new Inbox()
  term = ok(await device.store.lead()).term
  search = searchDatabase(device.database.name)
  await search.open()
})
afterEach(async () => {
  await forgetSearch(device.database.name)
  await device.destroy()
})

const begin = async (...conversations: SnapshotConversation[]) => {
  ok(await device.store.beginResync(term, 1))
  ok(await device.store.applySnapshot(term, page(inbox.cursor, conversations), 1))
}
const receive = async (...events: Event[]) => ok(await device.store.applyEntries(term, inbox.batch(...events), 2))
const index = (steps = Infinity) => {
  let left = steps
  return follow(device.database, search, () => left-- > 0)
}
const found = async (wanted: Partial<Wanted>, limit = 50) =>
  (await find({ db: device.database, search }, { terms: [], ...wanted }, limit)).map(({ text }) => text)
const words = async () => (await search.leaves.toArray()).map(({ words }) => words).join()
const line = (n: number, text: string, conversation = DM): PlacedEvent => told(said(n, text, conversation), 'bob', n)

test('messages are found by beginnings of their words, the newest first', async () => {
  await begin(direct([line(1, 'bring the Stove'), line(2, 'which stove?'), line(3, 'the small tarp')]))
  await index()
  expect(await found({ terms: ['sto'] })).toEqual(['which stove?', 'bring the Stove'])
  expect(await found({ terms: ['the', 'sto'] })).toEqual(['bring the Stove'])
  expect(await found({ terms: ['tent'] })).toEqual([])
})

test('what waits on this device is found before any index knows of it', async () => {
  await begin(direct([line(1, 'bring the stove')]))
  await index()
  ok(await device.store.enqueue([said(2, 'the stove is packed')]))
  ok(
    await device.store.enqueue([
      { kind: 'edit', id: id(3), at: 3, conversation: DM, target: id(1), text: 'bring gas' },
    ]),
  )
  expect(await found({ terms: ['stove'] })).toEqual(['the stove is packed', 'bring the stove'])
  expect(await found({ terms: ['gas'] })).toEqual(['bring gas'])
})

test('an edited message is found by what it says now, a removed one by nothing, and no word of it stays', async () => {
  await begin(direct([line(1, 'bring the stove'), line(2, 'a secret word')]))
  await index()
  await receive(
    told({ kind: 'edit', id: id(3), at: 3, conversation: DM, target: id(1), text: 'bring the lantern' }, 'bob', 3),
    told({ kind: 'remove', id: id(4), at: 4, conversation: DM, target: id(2) }, 'bob', 4),
  )
  // also before the index has caught up
  expect(await found({ terms: ['stove'] })).toEqual([])
  expect(await found({ terms: ['secret'] })).toEqual([])
  await index()
  expect(await found({ terms: ['lantern'] })).toEqual(['bring the lantern'])
  expect(await words()).not.toContain('secret')
  expect(await words()).not.toContain('stove')
})

test('it goes on where it was cut off, and says how far it is', async () => {
  await begin(direct(Array.from({ length: 250 }, (_, n) => line(n + 1, `message ${n + 1}`))))
  await index(1)
  expect(await readiness(device.database, search)).toEqual({ done: 100, all: 250 })
  expect(await found({ terms: ['250'] })).toEqual(['message 250'])
  expect(await found({ terms: ['7'] })).toEqual([])
  await index(2)
  expect(await readiness(device.database, search)).toEqual({ done: 250, all: 250 })
  expect(await found({ terms: ['7'] })).toHaveLength(11)
})

test('older messages that come in later are read too', async () => {
  await begin(direct([line(5, 'the newest')], { head: 5 }))
  await index()
  const history = { events: [line(1, 'the very first'), line(2, 'b'), line(3, 'c'), line(4, 'd')] }
  ok(await device.store.applyHistory(term, { conversation: DM, before: 5, page: history }, 30))
  await index()
  expect(await found({ terms: ['very'] })).toEqual(['the very first'])
})

test('what was let go of for room, changed meanwhile and fetched again is read again', async () => {
  const lines = Array.from({ length: 9 }, (_, n) => line(n + 1, `text ${n + 1}`))
  await begin(direct(lines, { head: 9, read: 9 }))
  await index()
  expect(ok(await freeSpace(device.run, 2))).toEqual({ freed: 7 })
  const edit = { kind: 'edit', id: id(20), at: 20, conversation: DM, target: id(3), text: 'a lantern' } as const
  await receive(told(edit, 'bob', 10) as Event)
  await index()
  ok(await device.store.applyHistory(term, { conversation: DM, before: 8, page: { events: lines.reverse() } }, 30))
  await index()
  expect(await found({ terms: ['lantern'] })).toEqual(['a lantern'])
})

test('after another snapshot everything is read again: positions may be those of other messages', async () => {
  await begin(direct([line(1, 'one'), line(2, 'two')]))
  await index()
  await begin(direct([line(1, 'one'), line(7, 'uno')].map((event, at) => ({ ...event, position: at + 1 }))))
  await index()
  expect(await found({ terms: ['uno'] })).toEqual(['uno'])
})

test('by whom, where and when narrow it', async () => {
  const others = { ...direct([line(3, 'stove three', DAD)]), id: DAD }
  await begin(direct([line(1, 'stove one'), told(said(2, 'stove two'), 'ada', 2)]), others)
  await index()
  expect(await found({ terms: ['stove'], senders: ['ada'] })).toEqual(['stove two'])
  expect(await found({ terms: ['stove'], conversations: [DAD] })).toEqual(['stove three'])
  expect(await found({ senders: ['bob'], conversations: [DM, DAD] })).toEqual(['stove three', 'stove one'])
  expect(await found({ terms: ['stove'], senders: [] })).toEqual([])
})

test('what was written before a day is found without reading what came since', async () => {
  const day = (n: number) => new Date(2025, 4, n).getTime()
  const idAt = (ms: number) => v7({ msecs: ms })
  const sent = (n: number) => ({ ...line(n, `stove ${n}`), id: idAt(day(n)), at: day(n) })
  await begin(direct(Array.from({ length: 30 }, (_, n) => sent(n + 1))))
  await index()
  let read = 0
  device.database.events.hook('reading', (row) => {
    read += 1
    return row
  })
  expect(await found({ terms: ['stove'], before: day(4) }, 50)).toEqual(['stove 3', 'stove 2', 'stove 1'])
  expect(await found({ before: day(3) }, 50)).toEqual(['stove 2', 'stove 1'])
  expect(read).toBeLessThan(12)
})

test('words that are in almost everything, or far back, or both', async () => {
  const events = Array.from({ length: 4200 }, (_, n) => line(n + 1, n === 3 ? 'the rare one' : `the number ${n + 1}`))
  await begin(direct(events))
  await index()
  let read = 0
  device.database.events.hook('reading', (row) => {
    read += 1
    return row
  })
  expect(await found({ terms: ['the'] }, 2)).toEqual(['the number 4200', 'the number 4199'])
  expect(await found({ terms: ['the', 'numb'] }, 1)).toEqual(['the number 4200'])
  expect(await found({ terms: ['the', 'rare'] })).toEqual(['the rare one'])
  expect(await found({ terms: ['41', 'the'], senders: ['bob'] }, 200)).toHaveLength(111)
  expect(await found({ terms: ['rare', 'number'] })).toEqual([])
  // no message but those that are shown
  expect(read).toBe(2 + 1 + 1 + 111)
})

test('what is common is found among much else that happened', async () => {
  const edits = Array.from({ length: 20 }, (_, n) =>
    told({ kind: 'edit', id: id(n + 2), at: n + 2, conversation: DM, target: id(1), text: `stove ${n}` }, 'bob', n + 2),
  )
  await begin(direct([line(1, 'the stove')]))
  await receive(...edits, line(22, 'another stove'))
  await index()
  expect(await found({ terms: ['stove'] }, 2)).toEqual(['another stove', 'stove 19'])
})

test('one conversation is searched whole while the index is not that far, the newest first, and each once', async () => {
  const events = Array.from({ length: 700 }, (_, n) => line(n + 1, n % 100 === 5 ? `stove ${n}` : `filler ${n}`))
  const dad = { ...direct([line(1, 'stove of his', DAD)]), id: DAD }
  await begin(direct(events), dad)
  await index(2)
  await receive(
    told({ kind: 'edit', id: id(801), at: 801, conversation: DM, target: id(1), text: 'stove 0' }, 'bob', 701),
    told({ kind: 'remove', id: id(802), at: 802, conversation: DM, target: id(6) }, 'bob', 702),
  )
  ok(await device.store.enqueue([said(900, 'my stove')]))
  const answers = []
  const wanted = { conversation: DM, terms: ['stove'] }
  for await (const { hits, whole } of findHere({ db: device.database, search }, wanted, 50)) {
    answers.push({ texts: hits.map(({ text }) => text), whole })
  }
  expect(answers[0]).toEqual({ texts: ['my stove', 'stove 605', 'stove 505'], whole: false })
  const all = ['my stove', ...[605, 505, 405, 305, 205, 105].map((n) => `stove ${n}`), 'stove 0']
  expect(answers.at(-1)).toEqual({ texts: all, whole: true })

  await index()
  const again = []
  for await (const answer of findHere({ db: device.database, search }, wanted, 50)) again.push(answer)
  expect(again).toHaveLength(1)
  expect(again[0]?.hits.map(({ text }) => text)).toEqual(all)
})
