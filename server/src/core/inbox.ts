/** The inbox: where a device is in its user's log, and what comes after. */
import { BEGINNING, type Cursor, sameCursor } from '#protocol/cursor.ts'
import type { Context } from './context.ts'
import { accountOf, markSeen, neighbours } from './people.ts'
import type { DeviceRow, Tx } from './ports.ts'
import { hasMoved, take } from './push.ts'
import { tellArrivals, tellSnapshot } from './receipts.ts'
import type { Answer, Ask, Asker } from './requests.ts'
import { cap, trim } from './trim.ts'

type Presented = Cursor | null | undefined

export function connect(context: Context, ask: { cursor: Presented }, device: DeviceRow): Answer<'connect'> {
  const { tx } = context
  const met = meet(context, device, ask.cursor)
  const after = met ?? device
  put(tx, device, after)
  return {
    account: accountOf(tx, after),
    outbox: after.outbox,
    inbox: met === undefined ? 'resync' : 'resume',
    head: tx.inboxHead(device.user).seq,
    ...neighbours(tx, device.user),
  }
}

export function arrive(context: Context, ask: Ask<'arrive'>): Answer<'arrive'> {
  const { tx } = context
  const device = tx.deviceByToken(ask.tokenHash)
  if (device === undefined) return undefined
  const connected = connect(context, ask, markSeen(context, device))
  const { cursor } = ask
  const page = connected.inbox === 'resume' && cursor ? read(context, { ...ask, after: cursor }, device) : NO_PAGE
  return { ...connected, ...page, head: connected.head }
}

const NO_PAGE = { found: false, entries: [] }

/** S5, S7: ops first, and all of it in one transaction; where the outbox moved, nothing of it. */
export function exchange(context: Context, ask: Ask<'exchange'>, device: DeviceRow): Answer<'exchange'> {
  const { tx } = context
  if (hasMoved(device, ask)) {
    const head = tx.inboxHead(device.user).seq
    return { moved: true, outbox: device.outbox, inbox: 'resync', after: null, entries: [], more: false, head }
  }
  const pushed = take(context, device, ask.ops)
  const met = meet(context, pushed, ask.cursor)
  put(tx, device, met ?? pushed)
  const head = tx.inboxHead(device.user).seq
  const { outbox } = pushed
  if (met?.cursor == null) return { outbox, inbox: 'resync', after: null, entries: [], more: false, head }
  const entries = tx.inboxAfter(device.user, met.cursor.seq, ask)
  const last = entries.at(-1)
  return { outbox, inbox: 'resume', after: met.cursor, entries, more: last !== undefined && last.seq < head, head }
}

/** After a snapshot. */
export function resume(context: Context, ask: Ask<'resume'>, device: DeviceRow): Answer<'resume'> {
  const met = meet(context, device, ask.cursor)
  if (met?.cursor == null) return { inbox: 'resync' }
  put(context.tx, device, met)
  return { inbox: 'resume' }
}

export function ack(context: Context, { cursor }: Ask<'ack'>, device: DeviceRow): Answer<'ack'> {
  const { tx } = context
  const before = device.cursor?.seq ?? 0
  if (cursor.seq <= before || !isFound(tx, device, cursor)) return { ok: true }
  put(tx, device, { ...device, cursor })
  tellArrivals(context, device.user, before, cursor.seq)
  if (isDue(before, cursor.seq)) trim(context, device.user)
  return { ok: true }
}

export function read({ tx }: Context, ask: Omit<Ask<'read'>, keyof Asker>, device: DeviceRow): Answer<'read'> {
  const head = tx.inboxHead(device.user).seq
  if (!isFound(tx, device, ask.after)) return { found: false, entries: [], head }
  if (ask.after.seq === head) return { found: true, entries: [], head }
  return { found: true, entries: tx.encodedAfter(device.user, ask.after.seq, ask), head }
}

/**
 * The device's row with the cursor that it presents, if its place is found. S27: a device that went back is believed.
 * S18: one that went on has thereby acknowledged what lies between, and one that was given a snapshot all that was in it.
 */
function meet(context: Context, device: DeviceRow, presented: Presented): DeviceRow | undefined {
  const { tx } = context
  cap(context, device.user)
  if (presented === null || presented === undefined || !isFound(tx, device, presented)) return undefined
  const { fetching, ...held } = device
  const before = device.cursor?.seq ?? 0
  if (fetching && presented.seq >= before) tellSnapshot(context, device.user, presented.seq)
  else if (presented.seq > before) tellArrivals(context, device.user, before, presented.seq)
  return { ...held, cursor: presented }
}

/**
 * S17: whether both sides have the same past up to the cursor, and all that follows it is still here. What trimming
 * leaves is without a gap, so the entry itself or the next one is proof of the latter; of the former the entry's id,
 * or that this server once recorded the very same for this device.
 */
export function isFound(tx: Tx, device: DeviceRow, cursor: Cursor): boolean {
  const { user } = device
  const id = tx.entryIdAt(user, cursor.seq)
  if (id !== undefined) return id === cursor.id
  const isRecorded = device.cursor !== null && sameCursor(device.cursor, cursor)
  if (!isRecorded && !sameCursor(cursor, BEGINNING)) return false
  return cursor.seq === tx.inboxHead(user).seq || tx.entryIdAt(user, cursor.seq + 1) !== undefined
}

/** Trimming costs a statement or two: once in so many entries is often enough. */
const TRIM_EVERY = 256

const isDue = (before: number, now: number): boolean => Math.floor(before / TRIM_EVERY) < Math.floor(now / TRIM_EVERY)

function put(tx: Tx, before: DeviceRow, after: DeviceRow): void {
  const isAsItWas =
    after.outbox === before.outbox &&
    after.turn === before.turn &&
    after.fetching === before.fetching &&
    (after.cursor === before.cursor ||
      (after.cursor !== null && before.cursor !== null && sameCursor(after.cursor, before.cursor)))
  if (!isAsItWas) tx.putDevice(after)
}
