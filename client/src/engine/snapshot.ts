/**
 * What a snapshot or the history says of a conversation, merged by id into what is held (S10): positions are taken as
 * they are told (S11), what the server does not know stays, and what was held below a difference is asked for again.
 */
import type { PlacedEvent } from '#protocol/event.ts'
import type { SnapshotConversation } from '#protocol/http.ts'
import { isDirect } from '#protocol/ids.ts'
import { fromOn, type Interval, withInterval } from './held.ts'
import { asPlaced, conversation, displace, meet, type Placed, place, settle } from './inbox.ts'
import { ownMark } from './membership.ts'
import type { EventRow } from './model.ts'
import { again } from './outbox-rows.ts'
import type { Sheet } from './sheet.ts'

/** What both tell: all events of a run of positions. */
interface Told {
  events: readonly Placed[]
  /** the run, closed */
  from: number
  to: number
}

/** Puts told events in their places. `differs`: this device held something else there, or these without a place. */
function merge(sheet: Sheet, told: Told, held: readonly EventRow[]): { differs: boolean; agrees: boolean } {
  const places = new Map(told.events.map((event) => [event.id, event.position]))
  const gone = held.filter((row) => row.position !== undefined && places.get(row.id) !== row.position)
  const known = told.events.flatMap((event) => {
    const before = sheet.events.get(event.id)
    return before?.position === undefined ? [] : [isSameCommit(before, event)]
  })
  const moved = known.includes(false)
  const agrees = known.includes(true)
  const finds = told.events.some(({ id }) => isStray(sheet.events.get(id)))
  for (const row of gone) displace(sheet, row)
  for (const event of told.events) {
    meet(sheet, event)
    place(sheet, event)
    if (event.by === sheet.self) settle(sheet, event.id)
  }
  return { differs: gone.length > 0 || moved || finds, agrees }
}

/**
 * Whether both speak of one and the same commit, and so have the same past below it. The place alone does not say so: a
 * rolled-back server that was handed the same ops again may have put some in their old places and others not.
 */
const isSameCommit = (held: EventRow, told: Placed): boolean =>
  held.position === told.position && held.event.received === told.received

const isStray = (row: EventRow | undefined): boolean => row !== undefined && row.position === undefined

/**
 * How far down what is held must be asked for. Where the pasts differ, one further: nobody knows how far the server went
 * back, and what it has taken anew may lie below all that was held.
 */
const floorOf = (floor: number | undefined, from: number, differs: boolean): number =>
  Math.min(floor ?? from, differs ? Math.max(1, from - 1) : from)

/** What is unread among so many of a conversation's newest positions is wanted here before anybody asks for it. */
const UNREAD_WANTED = 200

const placed = (events: readonly PlacedEvent[]): Placed[] =>
  events.flatMap((event) => asPlaced(event) ?? []).sort((a, b) => a.position - b.position)

/** Where a snapshot's run of events begins: what is held from here on is compared with it. */
export const startOf = (told: SnapshotConversation): number =>
  told.events.reduce((low, event) => Math.min(low, event.position), Infinity)

/** @param held all rows held with a place at or above `startOf` (all of them, where it tells no events) */
export function mergeConversation(
  sheet: Sheet,
  told: SnapshotConversation,
  held: readonly EventRow[],
  { snapshot, seq }: { snapshot: number; seq: number },
): void {
  const before = conversation(sheet, told.id)
  const events = placed(told.events)
  const from = events[0]?.position ?? 1
  const { differs, agrees } = merge(sheet, { events, from, to: told.head }, held)
  // a run that does not meet what is held proves nothing of it: the fetched gap shall overlap it by one
  const kept = differs ? [] : agrees ? before.held : withoutTop(before.held, from)
  const row = conversation(sheet, told.id)
  const { title: _title, left: _left, roster: _roster, marked: _marked, ...rest } = row
  const marked = row.marked === undefined ? undefined : Math.min(row.marked, told.head)
  const unread = Math.max(told.read, marked ?? 0, told.head - UNREAD_WANTED) + 1
  sheet.conversations.put(told.id, {
    ...rest,
    ...(told.title !== undefined && { title: told.title }),
    ...(told.left !== undefined && { left: told.left }),
    ...(marked !== undefined && marked > told.read && { marked }),
    members: told.members,
    head: told.head,
    asOf: told.head,
    read: told.read,
    spans: told.spans,
    prefs: told.prefs,
    told: { title: seq, members: seq, prefs: seq },
    held: withInterval(kept, from, told.head),
    floor: floorOf(before.floor, Math.min(from, unread), differs),
    snapshot,
  })
  for (const { user } of told.members) sheet.meet(user)
  if (ownMark(conversation(sheet, told.id)) !== ownMark(before) || differs) sheet.recount.add(told.id)
  if (told.left === undefined) bringBack(sheet, told.id)
}

/** S14: a membership that a snapshot tells of is back, though no event said so. */
function bringBack(sheet: Sheet, id: string): void {
  for (const row of sheet.outbox.all()) {
    const isOfMember = row.awaits === 'no-such-conversation' || row.awaits === 'not-allowed'
    if (row.conversation === id && isOfMember) sheet.outbox.put(row.id, again(row))
  }
}

function withoutTop(held: Interval[], below: number): Interval[] {
  const rest = held.filter(([from]) => from < below)
  const top = rest.at(-1)
  if (!top) return rest
  const to = Math.min(top[1], below - 1) - 1
  return to < top[0] ? rest.slice(0, -1) : [...rest.slice(0, -1), [top[0], to]]
}

/** The run of positions that a page of the history tells all of. */
export function runOf(
  fetched: { before: number; page: { events: readonly PlacedEvent[] } },
  head: number,
): { from: number; to: number; known: number } {
  const events = placed(fetched.page.events)
  const top = Math.min(fetched.before - 1, head)
  const newest = events.at(-1)?.position
  // above the newest one told, events may have come since the page was made: held or not, they are not disputed
  return { from: events[0]?.position ?? 1, to: Math.max(top, newest ?? 0), known: newest ?? top }
}

/** @param held all rows held with a position in the run's `from..known` */
export function mergeHistory(
  sheet: Sheet,
  fetched: { conversation: string; before: number; page: { events: readonly PlacedEvent[] } },
  held: readonly EventRow[],
): void {
  const before = conversation(sheet, fetched.conversation)
  const run = runOf(fetched, before.head)
  const { differs } = merge(sheet, { events: placed(fetched.page.events), from: run.from, to: run.to }, held)
  const row = conversation(sheet, fetched.conversation)
  const kept = differs ? fromOn(row.held, run.from) : row.held
  sheet.conversations.put(row.id, {
    ...row,
    held: withInterval(kept, run.from, run.to),
    floor: floorOf(row.floor, run.from, differs),
  })
}

/**
 * A conversation that the server no longer knows: all that is held of it stays, in its order. So does the floor: should
 * it come back, what is held gets its places down to there.
 */
export function forsake(sheet: Sheet, id: string, held: readonly EventRow[]): void {
  for (const row of held) if (row.position !== undefined) displace(sheet, row)
  const { marked: _marked, roster: _roster, told: _told, ...row } = conversation(sheet, id)
  // nor is anybody a member of it until they are told so again; a direct one is always open
  const spans = isDirect(id) ? row.spans : []
  // marks are positions of what was: where it grows anew, they would vouch for what nobody has got
  const members = row.members.map((member) => ({ ...member, read: 0, delivered: 0 }))
  sheet.conversations.put(id, { ...row, members, spans, prefs: {}, head: 0, asOf: 0, read: 0, held: [] })
  sheet.recount.add(id)
}
