/**
 * Who is signed in on this browser. Known before the server is asked, so that the app opens without it; every tab
 * follows what another one does.
 */
import { navigate } from 'wouter/use-browser-location'
import { create } from 'zustand'
import type { Account } from '#protocol/http.ts'
import { forgetMirrors } from '../features/composer/mirror.ts'

const ACCOUNT_KEY = 'tidemark:account'
/** Signed out while the server could not be reached: the cookie still opens the old device, until it was revoked. */
const OWED_KEY = 'tidemark:sign-out-owed'
/** Signing out was begun, and is over when the account is forgotten. */
const LEAVING_KEY = 'tidemark:signing-out'

export interface SignedIn {
  account?: Account
}

export const useSignedIn = create<SignedIn>()(() => ({ account: readAccount() }))

/** Signs in here and in the other tabs. */
export function rememberAccount(account: Account): void {
  try {
    localStorage.setItem(ACCOUNT_KEY, JSON.stringify(account))
    localStorage.removeItem(OWED_KEY)
    localStorage.removeItem(LEAVING_KEY)
  } catch {
    // A full disk: for as long as this page lives it is known, and then the cookie tells.
  }
  become(account)
}

export function forgetAccount(): void {
  localStorage.removeItem(ACCOUNT_KEY)
  localStorage.removeItem(LEAVING_KEY)
  become(undefined)
}

/** An address of one account means nothing to the next. */
function become(account: Account | undefined): void {
  const before = useSignedIn.getState().account
  if (before && before.user.id !== account?.user.id) navigate('/', { replace: true })
  useSignedIn.setState({ account })
}

/** Shown as signed out while what was kept is still being removed; the next start goes on with that. */
export const hideAccount = (): void => become(undefined)

/** Who has signed in since, if anybody has. */
export function followerOf({ device }: Account): Account | undefined {
  const { account } = useSignedIn.getState()
  return account?.device.id === device.id ? undefined : account
}

/** Where it can't be noted and is cut off, it is not gone on with. */
export const beginLeaving = (): void => note(LEAVING_KEY)
/** Nothing was done yet, and nothing will be. */
export const stayHere = (): void => localStorage.removeItem(LEAVING_KEY)
export const isLeaving = (): boolean => localStorage.getItem(LEAVING_KEY) !== null

export const isSignOutOwed = (): boolean => localStorage.getItem(OWED_KEY) !== null
export const oweSignOut = (): void => note(OWED_KEY)
export const settleSignOut = (): void => localStorage.removeItem(OWED_KEY)

/** Another tab signed somebody in or out: the cookie is everybody's, so this tab goes along. */
export function followOtherTabs(): void {
  const follow = () => {
    const account = readAccount()
    const before = useSignedIn.getState().account
    if (account?.user.id !== before?.user.id || account?.device.id !== before?.device.id) become(account)
  }
  window.addEventListener('storage', ({ key, newValue }) => {
    if (key !== ACCOUNT_KEY) return
    const { account } = useSignedIn.getState()
    // Each tab has its own; a browser that clears everything says nothing of this one.
    if (account && newValue === null) forgetMirrors(account.user.handle)
    follow()
  })
  // A page that comes back from the browser's cache has heard of nothing.
  window.addEventListener('pageshow', ({ persisted }) => persisted && follow())
}

function note(key: string): void {
  try {
    localStorage.setItem(key, String(Date.now()))
  } catch {
    // No room: whoever needs it looks whether it is there.
  }
}

function readAccount(): Account | undefined {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(ACCOUNT_KEY) ?? 'null')
    return isAccount(kept) ? kept : undefined
  } catch {
    return undefined
  }
}

function isAccount(value: unknown): value is Account {
  const account = value as Partial<Account> | null
  return typeof account?.user?.handle === 'string' && typeof account.device?.id === 'string'
}
