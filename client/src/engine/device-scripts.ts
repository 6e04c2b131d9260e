/** The device's own row and its people, as scripts; and what the other scripts share. */
import type { Account, User } from '#protocol/http.ts'
import type { Handle } from '#protocol/ids.ts'
import { DEFAULT_LIMITS } from '#protocol/limits.ts'
import { ownMark } from './membership.ts'
import type { ConversationRow, DeviceRow, EventRow, PersonRow } from './model.ts'
import { count, get, put, type Script, scan, type Tables } from './script.ts'

/** A device that has nothing yet. All fields are there from the beginning: whoever reads rows reads rows of one shape. */
export const newDevice = (account: Account): DeviceRow => ({
  account,
  cursor: null,
  outbox: null,
  named: 0,
  nextOrder: 1,
  term: 0,
  resync: undefined,
  snapshots: undefined,
  resend: undefined,
  synced: undefined,
  limits: DEFAULT_LIMITS,
  clockAhead: 0,
  paused: undefined,
})

/** As it lies on the disk. Field by field: each spread with one field more would be of a shape of its own, which is slow. */
export const rowOf = (device: DeviceRow): Tables['device'] =>
  ({
    key: 'device',
    account: device.account,
    cursor: device.cursor,
    outbox: device.outbox,
    named: device.named,
    nextOrder: device.nextOrder,
    term: device.term,
    resync: device.resync,
    snapshots: device.snapshots,
    resend: device.resend,
    synced: device.synced,
    limits: device.limits,
    clockAhead: device.clockAhead,
    paused: device.paused,
  }) satisfies Tables['device'] & Record<keyof Tables['device'], unknown>

/** With what is unread counted anew: after a mark moved. */
export function* recounted(row: ConversationRow): Script<ConversationRow> {
  const unread = (index: string): Script<number> =>
    count({ table: 'events', index, from: [row.id, ownMark(row) + 1], to: [row.id, Infinity] })
  return {
    ...row,
    unread: yield* unread('[conversation+foreign]'),
    mentions: yield* unread('[conversation+naming]'),
  }
}

/** With the newest drawn event looked up anew: after that event moved. */
export function* withLast(row: ConversationRow): Script<ConversationRow> {
  const [newest] = yield* scan({
    table: 'events',
    index: '[conversation+drawn+place]',
    from: [row.id, 1, -Infinity],
    to: [row.id, 1, Infinity],
    reverse: true,
    limit: 1,
  })
  const { last: _last, ...rest } = row
  return newest ? withNewest(rest, newest) : rest
}

/** With this event as the newest drawn one, or as it is now. */
export const withNewest = (row: ConversationRow, { id, place, event }: EventRow): ConversationRow => ({
  ...row,
  last: { id, place },
  lastWrites: row.lastWrites + 1,
  activity: receivedOf(event),
})

export const receivedOf = (event: { received?: number }): number => event.received ?? 0

export function known(user: User, before?: PersonRow): PersonRow {
  return {
    handle: user.handle,
    id: user.id,
    name: user.name,
    ...(user.about !== undefined && { about: user.about }),
    ...(before?.blocked && { blocked: true }),
    ...(before?.told !== undefined && { told: before.told }),
    ...(before?.answered !== undefined && { answered: before.answered }),
  }
}

export function* applyUsers(users: readonly User[], asked: readonly Handle[]): Script<object> {
  const handles = new Set([...asked, ...users.map((user) => user.handle)])
  const held = new Map<Handle, PersonRow>()
  for (const row of yield* get('people', handles)) if (row) held.set(row.handle, row)
  const told = new Map(users.map((user) => [user.handle, known(user, held.get(user.handle))]))
  for (const row of held.values()) {
    if (told.has(row.handle) || !row.stranger) continue
    // the server does not know it either: it is not asked again
    const { stranger: _stranger, ...rest } = row
    told.set(row.handle, rest)
  }
  yield* put('people', [...told.values()])
  return {}
}
