/**
 * The lines of a conversation as a screen shows them: rows, with what still waits in the outbox laid over them. Pure; the
 * same op is the same item before and after the server knew of it.
 */
import type { Event } from '#protocol/event.ts'
import type { Handle, OpId } from '#protocol/ids.ts'
import { RECEIPT_MEMBERS } from '#protocol/limits.ts'
import type { Op, OpOf } from '#protocol/op.ts'
import type {
  ConversationRow,
  DeviceRow,
  EventRow,
  MessageState,
  OutboxRow,
  Quote,
  ShownMessage,
  TimelineItem,
} from './model.ts'

/** Who looks, and what of the connection the rows cannot know. */
export interface Viewer {
  self: Handle
  /** connected: what was handed over is on its way */
  live?: boolean
  paused?: DeviceRow['paused']
}

type Line = TimelineItem['line']
type MessageLine = Line & { kind: 'message' }

/** Pending items come behind all that has a place, in the order of the outbox. */
export const PENDING_PLACE = 2 ** 40

const LINES: ReadonlySet<string> = new Set(['message', 'group', 'rename', 'add', 'join', 'drop', 'admin'])
const SMALL: ReadonlySet<string> = new Set(['read', 'react', 'prefs', 'block', 'profile'])

/** Told as a number among other small changes, not one by one. */
export const isSmall = (row: OutboxRow): boolean => SMALL.has(row.op.kind)
/** Not known to have reached the server. */
export const isWaiting = (row: OutboxRow): boolean =>
  row.state === 'waiting' || row.state === 'handed' || row.again === true || row.awaits !== undefined
/** Refused, and not yet put away. */
export const isRefused = (row: OutboxRow): boolean => row.rejected !== undefined && !row.dismissed

/**
 * One conversation's lines: those of `events` (drawn ones, in place), then what is pending.
 * @param view.pending rows of the outbox with something to show of this conversation, in order
 */
export function timeline(
  view: {
    conversation: ConversationRow | undefined
    events: readonly EventRow[]
    pending: readonly OutboxRow[]
    /** ids of pending ops whose event is held, in this window or not */
    held: ReadonlySet<OpId>
    /** the window reaches the end: pending lines are drawn */
    atEnd: boolean
  },
  viewer: Viewer,
): TimelineItem[] {
  const { conversation, events, pending, held, atEnd } = view
  const ops = new Map(pending.map((row) => [row.id, row]))
  const changes = changesByTarget(pending)
  const confirmed = events.map((row) => confirmedItem(row, { conversation, op: ops.get(row.id) }, viewer))
  const added = atEnd
    ? pending.filter((row) => LINES.has(row.op.kind) && !held.has(row.id) && !isIdle(row, conversation))
    : []
  const items = [...confirmed, ...added.map((row) => pendingItem(row, viewer))]
  return items.map((item) => {
    const about = changes.get(item.id)
    return about && item.line.kind === 'message' ? { ...item, line: changed(item.line, about, viewer.self) } : item
  })
}

function changesByTarget(pending: readonly OutboxRow[]): Map<OpId, OutboxRow[]> {
  const changes = new Map<OpId, OutboxRow[]>()
  for (const row of pending) {
    if (!('target' in row.op) || row.rejected !== undefined) continue
    const about = changes.get(row.op.target)
    if (about) about.push(row)
    else changes.set(row.op.target, [row])
  }
  return changes
}

function changed(line: MessageLine, about: readonly OutboxRow[], self: Handle): MessageLine {
  let now = line
  for (const row of about) {
    if (now.removed) return now
    now = { ...now, ...change(now, row, self) }
  }
  return now
}

function change(line: MessageLine, row: OutboxRow, self: Handle): Partial<MessageLine> {
  const waits = isWaiting(row)
  switch (row.op.kind) {
    case 'edit':
      return { text: row.op.text, edited: true, ...(waits && { editPending: true, ...undoOf(row) }) }
    case 'remove':
      return waits ? { removePending: true, ...undoOf(row) } : { text: '', removed: { by: self }, reactions: [] }
    case 'react':
      return { reactions: reacted(line.reactions, row.op, self) }
    default:
      return {}
  }
}

/** S9: what was never handed over may be taken out. */
const undoOf = (row: OutboxRow): { undo?: OpId } => (row.state === 'waiting' ? { undo: row.id } : {})

function reacted(before: MessageLine['reactions'], op: OpOf<'react'>, self: Handle): MessageLine['reactions'] {
  const at = before.find((reaction) => reaction.emoji === op.emoji)
  if (op.on === (at?.own ?? false)) return before
  if (!at) return [...before, { emoji: op.emoji, by: [self], own: true }]
  const by = op.on ? [...at.by, self] : at.by.filter((handle) => handle !== self)
  return before.flatMap((reaction) => (reaction !== at ? reaction : by.length > 0 ? { ...at, by, own: op.on } : []))
}

/** What a reply names, as far as it is known here: what waits in the outbox holds over what the log says. */
export function quoteOf(
  target: OpId,
  known: { event?: EventRow | undefined; op?: OutboxRow | undefined; pending: readonly OutboxRow[] },
  viewer: Viewer,
): Quote {
  const { event, op, pending } = known
  if (event?.hidden) return { state: 'elsewhere' }
  const item = event
    ? confirmedItem(event, { conversation: undefined, op }, viewer)
    : op && !op.dismissed && op.op.kind === 'message'
      ? pendingItem(op, viewer)
      : undefined
  if (item?.line.kind !== 'message') return { state: 'elsewhere' }
  return quoteOfLine(item.by, changed(item.line, changesByTarget(pending).get(target) ?? [], viewer.self))
}

function quoteOfLine(by: Handle, line: MessageLine): Quote {
  if (line.removed || line.removePending) return { state: 'removed', by }
  return { state: 'here', by, text: line.text, files: line.files?.length ?? 0 }
}

/** Behind these lines, which reach the end, the messages that were queued since they were read. */
export function withQueued(items: readonly TimelineItem[], rows: readonly OutboxRow[], viewer: Viewer): TimelineItem[] {
  const known = new Map(items.map((item) => [item.id, item]))
  // What answers a line that is not here waits for it: it would grow.
  const added = rows.filter(
    ({ id, op }) => op.kind === 'message' && !known.has(id) && (!op.reply || known.has(op.reply)),
  )
  const quotes = [...known.values()].flatMap(({ id, by, line }): [OpId, Quote][] =>
    line.kind === 'message' && added.some(({ op }) => op.kind === 'message' && op.reply === id)
      ? [[id, quoteOfLine(by, line)]]
      : [],
  )
  return [
    ...items,
    ...withQuotes(
      added.map((row) => pendingItem(row, viewer)),
      new Map(quotes),
    ),
  ]
}

/** Those of these lines that answer another, with what they answer. */
export function withQuotes(items: readonly TimelineItem[], quotes: ReadonlyMap<OpId, Quote>): TimelineItem[] {
  return items.map((item) => {
    const quote = item.line.kind === 'message' && item.line.reply ? quotes.get(item.line.reply) : undefined
    return quote && item.line.kind === 'message' ? { ...item, line: { ...item.line, quote } } : item
  })
}

/** A held event as a line. */
function confirmedItem(
  row: EventRow,
  about: { conversation: ConversationRow | undefined; op?: OutboxRow | undefined },
  viewer: Viewer,
): TimelineItem {
  const own = row.by === viewer.self
  const { at, received } = row.event as { at?: number; received?: number }
  const state = own && row.event.kind === 'message' ? stateOf(row, about, viewer) : undefined
  return {
    id: row.id,
    conversation: row.conversation,
    place: row.place,
    by: row.by,
    own,
    at: at ?? received ?? 0,
    pending: false,
    line: lineOf(row, viewer.self),
    ...(state && { state }),
  }
}

function lineOf({ event, shown }: EventRow, self: Handle): Line {
  const known = event as Event
  switch (known.kind) {
    case 'message':
      return messageLine(shown ?? { text: known.text ?? '', reactions: {} }, self)
    case 'group':
      return { kind: 'group', title: known.title, members: known.members, unknown: known.unknown ?? [] }
    case 'rename':
      return { kind: 'rename', title: known.title }
    case 'add':
    case 'drop':
      return { kind: known.kind, member: known.member }
    case 'join':
      return { kind: 'join' }
    case 'admin':
      return { kind: 'admin', member: known.member, on: known.on }
    default:
      return { kind: 'unknown' }
  }
}

function messageLine(shown: ShownMessage, self: Handle): MessageLine {
  return {
    kind: 'message',
    text: shown.text ?? '',
    ...(shown.reply !== undefined && { reply: shown.reply }),
    ...(shown.files && { files: shown.files }),
    ...(shown.edited !== undefined && { edited: true }),
    ...(shown.removed && { removed: shown.removed }),
    reactions: Object.entries(shown.reactions).map(([emoji, by]) => ({ emoji, by, own: by.includes(self) })),
  }
}

/** How far one's own message got: in a group, with whom it got least far. */
function stateOf(
  row: EventRow,
  { conversation, op }: { conversation: ConversationRow | undefined; op?: OutboxRow | undefined },
  viewer: Viewer,
): MessageState {
  const { position } = row
  if (position === undefined) return op ? waitingState(op, viewer) : 'sent'
  const members = conversation?.members ?? []
  const others = members.filter(({ user, joined }) => user !== viewer.self && joined <= position)
  if (others.length === 0 || members.length > RECEIPT_MEMBERS) return 'sent'
  if (others.every((member) => member.read >= position)) return 'read'
  return others.every((member) => Math.max(member.read, member.delivered) >= position) ? 'delivered' : 'sent'
}

function waitingState(row: OutboxRow, viewer: Viewer): MessageState {
  if (isRefused(row)) return 'failed'
  if (!isWaiting(row)) return 'sent'
  if (viewer.paused) return 'paused'
  return viewer.live && row.state === 'handed' ? 'sending' : 'queued'
}

/** An op that no event is held of, as a line. */
export function pendingItem(row: OutboxRow, viewer: Viewer): TimelineItem {
  return {
    id: row.id,
    conversation: row.conversation ?? '',
    place: PENDING_PLACE + row.order,
    by: viewer.self,
    own: true,
    at: row.op.at,
    pending: true,
    line: pendingLine(row.op, viewer.self),
    state: waitingState(row, viewer),
    ...(row.rejected !== undefined && { reason: row.rejected }),
  }
}

function pendingLine(op: Op, self: Handle): Line {
  switch (op.kind) {
    case 'message': {
      const { text, reply, files } = op
      return messageLine({ text, ...(reply && { reply }), ...(files && { files }), reactions: {} }, self)
    }
    case 'group':
      return { kind: 'group', title: op.title, members: op.members, unknown: [] }
    case 'rename':
      return { kind: 'rename', title: op.title }
    case 'add':
    case 'drop':
      return { kind: op.kind, member: op.member }
    case 'join':
      return { kind: 'join' }
    case 'admin':
      return { kind: 'admin', member: op.member, on: op.on }
    default:
      return { kind: 'unknown' }
  }
}

/** Committed, and known to have changed nothing: the event of a later one is here. */
export const isIdle = (row: OutboxRow, about: { answered?: number } | undefined): boolean =>
  row.state === 'committed' && !row.again && row.order < (about?.answered ?? 0)
