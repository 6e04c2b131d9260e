/** block, profile: what somebody says of others and of themselves. */
import type { BlockEvent, ProfileEvent } from '#protocol/event.ts'
import type { OpOf } from '#protocol/op.ts'
import { AS_IT_WAS, type Decision } from '../change.ts'
import type { Desk } from '../context.ts'
import type { UserRow } from '../ports.ts'
import { isStill } from './peers.ts'
import { stamp } from './stamp.ts'

export function block(desk: Desk, op: OpOf<'block'>): Decision {
  const { user, on } = op
  if (user === desk.by) return 'invalid'
  if (!isStill(desk.look, user, op.peers)) return 'no-such-user'
  if (desk.look.blocked(desk.by, user) === on) return AS_IT_WAS
  const note: BlockEvent = { kind: 'block', ...stamp(desk, op), user, on }
  return [
    { do: 'put-block', by: desk.by, user, on },
    { do: 'tell', to: [{ user: desk.by }], delivery: { note } },
  ]
}

/** An empty `about` takes it back. */
export function profile(desk: Desk, op: OpOf<'profile'>): Decision {
  const before = desk.look.user(desk.by)
  if (before === undefined) throw new Error('an authenticated user without a row')
  const { name = before.name, about = before.about ?? '' } = op
  if (name === before.name && about === (before.about ?? '')) return AS_IT_WAS
  const { id, handle, created } = before
  const row: UserRow = { id, handle, name, created, ...(about !== '' && { about }) }
  const note: ProfileEvent = {
    kind: 'profile',
    ...stamp(desk, op),
    ...(op.name !== undefined && { name: op.name }),
    ...(op.about !== undefined && { about: op.about }),
  }
  const to = [desk.by, ...desk.look.contactsOf(desk.by)].map((user) => ({ user }))
  return [
    { do: 'put-user', row },
    { do: 'tell', to, delivery: { note } },
  ]
}
