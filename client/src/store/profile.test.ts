import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ADA, Inbox, id, ok, page } from '#engine/contract/fixtures.ts'
import type { Event } from '#protocol/event.ts'
import { ownProfile } from './profile.ts'
import { type TestDevice, testDevice } from './testbed.ts'

let device: TestDevice
beforeEach(() => {
  device = testDevice()
})
afterEach(() => device.destroy())

const own = () => ownProfile(device.database, ADA.user)

test('one is called as one was named last, whatever one was called when one signed in', async () => {
  const { store } = device
  const inbox = new Inbox()
  const { term } = ok(await store.lead())
  expect(await own()).toMatchObject({ name: ADA.user.name, waiting: false })

  ok(await store.beginResync(term, 1))
  ok(await store.applySnapshot(term, page(inbox.cursor, []), 1))
  const renamed = (n: number, name: string) => ({ kind: 'profile', id: id(n), at: n, name }) as const
  ok(await store.enqueue([renamed(1, 'Ada L.')]))
  expect(await own()).toMatchObject({ name: 'Ada L.', waiting: true })

  const told = (n: number, name: string) => ({ ...renamed(n, name), by: 'ada', received: n }) as Event
  ok(await store.applyEntries(term, inbox.batch(told(1, 'Ada L.')), 2))
  expect(await own()).toMatchObject({ name: 'Ada L.', waiting: false })
  // From another device, and to what is the username too.
  ok(await store.applyEntries(term, inbox.batch(told(2, 'ada')), 3))
  expect(await own()).toMatchObject({ name: 'ada', waiting: false })
})
