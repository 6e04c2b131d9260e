/** What must hold: at every word that reaches a device, and at the end, once everything is well again. */
import type { ConversationRow, EventRow, OutboxRow } from '#engine/model.ts'
import type { PlacedEvent } from '#protocol/event.ts'
import type { Handle } from '#protocol/ids.ts'
import type { Device } from './device.ts'
import type { Server } from './server.ts'

/** S20: a text reaches those who were members when it was said, and nobody else. */
export function mustBeAllowed(server: Server, reader: Handle, what: unknown): void {
  for (const event of eventsIn(what)) {
    if (typeof event.text !== 'string' || typeof event.conversation !== 'string') continue
    const { conversation, position, id } = event as PlacedEvent
    const spans = server.store.transact((tx) => tx.member(conversation, reader)?.spans ?? [])
    // Put back to an older copy between saying and hearing: what it was then cannot be asked any more.
    if (server.rollbacks > 0 && !conversation.startsWith('dm:')) continue
    const isIn = spans.some(([from, to]) => position >= from && (to === null || position <= to))
    const isOwnDirect = conversation.startsWith('dm:') && conversation.split(':').includes(reader)
    if (!isIn && !isOwnDirect) throw new Error(`[S20] ${reader} was told ${id} at ${position} of ${conversation}`)
  }
}

function* eventsIn(value: unknown): Generator<{ text?: unknown; conversation?: unknown }> {
  if (Array.isArray(value)) for (const item of value) yield* eventsIn(item)
  else if (typeof value === 'object' && value !== null) {
    if ('kind' in value && 'by' in value) yield value as { text?: unknown; conversation?: unknown }
    for (const item of Object.values(value)) if (typeof item === 'object') yield* eventsIn(item)
  }
}

/** What keeps the world from being quiet; `undefined` once every device has what the server has, and the reverse. */
export function unrest(server: Server, devices: readonly Device[]): string | undefined {
  for (const device of devices) {
    const status = device.leader?.status
    if (status?.connection.state !== 'live') return `${device.name} is ${JSON.stringify(status)}`
    const open = device.disk
      .rows('outbox')
      .find(
        (row) => isOnItsWay(row.state) || isUnsettledMessage(server, device, row) || waitsInVain(server, device, row),
      )
    if (open) return `${device.name} still has ${JSON.stringify(open)}`
    const head = server.store.transact((tx) => tx.inboxHead(device.self))
    const cursor = device.disk.rows('device')[0]?.cursor
    if (cursor?.seq !== head.seq || cursor.id !== head.id) {
      return `${device.name} is at ${JSON.stringify(cursor)} of ${JSON.stringify(head)}`
    }
    const lacking = device.disk.rows('conversations').find((row) => row.lacking !== undefined)
    if (lacking) return `${device.name} lacks ${JSON.stringify(lacking)}`
    const unnamed = device.disk.rows('people').find((row) => row.stranger)
    if (unnamed) return `${device.name} does not know ${unnamed.handle}`
  }
  return undefined
}

const isOnItsWay = (state: string): boolean => state === 'waiting' || state === 'handed'
function isUnsettledMessage(server: Server, device: Device, { id, op, state }: OutboxRow): boolean {
  if (op.kind !== 'message' || state === 'settled') return false
  // S27: it had refused this one by itself, and does not remember.
  return !device.wasRolledBack || server.store.transact((tx) => tx.op(id)) !== undefined
}

/**
 * S14: refused after a rollback though its event is held, it waits for what it depends on. It may do so for ever where
 * that does not come: a membership that was ended before it went up again.
 */
function waitsInVain(server: Server, device: Device, { op, awaits }: OutboxRow): boolean {
  if (awaits !== 'no-such-conversation' || op.kind !== 'message') return false
  const member = server.store.transact((tx) => tx.member(op.conversation, device.self))
  return member !== undefined && member.left === undefined
}

export function mustHaveConverged(server: Server, devices: readonly Device[]): void {
  const log = logOf(server)
  mustBeUnique(log)
  for (const device of devices) {
    mustHaveKept(device, log)
    mustAgree(device, log, server)
  }
}

function logOf(server: Server): Map<string, PlacedEvent> {
  const log = new Map<string, PlacedEvent>()
  const { conversations } = server.store.dump().state
  for (const { id, head } of conversations.values()) {
    const events = server.store.transact((tx) => tx.events(id, { from: 1, to: head, limit: head + 1 }))
    if (events.length !== head) throw new Error(`${id} has ${events.length} events and its head at ${head}`)
    for (const event of events) {
      if (log.has(event.id)) throw new Error(`[S3] ${event.id} is in the log twice`)
      log.set(event.id, event)
    }
  }
  return log
}

function mustBeUnique(log: ReadonlyMap<string, PlacedEvent>): void {
  const places = new Set<string>()
  for (const { conversation, position } of log.values()) {
    const place = `${conversation} ${position}`
    if (places.has(place)) throw new Error(`two events at ${place}`)
    places.add(place)
  }
}

/** S3, S8: what a person typed is in the log, with its text, or is shown as refused. */
function mustHaveKept(device: Device, log: ReadonlyMap<string, PlacedEvent>): void {
  const rows = new Map(device.disk.rows('outbox').map((row) => [row.id, row]))
  for (const [id, op] of device.typed) {
    if (op.kind !== 'message') continue
    const event = log.get(id)
    const row = rows.get(id)
    if (event === undefined) {
      const isForgotten = device.wasRolledBack && row?.state === 'committed'
      if (row?.rejected === undefined && row?.awaits === undefined && !isForgotten) {
        throw new Error(`${device.name} lost ${id}: ${JSON.stringify(row)}`)
      }
      continue
    }
    if (event.kind !== 'message' || event.by !== device.self) throw new Error(`[S28] ${id} became ${event.kind}`)
    // S27: with the text of before it was changed, and its event lies below what this device holds since.
    const isOfBefore = device.wasRolledBack && row?.rejected === 'conflict'
    if (row?.rejected !== undefined && !isOfBefore) {
      throw new Error(`${device.name} shows ${id} as refused, and it is in the log`)
    }
    if (!event.removed && !device.wasRolledBack && event.text !== op.text) throw new Error(`${id} has another text`)
  }
}

/** S10, S11: the same events at the same places, for all who may see them; and what they show is the same. */
function mustAgree(device: Device, log: ReadonlyMap<string, PlacedEvent>, server: Server): void {
  const rows = new Map(device.disk.rows('events').map((row) => [row.id, row]))
  for (const row of rows.values()) mustBeInTheLog(device, row, { log, server })
  for (const row of device.disk.rows('conversations')) {
    const { id, head, held } = row
    const member = server.store.transact((tx) => tx.member(id, device.self))
    if (!member || member.left) continue
    mustKnowTheSame(server, device, row)
    const serverHead = server.store.transact((tx) => tx.conversation(id)?.head ?? 0)
    if (head !== serverHead) throw new Error(`${device.name} thinks ${id} ends at ${head}, not ${serverHead}`)
    for (const event of log.values()) {
      if (event.conversation !== id) continue
      const isHeld = held.some(([from, to]) => event.position >= from && event.position <= to)
      if (isHeld && !rows.has(event.id)) {
        if (sees(server, device, event))
          throw new Error(`${device.name} lacks ${event.id} at ${event.position} of ${id}`)
      }
    }
  }
}

function mustBeInTheLog(
  device: Device,
  row: EventRow,
  { log, server }: { log: ReadonlyMap<string, PlacedEvent>; server: Server },
): void {
  const event = log.get(row.id)
  if (row.position === undefined) {
    const isTold = event && sees(server, device, event)
    if (isTold) throw new Error(`${device.name} has no place for ${row.id}, which is at ${event.position}`)
    return
  }
  if (event === undefined) throw new Error(`${device.name} holds ${row.id} at ${row.position}, which is not in the log`)
  if (event.position !== row.position) {
    throw new Error(`${device.name} holds ${row.id} at ${row.position}, not ${event.position} of ${row.conversation}`)
  }
  if (row.place !== row.position) throw new Error(`${device.name} draws ${row.id} at ${row.place}`)
  mustShow(device, row, { log, server })
  if (
    event.kind === 'message' &&
    event.removed &&
    row.shown?.text !== undefined &&
    learnsOfRemoval(device, row, { log, server })
  ) {
    throw new Error(`[S12] ${device.name} still shows ${row.id}`)
  }
}

/** What an event changes beside the timeline: members and roles, title, own mark, own prefs, what is unread. */
function mustKnowTheSame(server: Server, device: Device, row: ConversationRow): void {
  const { self } = device
  const isDirect = row.kind === 'dm'
  const known = server.store.transact((tx) => ({
    members: isDirect ? [] : tx.members(row.id).map(({ user, role }) => `${user} ${role}`),
    title: tx.conversation(row.id)?.title,
    read: tx.member(row.id, self)?.read,
    prefs: tx.prefs(self, row.id),
  }))
  const believed = {
    members: isDirect ? [] : row.members.map(({ user, role }) => `${user} ${role}`),
    title: row.title,
    read: row.read,
    prefs: row.prefs,
  }
  if (textOf(believed) !== textOf(known)) {
    throw new Error(`${device.name} believes of ${row.id} ${textOf(believed)}, and not ${textOf(known)}`)
  }
  const mark = Math.max(row.read, row.marked ?? 0)
  const isUnread = ({ conversation, position, by, event, shown }: EventRow) =>
    conversation === row.id &&
    event.kind === 'message' &&
    by !== self &&
    shown?.removed === undefined &&
    (position ?? 0) > mark
  const unread = device.disk.rows('events').filter(isUnread).length
  if (unread !== row.unread) throw new Error(`${device.name} counts ${row.unread} unread in ${row.id}, not ${unread}`)
}

const textOf = ({ members, ...rest }: { members: string[] }): string =>
  JSON.stringify({ ...rest, members: [...members].sort() })

/** A message shows its newest text, where this device was told of all its edits. */
function mustShow(
  device: Device,
  row: EventRow,
  { log, server }: { log: ReadonlyMap<string, PlacedEvent>; server: Server },
): void {
  const event = log.get(row.id)
  if (event?.kind !== 'message' || event.removed || row.shown === undefined) return
  const edits = [...log.values()].flatMap((edit) => (edit.kind === 'edit' && edit.target === row.id ? [edit] : []))
  const held = device.disk.rows('events')
  // S12: what was said about it to a server that was put back since, by a device that forgot it too, holds here alone.
  if (held.some(({ target, position }) => target === row.id && position === undefined)) return
  if (row.shown.text === undefined && server.rollbacks > 0) return
  const rows = new Set(held.map(({ id }) => id))
  if (!edits.every((edit) => rows.has(edit.id) && sees(server, device, edit))) return
  const newest = edits.sort((a, b) => a.position - b.position).at(-1)
  const text = newest ? newest.text : event.text
  if (row.shown.text !== text) throw new Error(`${device.name} shows ${row.id} with another text`)
}

/** Who was no member when a message was removed is not told. */
function learnsOfRemoval(
  device: Device,
  row: EventRow,
  { log, server }: { log: ReadonlyMap<string, PlacedEvent>; server: Server },
): boolean {
  return [...log.values()].some(
    (event) => event.kind === 'remove' && event.target === row.id && sees(server, device, event),
  )
}

function sees(server: Server, { self }: Device, { conversation, position }: PlacedEvent): boolean {
  const spans = server.store.transact((tx) => tx.member(conversation, self)?.spans ?? [])
  return spans.some(([from, to]) => position >= from && position <= (to ?? Number.POSITIVE_INFINITY))
}
