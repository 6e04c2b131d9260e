/** The invitation that somebody came by, kept until they are in: signing up and in lead away from its address. */
const KEY = 'tidemark:invitation'

export function rememberInvitation(token: string): void {
  try {
    sessionStorage.setItem(KEY, token)
  } catch {
    // The link can be opened again.
  }
}

export function invitation(): string | undefined {
  try {
    return sessionStorage.getItem(KEY) ?? undefined
  } catch {
    return undefined
  }
}

export function forgetInvitation(): void {
  try {
    sessionStorage.removeItem(KEY)
  } catch {
    // Nothing was kept.
  }
}
