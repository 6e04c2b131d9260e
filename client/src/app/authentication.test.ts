import { beforeEach, expect, test, vi } from 'vitest'
import type { AccountCalls } from '../transport/accounts.ts'
import { createAuthentication } from './authentication.ts'
import { isSignOutOwed } from './signed-in.ts'

/** As the browser's, with room or without. */
function smallStorage(room: { left: boolean }): Storage {
  const kept = new Map<string, string>()
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    removeItem: (key: string) => void kept.delete(key),
    setItem(key: string, value: string) {
      if (!room.left) throw new DOMException('full', 'QuotaExceededError')
      kept.set(key, value)
    },
  } as Storage
}

const room = { left: true }
beforeEach(() => {
  room.left = true
  vi.stubGlobal('localStorage', smallStorage(room))
  return () => vi.unstubAllGlobals()
})

const signingOut = (answer: Awaited<ReturnType<AccountCalls['signOut']>>) =>
  createAuthentication({ signOut: async () => answer } as AccountCalls).revoke()

test('a sign-out that did not reach the server is owed', async () => {
  await signingOut({ failed: 'unreachable' })
  expect(isSignOutOwed()).toBe(true)
  await signingOut({})
  expect(isSignOutOwed()).toBe(false)
})

test('where nothing can be noted one signs out all the same, but not without the server', async () => {
  room.left = false
  await signingOut({})
  await expect(signingOut({ failed: 'unreachable' })).rejects.toThrow('no room')
})
