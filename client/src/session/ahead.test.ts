import 'fake-indexeddb/auto'
import Dexie from 'dexie'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DM, Inbox, id, ok, page, said, told } from '#engine/contract/fixtures.ts'
import type { Event } from '#protocol/event.ts'
import { timelineWindow } from '../store/queries.ts'
import { type TestDevice, testDevice } from '../store/testbed.ts'
import { type Ahead, createAhead } from './ahead.ts'

const OTHER = 'dm:ada:cyd'
let device: TestDevice
let ahead: Ahead
let inbox: Inbox
let term: number

beforeEach(async () => {
  device = testDevice()
  inbox = new Inbox()
  term = ok(await device.store.lead()).term
  ok(await device.store.beginResync(term, 1))
  ok(await device.store.applySnapshot(term, page(inbox.cursor, []), 1))
  await receive(told(said(1, 'hello'), 'bob', 1), told(said(2, 'and hello', OTHER), 'cyd', 1))
  ahead = createAhead(device.database.name)
})
afterEach(async () => {
  ahead.close()
  await device.destroy()
})

const receive = async (...events: Event[]) => ok(await device.store.applyEntries(term, inbox.batch(...events), 2))
const lines = async (conversation: string) =>
  JSON.stringify(await timelineWindow(device.database, { self: 'ada', live: true }, conversation, { limit: 60 }))
const names = { [DM]: `lines ${DM}`, [OTHER]: `lines ${OTHER}` }

/** What is still remembered once this was written. */
async function after(write: () => Promise<unknown>): Promise<string[]> {
  for (const [conversation, name] of Object.entries(names)) ahead.set(name, await lines(conversation))
  const heard = new Promise<void>((done) => {
    const listener = () => {
      Dexie.on.storagemutated.unsubscribe(listener)
      done()
    }
    Dexie.on('storagemutated', listener)
  })
  await write()
  await heard
  return Object.values(names).filter((name) => ahead.get(name) !== undefined)
}

test('what a conversation showed is remembered until something of it changes, whoever changes it', async () => {
  const { store } = device
  const own = said(3, 'my own')
  expect(await after(() => receive(told(said(4, 'more'), 'bob', 2)))).toEqual([names[OTHER]])
  expect(await after(() => store.enqueue([own]))).toEqual([names[OTHER]])
  expect(await after(() => store.markHanded(term, [own.id], 3))).toEqual([names[OTHER]])
  expect(await after(() => store.commitOps(term, own.id, false, 4))).toEqual([names[OTHER]])
  expect(await after(() => receive(told(own, 'ada', 3)))).toEqual([names[OTHER]])
  const edit = { kind: 'edit', id: id(5), at: 5, conversation: DM, target: id(1), text: 'hello!' } as const
  expect(await after(() => receive(told(edit, 'bob', 4)))).toEqual([names[OTHER]])
  expect(await after(() => store.hide([id(4)], true))).toEqual([names[OTHER]])
  expect(await after(() => store.applyUsers(term, [{ id: 'user-cyd', handle: 'cyd', name: 'Cyd' }], ['cyd']))).toEqual(
    [],
  )
  expect(await after(() => store.saveDraft({ conversation: DM, text: 'half', changed: 1 }))).toHaveLength(2)
})

test('what was asked for otherwise is not what is remembered', () => {
  const [wish, other] = [{ limit: 60 }, { limit: 60 }]
  ahead.set('lines a', 'newest', wish)
  expect(ahead.get('lines a', wish)).toBe('newest')
  expect(ahead.get('lines a', other)).toBeUndefined()
})

test('of many conversations those are forgotten that were looked at longest ago', () => {
  for (let n = 0; n < 100; n++) ahead.set(`lines ${n}`, n)
  ahead.set('lines 60', 'again')
  for (let n = 100; n < 140; n++) ahead.set(`lines ${n}`, n)
  expect(ahead.get('lines 60')).toBe('again')
  expect(ahead.get('lines 61')).toBeUndefined()
  expect(ahead.get('lines 139')).toBe(139)
})
