/** The inbox' part of the store, as scripts: load what is touched, apply, find places for strays, fold, write. */
import { type Cursor, sameCursor } from '#protocol/cursor.ts'
import { cursorOf, type Event, isKnownKind, type UnknownEvent } from '#protocol/event.ts'
import type { HistoryPage, SnapshotPage } from '#protocol/http.ts'
import type { ConversationId, Handle, OpId } from '#protocol/ids.ts'
import type { EntriesBatch } from '#protocol/session.ts'
import { known, recounted, withLast } from './device-scripts.ts'
import { fold } from './fold.ts'
import * as inbox from './inbox.ts'
import type { DeviceRow, EventRow, Progress } from './model.ts'
import { unsettled, withoutText } from './outbox-rows.ts'
import { done, get, put, remove, type Script, scan } from './script.ts'
import { Sheet } from './sheet.ts'
import { forsake, mergeConversation, mergeHistory, runOf, startOf } from './snapshot.ts'
import { summarise } from './summaries.ts'

type Answer<T = object> = T & { device: DeviceRow }

export function* applyEntries(
  device: DeviceRow,
  batch: EntriesBatch,
  now: number,
): Script<Answer<{ cursor: Cursor }> | { stale: true }> {
  if (device.cursor === null || !sameCursor(batch.after, device.cursor)) return { stale: true }
  const last = batch.entries.at(-1)
  const cursor = last ? cursorOf(last) : device.cursor
  const sheet = new Sheet(device, now)
  yield* load(
    sheet,
    batch.entries.map(({ event }) => event),
  )
  inbox.applyEntries(sheet, batch.entries)
  // S4: the cursor moves in the same transaction as the rows, or a crash here skips messages for ever
  return { cursor, device: { ...(yield* write(sheet)), cursor } }
}

/**
 * S29: what was kept because its kind was unknown, and is known by now (the app was updated): it is taken in where it
 * lies. What it changes about conversations and people comes with a snapshot, as the server has it today: so the cursor
 * goes, and the server is asked for one.
 */
export function* learn(device: DeviceRow): Script<Answer> {
  const isLearned = ({ event }: { event: { kind: string } }) => isKnownKind(event.kind)
  const events = (yield* scan({ table: 'events', index: 'unknown', any: [1] })).filter(isLearned)
  const beside = (yield* scan({ table: 'aside', index: 'unknown', any: [1] })).filter(isLearned)
  if (events.length === 0 && beside.length === 0) return { device }
  const sheet = new Sheet(device, 0)
  yield* load(
    sheet,
    events.map(({ event }) => event),
  )
  for (const row of events) inbox.learn(sheet, row)
  yield* remove(
    'aside',
    beside.map(({ id }) => id),
  )
  return { device: { ...(yield* write(sheet)), cursor: null } }
}

/** One that was under way goes on from its page. */
export const beginResync = (device: DeviceRow, now: number): Script<Answer> =>
  done({ device: { ...device, resync: device.resync ?? { started: now } } })

export function* applySnapshot(
  device: DeviceRow,
  page: SnapshotPage,
  now: number,
): Script<Answer<{ cursor: Cursor; next?: string }>> {
  const { resync: begun } = device
  // Merged whole, and the answer was lost: once more would forsake what the pages before it told of.
  const isMerged = begun === undefined && device.cursor !== null && sameCursor(device.cursor, page.cursor)
  if (isMerged && page.next === undefined) return { cursor: page.cursor, device }
  const started = begun?.started ?? now
  const sheet = new Sheet({ ...device, account: { user: page.user, device: device.account.device } }, now)
  const isAnother = begun?.cursor !== undefined && !sameCursor(begun.cursor, page.cursor)
  const snapshot = (device.snapshots ?? 0) + (isAnother ? 2 : 1)
  yield* load(
    sheet,
    page.conversations.flatMap((told) => told.events),
  )
  yield* loadConversations(
    sheet,
    page.conversations.map((told) => told.id),
  )
  yield* people(sheet, page)
  for (const told of page.conversations) {
    const from = startOf(told)
    const rows = yield* rowsFrom(told.id, from === Infinity ? -Infinity : from)
    for (const row of rows) sheet.loadEvent(row)
    mergeConversation(sheet, told, rows, { snapshot, seq: page.cursor.seq })
  }
  if (page.next === undefined) yield* forsakeOthers(sheet, snapshot)
  const written = yield* write(sheet)
  const { cursor, next } = page
  if (next !== undefined) {
    const before = isAnother ? undefined : begun?.progress
    const resync = { started, page: next, cursor, ...progressOf(page, before) }
    return { cursor, next, device: { ...written, snapshots: snapshot - 1, resync } }
  }
  yield* unsettleAcked()
  return { cursor, device: { ...written, resync: undefined, snapshots: snapshot, cursor, resend: true } }
}

/** Not every server tells how much there is. */
function progressOf({ conversations, total }: SnapshotPage, before: Progress | undefined): { progress?: Progress } {
  if (total === undefined) return {}
  return { progress: { done: Math.min((before?.done ?? 0) + conversations.length, total), total } }
}

/** S10: what the last resync settled by an ack alone is sent once more after this one. */
function* unsettleAcked(): Script<void> {
  const rows = yield* scan({ table: 'outbox', index: '[state+order]', from: ['settled', 0], to: ['settled', Infinity] })
  yield* put('outbox', rows.filter((row) => row.acked).map(unsettled))
}

function* people(sheet: Sheet, page: SnapshotPage): Script<void> {
  const blocked = new Set(page.blocked)
  for (const row of yield* scan({ table: 'people', index: 'handle', from: '', to: '\uffff' })) {
    sheet.people.load(row.handle, row)
  }
  for (const user of [...page.users, page.user])
    sheet.people.put(user.handle, known(user, sheet.people.get(user.handle)))
  for (const handle of blocked) sheet.meet(handle)
  for (const row of sheet.people.all()) {
    // what was told by the log of before a rollback is not newer than what comes now
    const isTold = blocked.has(row.handle) !== (row.blocked === true) || row.told !== undefined
    if (!isTold) continue
    const { blocked: _blocked, ...rest } = row
    sheet.people.put(row.handle, { ...rest, ...(blocked.has(row.handle) && { blocked: true }), told: page.cursor.seq })
  }
}

const rowsFrom = (id: ConversationId, from: number, to = Infinity): Script<EventRow[]> =>
  scan({ table: 'events', index: '[conversation+place]', from: [id, from], to: [id, to] })

/** S10: what the whole snapshot does not tell of is kept. */
function* forsakeOthers(sheet: Sheet, snapshot: number): Script<void> {
  const rows = yield* scan({ table: 'conversations', index: 'activity', from: -Infinity, to: Infinity })
  for (const before of rows) {
    sheet.conversations.load(before.id, before)
    const row = sheet.conversations.get(before.id)
    if (!row || row.snapshot === snapshot) continue
    // where nothing is placed, there may be preferences all the same
    const isBare = row.head === 0 && row.held.length === 0
    const held = isBare ? [] : yield* rowsFrom(row.id, -Infinity)
    for (const event of held) sheet.loadEvent(event)
    forsake(sheet, row.id, held)
  }
}

export function* applyHistory(
  device: DeviceRow,
  fetched: { conversation: ConversationId; before: number; page: HistoryPage },
  now: number,
): Script<Answer> {
  const sheet = new Sheet(device, now)
  yield* load(sheet, fetched.page.events)
  yield* loadConversations(sheet, [fetched.conversation])
  const head = sheet.conversations.get(fetched.conversation)?.head
  if (head === undefined && fetched.page.events.length === 0) return { device }
  const run = runOf(fetched, head ?? 0)
  const held = (yield* rowsFrom(fetched.conversation, run.from, run.known)).filter((row) => row.position !== undefined)
  for (const row of held) sheet.loadEvent(row)
  mergeHistory(sheet, fetched, held)
  return { device: yield* write(sheet) }
}

/** All rows that these events may change, in a handful of reads. */
function* load(sheet: Sheet, events: readonly (Event | UnknownEvent)[]): Script<void> {
  const keys = inbox.touched(events, sheet.self)
  for (const row of yield* scan({ table: 'outbox', index: 'awaits', from: '', to: '\uffff' })) {
    sheet.outbox.load(row.id, row)
  }
  for (const row of yield* get('outbox', keys.outbox)) if (row) sheet.outbox.load(row.id, row)
  for (const { op } of sheet.outbox.all()) {
    // what a refused op depends on
    if ('target' in op) keys.events.add(op.target)
    if ('conversation' in op) keys.conversations.add(op.conversation)
    for (const handle of inbox.peersIn(op, sheet.self)) keys.people.add(handle)
  }
  yield* loadConversations(sheet, keys.conversations)
  yield* loadPeople(sheet, keys.people)
  for (const row of yield* get('events', keys.events)) sheet.loadEvent(row)
  yield* loadAmendments(sheet, keys.targets)
  yield* loadOccupants(sheet, events)
}

function* loadConversations(sheet: Sheet, ids: Iterable<ConversationId>): Script<void> {
  for (const row of yield* get('conversations', ids)) if (row) sheet.conversations.load(row.id, row)
}

function* loadPeople(sheet: Sheet, handles: Iterable<Handle>): Script<void> {
  for (const row of yield* get('people', handles)) if (row) sheet.people.load(row.handle, row)
}

function* loadAmendments(sheet: Sheet, targets: Iterable<OpId>): Script<void> {
  for (const row of yield* scan({ table: 'events', index: 'target', any: [...targets] })) sheet.loadEvent(row)
}

/** Who holds the positions told. Above the head nobody can. */
function* loadOccupants(sheet: Sheet, events: readonly (Event | UnknownEvent)[]): Script<void> {
  const places = events.flatMap((event) => {
    const placed = inbox.asPlaced(event)
    const head = placed && sheet.conversations.get(placed.conversation)?.head
    return placed && head !== undefined && placed.position <= head ? [[placed.conversation, placed.position]] : []
  })
  for (const row of yield* scan({ table: 'events', index: '[conversation+place]', any: places })) sheet.loadEvent(row)
}

/** Finishes what was applied, and puts it. Gives the device's row to put. */
function* write(sheet: Sheet): Script<DeviceRow> {
  yield* settleStrays(sheet)
  yield* foldTouched(sheet)
  const { last } = summarise(sheet)
  yield* put('events', sheet.events.changed())
  yield* put('outbox', sheet.outbox.changed())
  yield* put('people', sheet.people.changed())
  yield* put('aside', sheet.aside)
  for (const id of new Set([...last, ...sheet.recount])) {
    const row = sheet.conversations.get(id)
    if (!row) continue
    const looked = last.has(id) ? yield* withLast(row) : row
    sheet.conversations.put(id, sheet.recount.has(id) ? yield* recounted(looked) : looked)
  }
  yield* put('conversations', sheet.conversations.changed())
  return sheet.device
}

function* foldTouched(sheet: Sheet): Script<void> {
  const missing = [...sheet.refold].filter((id) => !sheet.events.get(id))
  for (const row of yield* get('events', missing)) sheet.loadEvent(row)
  for (const id of sheet.refold) {
    const message = sheet.events.get(id)
    if (message?.event.kind !== 'message') continue
    const folded = fold(message, sheet.amendmentsOf(id), sheet.self)
    if (folded[0]?.shown?.removed && !message.shown?.removed) yield* eraseOps(sheet, folded)
    for (const row of folded) sheet.putEvent(row)
  }
}

/** S12: what was removed is not kept in the outbox either. */
function* eraseOps(sheet: Sheet, removed: readonly EventRow[]): Script<void> {
  const own = removed.filter((row) => row.by === sheet.self).map((row) => row.id)
  for (const row of yield* get('outbox', own)) if (row) sheet.outbox.load(row.id, row)
  for (const id of own) {
    const row = sheet.outbox.get(id)
    if (row) sheet.outbox.put(id, withoutText(row))
  }
}

/** How far behind its neighbour a stray lies: room for a million of them between two positions. */
const STEP = 2 ** -20

/** S11: an event that the server no longer knows stays, after its old neighbour, wherever that goes. */
function* settleStrays(sheet: Sheet): Script<void> {
  for (const [id, rows] of byConversation(sheet.displaced.values())) {
    const places = rows.map((row) => row.place)
    const low = places.reduce((a, b) => Math.min(a, b))
    const around = yield* rowsFrom(
      id,
      low,
      places.reduce((a, b) => Math.max(a, b)),
    )
    const [below] = (yield* scan({
      table: 'events',
      index: '[conversation+place]',
      from: [id, -Infinity],
      to: [id, low],
      reverse: true,
      limit: around.filter((row) => row.place === low).length + 1,
    })).filter((row) => row.place < low)
    let neighbour = below
    for (const row of around) {
      sheet.loadEvent(row)
      if (sheet.displaced.has(row.id)) follow(sheet, row.id, neighbour)
      neighbour = row
    }
  }
  yield* unsettleStrays(sheet)
  let moved = movedIn(sheet)
  while (moved.length > 0) {
    const followers = yield* scan({ table: 'events', index: 'after', any: moved })
    moved = []
    for (const row of followers) sheet.loadEvent(row)
    for (const { id } of followers) {
      const row = sheet.events.get(id) as EventRow
      const leader = row.after === undefined ? undefined : sheet.events.get(row.after)
      if (!leader || row.place === leader.place + STEP) continue
      sheet.putEvent({ ...row, place: leader.place + STEP })
      moved.push(id)
    }
  }
  const targets = sheet.events.changed().flatMap((row) => (wasMoved(sheet, row) && row.target ? [row.target] : []))
  yield* loadAmendments(
    sheet,
    targets.filter((id) => !sheet.refold.has(id)),
  )
  for (const id of targets) sheet.refold.add(id)
}

function byConversation(rows: Iterable<EventRow>): Map<ConversationId, EventRow[]> {
  const groups = new Map<ConversationId, EventRow[]>()
  for (const row of rows) {
    const group = groups.get(row.conversation)
    if (group) group.push(row)
    else groups.set(row.conversation, [row])
  }
  return groups
}

function follow(sheet: Sheet, id: OpId, neighbour: EventRow | undefined): void {
  const row = sheet.events.get(id) as EventRow
  if (neighbour) sheet.loadEvent(neighbour)
  const leader = neighbour && sheet.events.get(neighbour.id)
  sheet.putEvent({ ...row, place: (leader?.place ?? 0) + STEP, ...(leader && { after: leader.id }) })
}

const wasMoved = (sheet: Sheet, row: EventRow): boolean => {
  const before = sheet.events.before(row.id)
  return before !== undefined && (before.place !== row.place || before.position !== row.position)
}

const movedIn = (sheet: Sheet): OpId[] =>
  sheet.events.changed().flatMap((row) => (wasMoved(sheet, row) ? [row.id] : []))

/** One's own that the server went back to before: goes up again. */
function* unsettleStrays(sheet: Sheet): Script<void> {
  const own = [...sheet.displaced.values()].filter((row) => row.by === sheet.self).map((row) => row.id)
  for (const row of yield* get('outbox', own)) if (row) sheet.outbox.load(row.id, row)
  for (const id of own) {
    const row = sheet.outbox.get(id)
    if (row) sheet.outbox.put(id, unsettled(row))
  }
  if (own.length > 0) sheet.device = { ...sheet.device, resend: true }
}
