/** Every user's pending log: what they must learn, in order. */
import { entryBytes } from '#core/entry-bytes.ts'
import type { Arrival, Delivery } from '#core/ports.ts'
import type { Entry, Event, PlacedEvent } from '#protocol/event.ts'
import type { ConversationId, Handle } from '#protocol/ids.ts'
import type { Journal } from './journal.ts'
import type { EventRef, Inbox, InboxRow, State } from './state.ts'

export class InboxLog {
  constructor(
    private readonly state: State,
    private readonly journal: Journal,
  ) {}

  rows(user: Handle): readonly InboxRow[] {
    return this.state.inboxes.get(user)?.rows ?? []
  }

  append(user: Handle, id: string, delivery: Delivery): void {
    const inbox = this.inboxOf(user)
    const seq = (inbox.rows.at(-1)?.seq ?? 0) + 1
    this.journal.push(inbox.rows, rowOf(seq, id, delivery))
    if ('note' in delivery && delivery.supersedes !== undefined) {
      this.journal.set(inbox.latest, delivery.supersedes, seq)
    }
  }

  at(user: Handle, seq: number): InboxRow | undefined {
    const rows = this.rows(user)
    const row = rows[firstAfter(rows, seq - 1)]
    return row?.seq === seq ? row : undefined
  }

  eventAt({ conversation, position }: EventRef): PlacedEvent | undefined {
    return this.state.events.get(conversation)?.[position - 1]
  }

  entriesAfter(user: Handle, after: number, max: { entries: number; bytes: number }): Entry[] {
    const inbox = this.state.inboxes.get(user)
    if (inbox === undefined) return []
    const entries: Entry[] = []
    let bytes = 0
    for (let index = firstAfter(inbox.rows, after); index < inbox.rows.length; index++) {
      const row = inbox.rows[index] as InboxRow
      if (isSuperseded(inbox, row)) continue
      const event = this.eventOf(row)
      bytes += entryBytes(event)
      if (entries.length > 0 && (bytes > max.bytes || entries.length >= max.entries)) break
      entries.push({ seq: row.seq, id: row.id, event })
    }
    return entries
  }

  arrivals(user: Handle, after: number, upTo: number): Arrival[] {
    const rows = this.rows(user)
    const newest = new Map<ConversationId, number>()
    for (let index = firstAfter(rows, after); index < rows.length; index++) {
      const row = rows[index] as InboxRow
      if (row.seq > upTo) break
      const event = 'ref' in row ? this.eventAt(row.ref) : undefined
      if (event?.kind !== 'message' || event.by === user) continue
      newest.set(event.conversation, Math.max(event.position, newest.get(event.conversation) ?? 0))
    }
    return [...newest].map(([conversation, position]) => ({ conversation, position }))
  }

  trim(user: Handle, below: number): void {
    const inbox = this.state.inboxes.get(user)
    const first = inbox?.rows[0]
    if (inbox === undefined || first === undefined || first.seq >= below) return
    const before = inbox.rows
    const head = before.at(-1)?.seq
    this.journal.note(() => {
      inbox.rows = before
    })
    inbox.rows = before.filter(({ seq }) => seq >= below || seq === head)
  }

  private inboxOf(user: Handle): Inbox {
    const held = this.state.inboxes.get(user)
    if (held !== undefined) return held
    const made: Inbox = { rows: [], latest: new Map() }
    this.journal.set(this.state.inboxes, user, made)
    return made
  }

  private eventOf(row: InboxRow): Event {
    if ('note' in row) return row.note
    const event = this.eventAt(row.ref)
    if (event === undefined) throw new Error('an entry without its event')
    if (row.bare === undefined || event.kind !== 'edit') return event
    const { text: _, ...bare } = event
    return bare
  }
}

function rowOf(seq: number, id: string, delivery: Delivery): InboxRow {
  if ('note' in delivery) return { seq, id, ...delivery }
  const { conversation, position } = delivery.event
  const ref = { conversation, position }
  return delivery.bare === undefined ? { seq, id, ref } : { seq, id, ref, bare: true }
}

function isSuperseded(inbox: Inbox, row: InboxRow): boolean {
  if (!('note' in row) || row.supersedes === undefined) return false
  return inbox.latest.get(row.supersedes) !== row.seq
}

/** Index of the first row with a higher seq. */
function firstAfter(rows: readonly InboxRow[], seq: number): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rows[middle] as InboxRow).seq <= seq) low = middle + 1
    else high = middle
  }
  return low
}
