/**
 * Links into groups that were made in this browser: the server keeps no more of them than it needs to know them again,
 * so that they could not be shown a second time.
 */
const PREFIX = 'tidemark:invite:'

export interface InviteLinks {
  read(group: string): string | undefined
  /** `undefined`: it has ended */
  write(group: string, url: string | undefined): void
}

/** @param account the user's id */
export const inviteLinks = (account: string): InviteLinks => ({
  read(group) {
    try {
      return localStorage.getItem(`${PREFIX}${account}:${group}`) ?? undefined
    } catch {
      return undefined
    }
  },
  write(group, url) {
    try {
      const key = `${PREFIX}${account}:${group}`
      if (url === undefined) localStorage.removeItem(key)
      else localStorage.setItem(key, url)
    } catch {
      // A full disk: a new link can be made at any time.
    }
  },
})

/** At signing out nothing of an account stays behind. */
export function forgetInviteLinks(account: string): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(`${PREFIX}${account}:`)) localStorage.removeItem(key)
}
