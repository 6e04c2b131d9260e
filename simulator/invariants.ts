/** What must hold once everything is well again: all have come to rest, and all agree with what truly happened. */
import type { ConversationRow, EventRow, OutboxRow, ShownMessage } from '#engine/model.ts'
import type { PlacedEvent } from '#protocol/event.ts'
import type { ConversationId, OpId } from '#protocol/ids.ts'
import type { Device } from './device.ts'
import type { Server } from './server.ts'

/** I5: what keeps the world from being quiet; `undefined` once every device has what the server has, and the reverse. */
export function unrest(server: Server, devices: readonly Device[]): string | undefined {
  for (const device of devices) {
    const status = device.leader?.status
    if (status?.connection.state !== 'live') return `${device.name} is ${JSON.stringify(status)}`
    const head = server.store.transact((tx) => tx.inboxHead(device.self))
    const { cursor } = device
    if (cursor?.seq !== head.seq || cursor.id !== head.id) {
      return `${device.name} is at ${JSON.stringify(cursor)} of ${JSON.stringify(head)}`
    }
    const open = device.disk
      .rows('outbox')
      .find(
        (row) => isOnItsWay(row.state) || isUnsettledMessage(server, device, row) || waitsInVain(server, device, row),
      )
    if (open) return `${device.name} still has ${JSON.stringify(open)}`
    if (device.disk.row('device', 'device')?.resend) return `${device.name} still sends again`
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
  return !device.hasForgotten || server.store.transact((tx) => tx.op(id)) !== undefined
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

/** All that was ever said, as the server has it now. */
class Log {
  readonly events = new Map<OpId, PlacedEvent>()
  readonly byConversation = new Map<ConversationId, PlacedEvent[]>()
  /** edits, removals and reactions, in order, by what they are about */
  readonly about = new Map<OpId, PlacedEvent[]>()

  constructor(readonly server: Server) {
    const { oracle } = server.setting
    for (const [id, history] of oracle.histories) {
      const head = server.store.transact((tx) => tx.conversation(id)?.head ?? 0)
      const events = server.store.transact((tx) => tx.events(id, { from: 1, to: head, limit: head })).reverse()
      this.mustBe(id, history.events, events)
      this.byConversation.set(id, events)
      for (const event of events) {
        this.events.set(event.id, event)
        if (!('target' in event)) continue
        const others = this.about.get(event.target)
        if (others) others.push(event)
        else this.about.set(event.target, [event])
      }
    }
  }

  /** I1, I4: the history is what was committed, in that order, and nothing else. */
  private mustBe(id: ConversationId, committed: readonly PlacedEvent[], told: readonly PlacedEvent[]): void {
    const { fail } = this.server.setting
    if (committed.length !== told.length) fail('I1', `${id} has ${told.length} of ${committed.length} events`)
    for (const [index, event] of committed.entries()) {
      if (told[index]?.id !== event.id || told[index]?.position !== index + 1) {
        fail('I4', `${id} has ${told[index]?.id} in the place of ${event.id}`)
      }
    }
  }

  sees({ self }: Device, { conversation, position }: PlacedEvent): boolean {
    return this.server.setting.oracle.sees(self, conversation, position)
  }
}

export function mustHaveConverged(server: Server, devices: readonly Device[]): void {
  const log = new Log(server)
  server.setting.oracle.mustBeInOrder()
  mustHaveOnesAccepted(server, log)
  for (const device of devices) {
    mustHaveKept(device, log)
    mustHavePlaced(device, log)
    for (const row of device.disk.rows('conversations')) mustKnow(device, row, log)
  }
}

/** I1, I12: what was acked is there; a rollback takes its ack back, and the device sends it again. */
function mustHaveOnesAccepted({ setting, store }: Server, log: Log): void {
  for (const id of setting.oracle.accepted) {
    const row = store.transact((tx) => tx.op(id))
    if (!row) setting.fail('I1', `${id} was acked, and the server does not know it`)
    const isPlaced = setting.oracle.origins.get(id)?.op.kind === 'message' && row?.rejected === undefined
    if (isPlaced && !log.events.has(id)) setting.fail('I1', `${id} was acked, and is not in the log`)
  }
}

/** I1, I9: what a person typed is in the log, with its text, or is shown as refused. */
function mustHaveKept(device: Device, log: Log): void {
  for (const [id, op] of device.typed) {
    const row = device.disk.row('outbox', id)
    // Nobody can do anything about a mark or a preference that was refused.
    if (op.kind === 'read' || op.kind === 'prefs') continue
    if (op.kind !== 'message') {
      // I9: what was refused and never happened is told.
      const known = device.server.store.transact((tx) => tx.op(id))
      const isTold = !row || row.rejected !== undefined || row.awaits !== undefined || row.again
      if (known?.rejected !== undefined && !isTold && !device.hasForgotten && !log.events.has(id)) {
        device.fail('I9', `${op.kind} ${id} was refused for ${known.rejected}, and nobody is told`)
      }
      continue
    }
    const event = log.events.get(id)
    if (event === undefined) {
      // S27: another copy of it had refused this one by itself, and went on.
      const { oracle } = device.server.setting
      const isElsewhere =
        row?.state === 'settled' && row.acked === true && oracle.wasRefusedByAnother(device.writer, id)
      const isForgotten = device.hasForgotten && (row?.state === 'committed' || isElsewhere)
      if (row?.rejected === undefined && row?.awaits === undefined && !isForgotten) {
        device.fail('I1', `lost ${id}: ${JSON.stringify(row)}`)
      }
      continue
    }
    if (event.kind !== 'message' || event.by !== device.self) device.fail('I11', `${id} became ${event.kind}`)
    // S27: with the text of before it was changed, or too large for a push by now, and its event lies below what this device
    // holds since.
    const isOfBefore =
      device.hasForgotten &&
      (row?.rejected === 'conflict' || row?.rejected === 'too-large') &&
      device.disk.row('events', id) === undefined
    if (row?.rejected !== undefined && !isOfBefore) device.fail('I9', `shows ${id} as refused, and it is in the log`)
    const text = 'text' in event ? event.text : undefined
    if (event.kind === 'message' && !event.removed && !device.hasForgotten && text !== op.text) {
      device.fail('I2', `${id} has another text`)
    }
  }
}

/** I4: the same events at the same places, each once. */
function mustHavePlaced(device: Device, log: Log): void {
  const places = new Map<string, OpId>()
  for (const row of device.disk.rows('events')) {
    const event = log.events.get(row.id)
    if (row.position === undefined) {
      if (event && log.sees(device, event)) {
        device.fail('I5', `has no place for ${row.id}, which is at ${event.position} of ${event.conversation}`)
      }
      continue
    }
    const place = `${row.conversation} ${row.position}`
    const other = places.get(place)
    if (other) device.fail('I4', `has both ${other} and ${row.id} at ${place}`)
    places.set(place, row.id)
    if (event === undefined) device.fail('I4', `holds ${row.id} at ${place}, which is not in the log`)
    else if (event.position !== row.position || event.conversation !== row.conversation) {
      device.fail('I4', `holds ${row.id} at ${place}, and it is at ${event.position}`)
    } else if (event.kind !== row.event.kind && !device.network.isBlind) {
      device.fail('I4', `holds ${row.id} as ${row.event.kind}`)
    }
    if (row.place !== row.position) device.fail('I4', `draws ${row.id} at ${row.place}`)
  }
}

/** I5: of a conversation, all that the server knows of it; what it shows is what its events say. */
function mustKnow(device: Device, row: ConversationRow, log: Log): void {
  const { server, self } = device
  const member = server.store.transact((tx) => tx.member(row.id, self))
  if (!member || member.left) return
  mustKnowTheFacts(device, row)
  const events = log.byConversation.get(row.id) ?? []
  if (row.head !== events.length) device.fail('I5', `thinks ${row.id} ends at ${row.head}, not ${events.length}`)
  for (const event of events) {
    const isHeld = row.held.some(([from, to]) => event.position >= from && event.position <= to)
    if (!isHeld || !log.sees(device, event)) continue
    const held = device.disk.row('events', event.id)
    if (!held) device.fail('I5', `lacks ${event.id} at ${event.position} of ${row.id}`)
    else mustShow(device, held, log)
  }
}

/** Members and roles, title, own mark, own prefs, and what is unread. */
function mustKnowTheFacts(device: Device, row: ConversationRow): void {
  const { self, server } = device
  const { isBlind } = device.network
  const isDirect = row.kind === 'dm'
  const known = server.store.transact((tx) => ({
    members: isDirect ? [] : tx.members(row.id).map(({ user, role }) => `${user} ${role}`),
    title: tx.conversation(row.id)?.title,
    read: tx.member(row.id, self)?.read,
    prefs: isBlind ? {} : tx.prefs(self, row.id),
  }))
  const believed = {
    members: isDirect ? [] : row.members.map(({ user, role }) => `${user} ${role}`),
    title: row.title,
    read: row.read,
    prefs: isBlind ? {} : row.prefs,
  }
  if (textOf(believed) !== textOf(known)) {
    device.fail('I5', `believes of ${row.id} ${textOf(believed)}, and not ${textOf(known)}`)
  }
  for (const { user, read, delivered } of row.members) {
    const theirs = server.store.transact((tx) => tx.member(row.id, user))
    // A device that holds it does so whatever a server that went back knows, until it acks again.
    const held = server.rollbacks > 0 ? (server.setting.oracle.heldBy.get(`${user} ${row.id}`) ?? 0) : 0
    if (theirs && (read > theirs.read || delivered > Math.max(theirs.delivered, held)) && user !== self) {
      device.fail(
        'I14',
        `shows ticks of ${user} in ${row.id} up to ${read}/${delivered}, not ${theirs.read}/${theirs.delivered}`,
      )
    }
  }
  const mark = Math.max(row.read, row.marked ?? 0)
  const isUnread = ({ conversation, position, by, event, shown }: EventRow) =>
    conversation === row.id &&
    event.kind === 'message' &&
    by !== self &&
    shown?.removed === undefined &&
    (position ?? 0) > mark
  const unread = device.disk.rows('events').filter(isUnread).length
  if (unread !== row.unread) device.fail('I5', `counts ${row.unread} unread in ${row.id}, not ${unread}`)
}

type Facts = { title: string | undefined; read: number | undefined; prefs: object; members: string[] }
const textOf = ({ title, read, prefs, members }: Facts): string =>
  JSON.stringify([title, read, Object.entries(prefs).sort(), members.sort()])

/** A message shows its newest text and all reactions, where this device was told of all that names it. */
function mustShow(device: Device, row: EventRow, log: Log): void {
  const event = log.events.get(row.id)
  if (event?.kind !== 'message' || device.network.isBlind) return
  const about = log.about.get(row.id) ?? []
  const isWhole = about.every((other) => device.disk.row('events', other.id) && log.sees(device, other))
  if (!isWhole) return
  // S12: what was said about it to a server that was put back since holds here alone.
  const isStrayed = device.disk
    .rows('events')
    .some(({ target, position }) => target === row.id && position === undefined)
  if (isStrayed || (row.shown?.removed && !event.removed && device.server.rollbacks > 0)) return
  const isRemoved = about.some(({ kind }) => kind === 'remove')
  const expected = isRemoved ? 'nothing, as it was removed' : textOfShown(shownBy(event, about))
  const shown = row.shown?.removed ? 'nothing, as it was removed' : textOfShown(row.shown)
  if (shown !== expected) device.fail(isRemoved ? 'I14' : 'I5', `shows of ${row.id} ${shown}, and not ${expected}`)
}

function shownBy(event: PlacedEvent, about: readonly PlacedEvent[]): Pick<ShownMessage, 'text' | 'reactions'> {
  let text = 'text' in event ? event.text : undefined
  const reactions = new Set<string>()
  for (const other of about) {
    if (other.kind === 'edit') text = other.text ?? text
    if (other.kind !== 'react') continue
    if (other.on) reactions.add(`${other.emoji} ${other.by}`)
    else reactions.delete(`${other.emoji} ${other.by}`)
  }
  const shown: Record<string, string[]> = {}
  for (const reaction of reactions) {
    const [emoji, by] = reaction.split(' ') as [string, string]
    shown[emoji] = [...(shown[emoji] ?? []), by]
  }
  return { text, reactions: shown } as Pick<ShownMessage, 'text' | 'reactions'>
}

const textOfShown = (shown: Pick<ShownMessage, 'text' | 'reactions'> | undefined): string =>
  JSON.stringify([
    shown?.text,
    Object.entries(shown?.reactions ?? {})
      .flatMap(([emoji, by]) => by.map((handle) => `${emoji} ${handle}`))
      .sort(),
  ])
