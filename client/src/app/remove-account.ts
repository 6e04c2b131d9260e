import type { Account } from '#protocol/http.ts'
import { forgetMirrors } from '../features/composer/mirror.ts'
import { forgetInviteLinks } from '../platform/invite-links.ts'
import { USED_KEY } from '../ui/emoji/used-key.ts'
import { followerOf, forgetAccount } from './signed-in.ts'

/** What is kept for an account, in databases. */
export interface Kept {
  name: string
  forgetSearch(): Promise<void>
  destroy(): Promise<void>
}

/** All that is kept here for an account goes. Where it takes long, somebody may sign in meanwhile: what is theirs stays. */
export async function removeAccount(account: Account, kept: Kept): Promise<void> {
  const { user } = account
  forgetMirrors(user.handle)
  forgetInviteLinks(user.id)
  // First: where it fails, the messages are there still and one can try again; the other way round it would stay.
  await kept.forgetSearch()
  if (followerOf(account)?.user.handle === user.handle) return
  await kept.destroy()
  localStorage.removeItem(`${kept.name}:devices`)
  if (followerOf(account)) return
  localStorage.removeItem(USED_KEY)
  forgetAccount()
}
