/**
 * What truly happened, unseen by engines and server: the one history of each conversation, as it was committed, and
 * who was a member when, by the events alone.
 */
import type { ConversationRow } from '#core/ports.ts'
import type { Event, PlacedEvent } from '#protocol/event.ts'
import { isPlaced } from '#protocol/event.ts'
import type { HistoryPage, SnapshotPage } from '#protocol/http.ts'
import { addressOf, type ConversationId, type Handle, type OpId } from '#protocol/ids.ts'
import type { Op } from '#protocol/op.ts'
import type { Setting } from './setting.ts'
import type { Tally } from './tally.ts'

type Interval = [from: number, to: number]

interface History {
  events: PlacedEvent[]
  members: Map<Handle, Interval[]>
}

/** Who typed an op, where, and in which order. */
interface Origin {
  /** a device until it loses its memory: then it is another */
  writer: object
  serial: number
  op: Op
}

export class Oracle {
  readonly histories = new Map<ConversationId, History>()
  readonly places = new Map<OpId, PlacedEvent>()
  /** ops that the server acked in its present history */
  readonly accepted = new Set<OpId>()
  readonly origins = new Map<OpId, Origin>()
  /** by op: who showed it as refused */
  private readonly refusals = new Map<OpId, Set<object>>()
  /** sent with `again`: these may come behind what was written later */
  readonly sentAgain = new Set<OpId>()
  /** the newest position that any device of a user held durably: `handle conversation` */
  readonly heldBy = new Map<string, number>()
  /** where the server had what it went back to before */
  private readonly undone = new Map<OpId, number>()
  private serials = 0

  constructor(
    private readonly fail: Setting['fail'],
    private readonly tally: Tally,
  ) {}

  typed(writer: object, op: Op): void {
    if (this.origins.has(op.id)) return
    this.serials += 1
    this.origins.set(op.id, { writer, serial: this.serials, op })
  }

  showsRefused(writer: object, op: OpId): void {
    const writers = this.refusals.get(op)
    if (writers) writers.add(writer)
    else this.refusals.set(op, new Set([writer]))
  }

  /** A copy of the device, or itself before it lost its memory. */
  wasRefusedByAnother(writer: object, op: OpId): boolean {
    return [...(this.refusals.get(op) ?? [])].some((other) => other !== writer)
  }

  /** @param by whoever was authenticated */
  placed(events: readonly PlacedEvent[], by: Handle): void {
    for (const event of events) this.place(event, by)
  }

  private place(event: PlacedEvent, by: Handle | undefined): void {
    const { id, conversation, position } = event
    const history = this.historyOf(conversation)
    if (position !== history.events.length + 1) {
      this.fail('I4', `${id} took position ${position} of ${conversation} behind ${history.events.length}`)
    }
    if (this.places.has(id)) this.fail('I2', `${id} took a second place`)
    if (by !== undefined && event.by !== by) this.fail('I11', `${id} of ${by} is said to be by ${event.by}`)
    this.places.set(id, event)
    if (this.undone.get(id) === position) this.tally['taken anew in its old place'] += 1
    history.events.push(event)
    if (event.kind === 'remove') this.tally['text erased'] += 1
    if (event.kind === 'drop' && event.by !== event.member) this.tally.expelled += 1
    if (event.kind === 'add' && history.members.has(event.member)) this.tally['came back'] += 1
    note(history, event)
  }

  private historyOf(id: ConversationId): History {
    const known = this.histories.get(id)
    if (known) return known
    const address = addressOf(id)
    const handles = address.kind === 'dm' ? address.handles : []
    const made: History = { events: [], members: new Map(handles.map((handle) => [handle, [[1, Infinity]]])) }
    this.histories.set(id, made)
    return made
  }

  /** The server was put back: what lies above its heads never happened. */
  rolledBack(conversation: (id: ConversationId) => ConversationRow | undefined): void {
    this.accepted.clear()
    for (const [id, { events }] of [...this.histories]) {
      const head = conversation(id)?.head ?? 0
      for (const event of events.slice(head)) {
        this.places.delete(event.id)
        this.undone.set(event.id, event.position)
      }
      this.histories.delete(id)
      if (head === 0) continue
      const kept = this.historyOf(id)
      for (const event of events.slice(0, head)) {
        kept.events.push(event)
        note(kept, event)
      }
    }
  }

  hasBeenMember(user: Handle, id: ConversationId): boolean {
    if (this.histories.get(id)?.members.has(user)) return true
    const address = addressOf(id)
    return address.kind === 'dm' && address.handles.includes(user)
  }

  sees(user: Handle, id: ConversationId, position: number): boolean {
    const intervals = this.histories.get(id)?.members.get(user) ?? []
    return intervals.some(([from, to]) => position >= from && position <= to)
  }

  isMember(user: Handle, id: ConversationId): boolean {
    return this.histories.get(id)?.members.get(user)?.at(-1)?.[1] === Infinity
  }

  // I10: what leaves the server for a connection of `reader`.

  tellsEntry(reader: Handle, event: Event): void {
    if (isPlaced(event)) return this.tellsPlaced(reader, event)
    switch (event.kind) {
      case 'roster':
      case 'file':
      case 'read':
      case 'delivered':
        if (!this.hasBeenMember(reader, event.conversation)) this.leaks(reader, event)
        if (event.kind === 'delivered') this.isHeld(event.by, event.conversation, event.position)
        return
      case 'prefs':
      case 'block':
        if (event.by !== reader) this.leaks(reader, event)
        return
      case 'rejected':
        return this.tellsRejection(reader, event.op, event.reason)
      case 'profile':
        if (event.by !== reader && !this.haveMet(event.by, reader)) this.leaks(reader, event)
    }
  }

  private tellsPlaced(reader: Handle, event: PlacedEvent): void {
    if (!this.sees(reader, event.conversation, event.position)) return this.leaks(reader, event)
    if (event.kind !== 'edit' || event.text === undefined) return
    const target = this.places.get(event.target)
    if (!target || !this.sees(reader, target.conversation, target.position)) this.leaks(reader, event)
  }

  /** A foreign conversation and none at all are told alike. */
  private tellsRejection(reader: Handle, op: OpId, reason: string): void {
    const asked = this.origins.get(op)?.op
    if (!asked || !('conversation' in asked) || asked.kind === 'group') return
    if (this.hasBeenMember(reader, asked.conversation)) return
    if (HIDING.has(reason)) {
      this.tally['stranger refused'] += 1
      return
    }
    this.fail('I10', `${reader} learns from ${reason} that there is ${asked.conversation}`)
  }

  private leaks(reader: Handle, event: Event): void {
    this.fail('I10', `${reader} is told of ${event.kind} ${event.id}, which is not theirs to know`)
  }

  /** I14: a second tick is a fact. */
  private isHeld(by: Handle, conversation: ConversationId, position: number): void {
    if ((this.heldBy.get(`${by} ${conversation}`) ?? 0) >= position) return
    this.fail('I14', `no device of ${by} holds ${position} of ${conversation}, and it is told as delivered`)
  }

  private haveMet(a: Handle, b: Handle): boolean {
    for (const { members } of this.histories.values()) if (members.has(a) && members.has(b)) return true
    return false
  }

  tellsHistory(reader: Handle, page: HistoryPage): void {
    for (const event of page.events) this.tellsPlaced(reader, event)
  }

  tellsSnapshot(reader: Handle, page: SnapshotPage): void {
    for (const told of page.conversations) {
      if (!this.hasBeenMember(reader, told.id)) this.fail('I10', `${reader} is shown ${told.id}`)
      for (const event of told.events) this.tellsPlaced(reader, event)
      if (told.id.startsWith('dm:') || told.left !== undefined || this.isMember(reader, told.id)) continue
      this.fail('I10', `${reader} is shown ${told.id} as it is now, and is no member`)
    }
  }

  // At rest.

  /** I3: what one device wrote into a conversation stands there in the order of writing. */
  mustBeInOrder(): void {
    for (const [id, { events }] of this.histories) {
      const newest = new Map<object, number>()
      for (const event of events) {
        const origin = event.kind === 'message' ? this.origins.get(event.id) : undefined
        if (!origin || this.sentAgain.has(event.id)) continue
        if ((newest.get(origin.writer) ?? 0) > origin.serial) {
          this.fail('I3', `${event.id} at ${event.position} of ${id} was written before what stands above it`)
        }
        newest.set(origin.writer, origin.serial)
      }
    }
  }
}

const HIDING: ReadonlySet<string> = new Set(['no-such-conversation', 'no-such-user', 'invalid', 'too-large'])

function note({ members }: History, event: PlacedEvent): void {
  const { position } = event
  switch (event.kind) {
    case 'group': {
      for (const user of [event.by, ...event.members]) {
        if (!event.unknown?.includes(user)) members.set(user, [[position, Infinity]])
      }
      return
    }
    case 'add':
      return enter(members, event.member, position)
    case 'join':
      return enter(members, event.by, position)
    case 'drop': {
      const last = members.get(event.member)?.at(-1)
      if (last) last[1] = position
    }
  }
}

function enter(members: History['members'], user: Handle, position: number): void {
  const intervals = members.get(user) ?? []
  members.set(user, [...intervals, [position, Infinity]])
}
