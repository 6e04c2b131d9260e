/** Users, devices and accounts as they are told, and who is to hear of whom. */
import type { Account, Device, User } from '#protocol/http.ts'
import { type Handle, isHandle } from '#protocol/ids.ts'
import { standingOf } from './authorise.ts'
import type { Context } from './context.ts'
import { wrongName } from './form.ts'
import type { DeviceRow, Tx, UserRow } from './ports.ts'
import type { Answer, Ask, Neighbours, NewDevice } from './requests.ts'

export function userOf({ id, handle, name, about }: UserRow): User {
  return about === undefined ? { id, handle, name } : { id, handle, name, about }
}

export const deviceOf = ({ id, name, created, seen }: DeviceRow): Device => ({ id, name, created, seen })

export function accountOf(tx: Tx, device: DeviceRow): Account {
  const user = tx.user(device.user)
  if (user === undefined) throw new Error('a device without its user')
  return { user: userOf(user), device: deviceOf(device) }
}

export function createAccount(context: Context, ask: Ask<'createAccount'>): Answer<'createAccount'> {
  const { tx, env } = context
  const { handle, name } = ask
  if (!isHandle(handle) || wrongName(name, env.settings.titleCodePoints) !== undefined) return 'invalid'
  if (tx.user(handle) !== undefined) return 'taken'
  if (ask.first && isInhabited(tx)) return 'closed'
  tx.putUser({ id: env.randomId(), handle, name, created: env.now() })
  tx.putPasswordHash(handle, ask.passwordHash)
  return accountOf(tx, newDevice(context, handle, ask.device))
}

export function changePassword({ tx }: Context, ask: Ask<'changePassword'>): Answer<'changePassword'> {
  if (tx.passwordHash(ask.user) !== ask.verified) return 'stale'
  tx.putPasswordHash(ask.user, ask.passwordHash)
  return 'changed'
}

export function resetPassword({ tx }: Context, ask: Ask<'resetPassword'>): Answer<'resetPassword'> {
  if (tx.user(ask.handle) === undefined) return 'not-found'
  tx.putPasswordHash(ask.handle, ask.passwordHash)
  return 'changed'
}

export const isInhabited = (tx: Tx): boolean => tx.handlesAfter(undefined, 1).length > 0

export function createDevice(context: Context, ask: Ask<'createDevice'>): Answer<'createDevice'> | undefined {
  if (context.tx.user(ask.handle) === undefined) return undefined
  return accountOf(context.tx, newDevice(context, ask.handle, ask.device))
}

function newDevice({ tx, env }: Context, user: Handle, { name, tokenHash }: NewDevice): DeviceRow {
  const now = env.now()
  const device: DeviceRow = {
    id: env.randomId(),
    user,
    name,
    created: now,
    seen: now,
    outbox: null,
    turn: 0,
    cursor: null,
  }
  tx.putDevice(device, tokenHash)
  return device
}

/** How exact `seen` is: each look would else be a write. */
const SEEN_STEP_MS = 60_000

export function markSeen({ tx, env }: Context, device: DeviceRow): DeviceRow {
  const now = env.now()
  // A clock that went back must not make a device look seen for as long as it went.
  if (Math.abs(now - device.seen) < Math.min(SEEN_STEP_MS, env.settings.deviceUnseenMs / 4)) return device
  const seen = { ...device, seen: now }
  tx.putDevice(seen)
  return seen
}

export function session(context: Context, { tokenHash }: Ask<'session'>): Answer<'session'> {
  const device = context.tx.deviceByToken(tokenHash)
  return device && accountOf(context.tx, markSeen(context, device))
}

export function devices({ tx }: Context, { user }: Ask<'devices'>): Answer<'devices'> {
  return tx.devicesOf(user).map(deviceOf)
}

export function revoke({ tx, news }: Context, { user, id }: Ask<'revoke'>): Answer<'revoke'> {
  if (tx.device(id)?.user !== user) return 'not-found'
  tx.deleteDevice(id)
  news.revoked.push(id)
  return 'revoked'
}

export function users({ tx }: Context, { handles }: Ask<'users'>): Answer<'users'> {
  return [...new Set(handles)].flatMap((handle) => {
    const row = tx.user(handle)
    return row === undefined ? [] : [userOf(row)]
  })
}

export function contacts({ tx }: Context, { user }: Ask<'contacts'>): Answer<'contacts'> {
  return tx.contactsOf(user).filter((other) => !tx.blocked(other, user))
}

export function neighbours(tx: Tx, user: Handle): Neighbours {
  const all = tx.contactsOf(user)
  const blocked = new Set(tx.blockedBy(user))
  return {
    contacts: all.filter((other) => !tx.blocked(other, user)),
    watched: all.filter((other) => !blocked.has(other)),
  }
}

export function listeners({ tx }: Context, { user, conversation }: Ask<'listeners'>): Answer<'listeners'> {
  const standing = standingOf(tx, user, conversation)
  if (typeof standing === 'string' || standing.me.left !== undefined) return []
  return standing.members.map((member) => member.user).filter((other) => other !== user && !tx.blocked(other, user))
}
