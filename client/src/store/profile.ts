/** Who one is here, with what has not reached the server laid over it. */
import { isWaiting } from '#engine/optimistic.ts'
import type { Database } from './database.ts'

export interface Profile {
  name: string
  about: string
  /** a change has not reached the server */
  waiting: boolean
}

export async function ownProfile(db: Database): Promise<Profile | undefined> {
  const device = await db.device.get('device')
  if (!device) return undefined
  const { user } = device.account
  const [row, pending] = await Promise.all([
    db.people.get(user.handle),
    db.outbox.where('pending').equals('').sortBy('order'),
  ])
  const changes = pending.flatMap((change) =>
    change.op.kind === 'profile' && change.rejected === undefined ? [{ ...change.op, waits: isWaiting(change) }] : [],
  )
  const named = row && row.name !== row.handle ? row : user
  return changes.reduce<Profile>(
    (profile, { name, about, waits }) => ({
      name: name ?? profile.name,
      about: about ?? profile.about,
      waiting: profile.waiting || waits,
    }),
    { name: named.name, about: row?.about ?? user.about ?? '', waiting: false },
  )
}
