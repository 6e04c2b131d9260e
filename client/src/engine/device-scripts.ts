/** The device's own row, its drafts and its people, as scripts; and what the other scripts share. */
import type { Account, User } from '#protocol/http.ts'
import type { ConversationId, Handle, OpId } from '#protocol/ids.ts'
import { DEFAULT_LIMITS } from '#protocol/limits.ts'
import { counted, uncounted } from './fold.ts'
import { newestGap } from './held.ts'
import { ownMark } from './membership.ts'
import type { ConversationRow, DeviceRow, EventRow, PersonRow } from './model.ts'
import { count, get, getOne, put, type Script, scan, type Tables } from './script.ts'

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

/** Messages out of sight on this device alone, or back in it. */
export function* hide(device: DeviceRow, messages: readonly OpId[], on: boolean): Script<object> {
  const found = yield* get('events', messages)
  const rows = found.filter((row) => row !== undefined).filter(({ event }) => event.kind === 'message')
  const self = device.account.user.handle
  const changed = rows.map((row): EventRow => {
    const { hidden: _hidden, ...rest } = uncounted(row)
    return on ? { ...rest, hidden: true, drawn: 0 } : counted({ ...rest, drawn: 1 }, self)
  })
  yield* put('events', changed)
  for (const id of new Set(rows.map((row) => row.conversation))) {
    const conversation = yield* getOne('conversations', id)
    if (conversation) yield* put('conversations', [yield* withLast(yield* recounted(conversation))])
  }
  return {}
}

export const receivedOf = (event: { received?: number }): number => event.received ?? 0

/** With what `gaps` looks for. */
export function withGap(row: ConversationRow): ConversationRow {
  const { lacking: _lacking, ...rest } = row
  if (row.floor === undefined) return rest
  const gap = newestGap(row.held, { spans: row.spans, floor: row.floor, head: row.head })
  return gap ? { ...rest, lacking: gap[1] + 1 } : rest
}

export function* gaps(limit: number): Script<{ gaps: { conversation: ConversationId; before: number }[] }> {
  const rows = yield* scan({ table: 'conversations', index: 'lacking', from: 0, to: Infinity })
  const liveliest = rows.sort((a, b) => b.activity - a.activity).slice(0, limit)
  return { gaps: liveliest.map((row) => ({ conversation: row.id, before: row.lacking as number })) }
}

export function* strangers(limit: number): Script<{ handles: Handle[] }> {
  const rows = yield* scan({ table: 'people', index: 'stranger', any: [1], limit })
  return { handles: rows.map((row) => row.handle) }
}

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
