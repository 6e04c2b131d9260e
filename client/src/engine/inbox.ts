/**
 * What becomes of the rows as events come. Facts are joined, so that neither order nor repetition of what is told
 * matters: marks and heads are maxima, tombstones stay (S12), what names a message waits for it, the server's newest
 * position for an id wins (S11).
 */
import { type Entry, type Event, isKnownKind, isPlaced, type PlacedEvent, type UnknownEvent } from '#protocol/event.ts'
import { type ConversationId, type Handle, type OpId, peerOf } from '#protocol/ids.ts'
import type { Op } from '#protocol/op.ts'
import type { Reason } from '#protocol/rejection.ts'
import { known } from './device-scripts.ts'
import { erased, isAmending, isTombstone } from './fold.ts'
import { withInterval } from './held.ts'
import { afterEvent, newConversation, ownMark, prefsOf, toldAt, withMark } from './membership.ts'
import type { ConversationRow, EventRow, OutboxRow } from './model.ts'
import { again, awaiting, brings, rejected, settled } from './outbox-rows.ts'
import type { Sheet } from './sheet.ts'
import { uncounted } from './unread.ts'

/** An event that takes a place, of a kind that this build knows or not. */
export type Placed = PlacedEvent | (UnknownEvent & { conversation: ConversationId; position: number; by: Handle })

/** `undefined`: it takes no place. */
export function asPlaced(event: Event | UnknownEvent): Placed | undefined {
  if (isKnownKind(event.kind)) return isPlaced(event as Event) ? (event as PlacedEvent) : undefined
  const { conversation, position, by } = event as UnknownEvent
  const hasPlace = typeof conversation === 'string' && typeof position === 'number' && typeof by === 'string'
  return hasPlace ? (event as Placed) : undefined
}

export interface Touched {
  conversations: Set<ConversationId>
  /** events by id: those told, and what they name */
  events: Set<OpId>
  /** messages whose amendments are needed */
  targets: Set<OpId>
  people: Set<Handle>
  outbox: Set<OpId>
}

/** The keys of all rows that these events may change. */
export function touched(events: readonly (Event | UnknownEvent)[], self: Handle): Touched {
  const keys: Touched = {
    conversations: new Set(),
    events: new Set(),
    targets: new Set(),
    people: new Set(),
    outbox: new Set(),
  }
  for (const event of events) {
    if ('conversation' in event && typeof event.conversation === 'string') keys.conversations.add(event.conversation)
    if (event.kind === 'rejected') {
      const { op } = event as Event & { kind: 'rejected' }
      keys.outbox.add(op)
      keys.events.add(op)
      continue
    }
    for (const handle of handlesIn(event)) keys.people.add(handle)
    if ('by' in event && event.by === self) keys.outbox.add(event.id)
    const placed = asPlaced(event)
    if (!placed) continue
    keys.events.add(placed.id)
    const target = targetOf(placed)
    if (target !== undefined) {
      keys.events.add(target)
      keys.targets.add(target)
    } else if (placed.kind === 'message') keys.targets.add(placed.id)
  }
  return keys
}

const targetOf = (event: Placed): OpId | undefined =>
  isAmending(event.kind) ? (event as PlacedEvent & { target: OpId }).target : undefined

function handlesIn(event: Event | UnknownEvent): Handle[] {
  const handles: unknown[] = ['by' in event ? event.by : undefined]
  if (isKnownKind(event.kind)) {
    const known = event as Event
    if (known.kind === 'group') {
      handles.push(...known.members.filter((handle) => !known.unknown?.includes(handle)))
    } else if (known.kind === 'roster') handles.push(...known.members.map(({ user }) => user))
    else if (known.kind === 'add' || known.kind === 'drop' || known.kind === 'admin') handles.push(known.member)
    else if (known.kind === 'block') handles.push(known.user)
  }
  return handles.filter((handle): handle is Handle => typeof handle === 'string')
}

/** Entries of the inbox, in order. */
export function applyEntries(sheet: Sheet, entries: readonly Entry[]): void {
  for (const { seq, event } of entries) applyEntry(sheet, event, seq)
}

function applyEntry(sheet: Sheet, event: Event | UnknownEvent, seq: number): void {
  meet(sheet, event)
  const placed = asPlaced(event)
  if (placed) {
    place(sheet, placed)
    live(sheet, placed, seq)
  } else if (isKnownKind(event.kind)) fact(sheet, event as Event, seq)
  else sheet.aside.push({ id: event.id, seq, event, unknown: 1 })
  if ('by' in event && event.by === sheet.self) {
    answer(sheet, event.id)
    settle(sheet, event.id)
  }
  for (const row of sheet.outbox.all()) {
    // S14: what a refused op depended on is back
    if (row.awaits !== undefined && brings(event, row, sheet.self)) sheet.outbox.put(row.id, again(row))
  }
}

export function meet(sheet: Sheet, event: Event | UnknownEvent): void {
  for (const handle of handlesIn(event)) sheet.meet(handle)
}

function answer(sheet: Sheet, id: OpId): void {
  const row = sheet.outbox.get(id)
  if (!row) return
  const { op, order } = row
  if (op.kind === 'block') {
    const person = sheet.people.get(op.user)
    if (person && (person.answered ?? 0) < order) sheet.people.put(op.user, { ...person, answered: order })
  }
  const about = row.conversation === undefined ? undefined : sheet.conversations.get(row.conversation)
  if (about && (about.answered ?? 0) < order) sheet.conversations.put(about.id, { ...about, answered: order })
}

/** Made on this device: what it made after that stays shown, see `answered`. */
const isEcho = (sheet: Sheet, event: Event | Placed): boolean =>
  'by' in event && event.by === sheet.self && sheet.outbox.get(event.id) !== undefined

const told = (sheet: Sheet, row: ConversationRow, event: Event | Placed, seq: number): ConversationRow =>
  isEcho(sheet, event) ? row : toldAt(row, event.kind, seq)

export function settle(sheet: Sheet, id: OpId): void {
  const row = sheet.outbox.get(id)
  if (row && (row.state !== 'settled' || row.rejected || row.awaits || row.again || row.acked)) {
    sheet.outbox.put(id, settled(row, sheet.now))
  }
}

export function conversation(sheet: Sheet, id: ConversationId): ConversationRow {
  return sheet.conversations.get(id) ?? newConversation(id)
}

/** Gives an event its row and its place; whatever held that place before is displaced. */
export function place(sheet: Sheet, event: Placed): void {
  const occupant = sheet.occupant(event.conversation, event.position)
  if (occupant && occupant.id !== event.id) displace(sheet, occupant)
  const held = sheet.events.get(event.id)
  sheet.displaced.delete(event.id)
  const isLearned = held?.unknown === 1 && isKnownKind(event.kind)
  sheet.putEvent(held && !isLearned ? rePlaced(held, event) : newRow(event))
  const row = conversation(sheet, event.conversation)
  const at = event.position
  sheet.conversations.put(row.id, {
    ...row,
    ...(event.by === sheet.self && { spoke: true }),
    head: Math.max(row.head, at),
    held: withInterval(row.held, at, at),
    floor: Math.min(row.floor ?? at, at),
  })
  const target = targetOf(event)
  if (target !== undefined) sheet.refold.add(target)
  else if (event.kind === 'message') sheet.refold.add(event.id)
}

/** The server gave its position to another: it stays, after its old neighbour, which is found later. */
export function displace(sheet: Sheet, row: EventRow): void {
  sheet.displaced.set(row.id, sheet.events.before(row.id) ?? row)
  const { position: _position, ...stray } = row
  sheet.putEvent(uncounted(stray))
}

function newRow(event: Placed): EventRow {
  const target = targetOf(event)
  return {
    id: event.id,
    conversation: event.conversation,
    place: event.position,
    position: event.position,
    drawn: isAmending(event.kind) ? 0 : 1,
    ...(target !== undefined && { target }),
    by: event.by,
    event: event as Event | UnknownEvent,
    ...(!isKnownKind(event.kind) && { unknown: 1 as const }),
  }
}

/** S29: a row whose kind this build knows by now becomes what it would have been. */
export function learn(sheet: Sheet, { unknown: _unknown, ...row }: EventRow): void {
  const event = row.event as Event
  meet(sheet, event)
  const target = isAmending(event.kind) ? (event as PlacedEvent & { target: OpId }).target : undefined
  sheet.putEvent({ ...row, drawn: target === undefined ? 1 : 0, ...(target !== undefined && { target }) })
  sheet.refold.add(target ?? row.id)
}

function rePlaced(held: EventRow, event: Placed): EventRow {
  // `received` too: after a rollback the same place may be another commit's
  const same = held.position === event.position && held.event.received === event.received
  if (same && !('removed' in event)) return held
  const { after: _after, ...rest } = uncounted(held)
  const next = { ...rest, place: event.position, position: event.position, event: event as Event | UnknownEvent }
  // S12: what the server tells of a message after it went back does not bring its text back
  return isTombstone(held) ? erased(next) : next
}

/** What an event changes about its conversation, told in order. Not so at or below `asOf`. */
function live(sheet: Sheet, event: Placed, seq: number): void {
  const row = conversation(sheet, event.conversation)
  if (event.position <= row.asOf) return
  const known = isKnownKind(event.kind)
  const next = known ? afterEvent(row, event as PlacedEvent, sheet.self) : row
  // one who joins has nothing to read of what was before
  if (ownMark(next) !== ownMark(row)) sheet.recount.add(row.id)
  sheet.conversations.put(row.id, told(sheet, { ...next, asOf: event.position }, event, seq))
}

/** Events that take no place. */
function fact(sheet: Sheet, event: Event, seq: number): void {
  switch (event.kind) {
    case 'read': {
      const row = withMark(conversation(sheet, event.conversation), event)
      if (event.by !== sheet.self || event.position <= row.read) return sheet.conversations.put(row.id, row)
      sheet.recount.add(row.id)
      return sheet.conversations.put(row.id, { ...row, read: event.position })
    }
    case 'delivered': {
      const row = conversation(sheet, event.conversation)
      return sheet.conversations.put(row.id, withMark(row, event))
    }
    case 'prefs': {
      const row = conversation(sheet, event.conversation)
      return sheet.conversations.put(
        row.id,
        told(sheet, { ...row, prefs: { ...row.prefs, ...prefsOf(event) } }, event, seq),
      )
    }
    case 'roster': {
      const row = conversation(sheet, event.conversation)
      const { title, members } = event
      return sheet.conversations.put(row.id, { ...row, roster: { title, members } })
    }
    case 'block': {
      const person = sheet.people.get(event.user)
      if (!person) return
      const { blocked: _blocked, ...rest } = person
      return sheet.people.put(event.user, {
        ...rest,
        ...(event.on && { blocked: true }),
        ...(!isEcho(sheet, event) && { told: seq }),
      })
    }
    case 'profile':
      return profile(sheet, event)
    case 'rejected':
      return refuse(sheet, event)
    case 'file':
      sheet.aside.push({ id: event.id, seq, event })
  }
}

function profile(sheet: Sheet, event: Event & { kind: 'profile' }): void {
  const told = {
    ...(event.name !== undefined && { name: event.name }),
    ...(event.about !== undefined && { about: event.about }),
  }
  const person = sheet.people.get(event.by)
  if (person) sheet.people.put(event.by, { ...person, ...told })
  if (event.by !== sheet.self) return
  const { account } = sheet.device
  const user = { ...account.user, ...told }
  sheet.device = { ...sheet.device, account: { ...account, user } }
  if (!person?.id) sheet.people.put(event.by, known(user, person))
}

/** Whom an op names together with the user id that they had. */
export function peersIn(op: Op, self: Handle): Handle[] {
  if ('peers' in op && op.peers) return Object.keys(op.peers)
  const peer = op.kind === 'message' && op.peer !== undefined ? peerOf(op.conversation, self) : undefined
  return peer === undefined ? [] : [peer]
}

function refuse(sheet: Sheet, { op, reason }: Event & { kind: 'rejected' }): void {
  const row = sheet.outbox.get(op)
  if (!row) return
  // the account may be another by now: the next op is to mean that one
  if (reason === 'no-such-user') for (const handle of peersIn(row.op, sheet.self)) sheet.askFor(handle)
  if (!sheet.events.get(op)) return sheet.outbox.put(op, rejected(row, reason, sheet.now))
  // the server knows the id with what was erased or changed since: the event says what holds
  if (reason === 'conflict') return settle(sheet, op)
  // S14: at once if what it lacked is back already, but only once: else a refusal for good would go round for ever
  const wasAsked = row.again === true && row.handedAt !== undefined
  const goes = !wasAsked && isBack(sheet, row, reason)
  sheet.outbox.put(op, goes ? again(row) : awaiting(row, reason, sheet.now))
}

/** Whether the server has what a refused op depends on, as far as this device was told. */
function isBack(sheet: Sheet, { op, conversation: id }: OutboxRow, reason: Reason): boolean {
  if (reason === 'no-such-message') return 'target' in op && sheet.events.get(op.target)?.position !== undefined
  if (reason !== 'no-such-conversation' && reason !== 'not-allowed') return false
  const row = id === undefined ? undefined : sheet.conversations.get(id)
  return row !== undefined && row.asOf > 0 && row.left === undefined && op.kind !== 'group'
}
