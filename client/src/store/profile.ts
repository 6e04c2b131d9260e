/** Who one is here, with what has not reached the server laid over it. */
import { isWaiting } from '#engine/optimistic.ts'
import type { User } from '#protocol/http.ts'
import type { Database } from './database.ts'

export interface Profile {
  name: string
  about: string
  /** a change has not reached the server */
  waiting: boolean
}

/** @param user as who one signed in, which may be long ago */
export async function ownProfile(db: Database, user: User): Promise<Profile> {
  const [row, pending] = await Promise.all([
    db.people.get(user.handle),
    db.outbox.where('pending').equals('').sortBy('order'),
  ])
  const changes = pending.flatMap((change) =>
    change.op.kind === 'profile' && change.rejected === undefined ? [{ ...change.op, waits: isWaiting(change) }] : [],
  )
  const told = row?.id === undefined ? user : row
  return changes.reduce<Profile>(
    (profile, { name, about, waits }) => ({
      name: name ?? profile.name,
      about: about ?? profile.about,
      waiting: profile.waiting || waits,
    }),
    { name: told.name, about: told.about ?? '', waiting: false },
  )
}
