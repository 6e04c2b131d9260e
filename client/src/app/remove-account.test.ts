import { beforeEach, expect, test, vi } from 'vitest'
import type { Account } from '#protocol/http.ts'
import { removeAccount } from './remove-account.ts'
import { hideAccount, rememberAccount, useSignedIn } from './signed-in.ts'

vi.mock('wouter/use-browser-location', () => ({ navigate() {} }))

const account = (handle: string, device: string): Account => ({
  user: { id: `user-${handle}`, handle, name: handle },
  device: { id: device, name: 'Chromium on Linux', created: 0, seen: 0 },
})
const ada = account('ada', 'first')

function storage(): Storage {
  const kept: Record<string, string> = {}
  return Object.assign(Object.create(null), {
    getItem: (key: string) => kept[key] ?? null,
    setItem(key: string, value: string) {
      kept[key] = value
    },
    removeItem: (key: string) => void delete kept[key],
  }) as Storage
}

/** Signed out while it is being removed; `then` happens on the way. */
async function removedLate({ whileSearch = () => {}, whileMessages = () => {} }): Promise<{ gone: string[] }> {
  const gone: string[] = []
  rememberAccount(ada)
  hideAccount()
  await removeAccount(ada, {
    name: 'tidemark:ada',
    async forgetSearch() {
      gone.push('words')
      whileSearch()
    },
    async destroy() {
      gone.push('messages')
      whileMessages()
    },
  })
  return { gone }
}
const known = () => useSignedIn.getState().account?.device.id

beforeEach(() => {
  vi.stubGlobal('localStorage', storage())
  vi.stubGlobal('sessionStorage', storage())
  return () => vi.unstubAllGlobals()
})

test('all that is kept for an account goes, and nobody is known then', async () => {
  expect((await removedLate({})).gone).toEqual(['words', 'messages'])
  expect(known()).toBeUndefined()
  expect(localStorage.getItem('tidemark:account')).toBeNull()
})

test('who signs in with the same name meanwhile keeps what is there', async () => {
  const { gone } = await removedLate({ whileSearch: () => rememberAccount(account('ada', 'second')) })
  expect(gone).toEqual(['words'])
  expect(known()).toBe('second')
})

test('who signs in as somebody else meanwhile stays signed in, and the messages of the one before go', async () => {
  const { gone } = await removedLate({ whileSearch: () => rememberAccount(account('bob', 'second')) })
  expect(gone).toEqual(['words', 'messages'])
  expect(known()).toBe('second')
  expect(localStorage.getItem('tidemark:account')).toContain('bob')
})

test('who signs in while the messages are being removed stays signed in', async () => {
  await removedLate({ whileMessages: () => rememberAccount(account('ada', 'second')) })
  expect(known()).toBe('second')
})
