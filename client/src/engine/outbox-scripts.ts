/** The outbox' part of the store, as scripts. */
import { type ConversationId, type Handle, type OpId, peerOf } from '#protocol/ids.ts'
import type { Op } from '#protocol/op.ts'
import type { Reason } from '#protocol/rejection.ts'
import { recounted } from './device-scripts.ts'
import type { ConversationRow, DeviceRow, OpState, OutboxRow } from './model.ts'
import {
  awaiting,
  committed,
  handed,
  indexed,
  isSpent,
  opBytes,
  queued,
  rejected,
  settledByAck,
  uncommitted,
} from './outbox-rows.ts'
import type { Store } from './ports.ts'
import { get, getOne, put, remove, type Script, scan } from './script.ts'

type Max = { ops: number; bytes: number }
type Answer<M extends keyof Store> = Store[M] extends (...args: never[]) => Promise<infer R>
  ? Exclude<R, { failed: string }>
  : never

const PAGE = 128

/** Rows from `from` on that pass, in order, cut by count and by the bytes of their JSON; one at least. */
function* cut(
  page: (from: number) => Script<OutboxRow[]>,
  passes: (row: OutboxRow) => boolean,
  from: number,
  max: Max,
): Script<OutboxRow[]> {
  const taken: OutboxRow[] = []
  let bytes = 0
  for (let next = from; ; ) {
    const rows = yield* page(next)
    for (const row of rows) {
      if (!passes(row)) continue
      // with the comma, and `again` where it will be said
      const size = opBytes(row.op) + 1 + (row.again ? 14 : 0)
      if (taken.length > 0 && (taken.length >= max.ops || bytes + size > max.bytes)) return taken
      taken.push(row)
      bytes += size
    }
    const last = rows.at(-1)
    if (rows.length < PAGE || !last || taken.length >= max.ops) return taken
    next = last.order + 1
  }
}

const inOrder = (from: number) => scan({ table: 'outbox', index: 'order', from, to: Infinity, limit: PAGE })
const inState = (state: OpState, from: number, to = Infinity, limit?: number) =>
  scan({ table: 'outbox', index: '[state+order]', from: [state, from], to: [state, to], ...(limit && { limit }) })

const isSendable = (row: OutboxRow): boolean =>
  (row.rejected === undefined && row.awaits === undefined) || row.again === true

export function* opsAfter(after: OpId | null, max: Max): Script<Answer<'opsAfter'>> {
  const row = after === null ? undefined : yield* getOne('outbox', after)
  return { ops: yield* cut(inOrder, isSendable, (row?.order ?? 0) + 1, max) }
}

export function* unsettled(afterOrder: number, max: Max): Script<Answer<'unsettled'>> {
  const page = (from: number) => inState('committed', from, Infinity, PAGE)
  return { ops: yield* cut(page, (row) => row.op.kind !== 'read' && !row.again, afterOrder + 1, max) }
}

export function* againOps(afterOrder: number, max: Max): Script<Answer<'againOps'>> {
  const page = (from: number) => inState('committed', from, Infinity, PAGE)
  return { ops: yield* cut(page, (row) => row.again === true, afterOrder + 1, max) }
}

export function* knows(id: OpId): Script<Answer<'knows'>> {
  return { known: (yield* getOne('outbox', id)) !== undefined }
}

export function* lostMarks(): Script<Answer<'lostMarks'>> {
  const carried = new Map<ConversationId, number>()
  for (const state of ['waiting', 'handed'] as const) {
    for (const { op } of yield* inState(state, 0)) {
      if (op.kind === 'read') carried.set(op.conversation, Math.max(op.position, carried.get(op.conversation) ?? 0))
    }
  }
  const rows = yield* scan({ table: 'conversations', index: 'activity', from: -Infinity, to: Infinity })
  const marks = rows.flatMap((row) =>
    row.marked !== undefined && row.marked > Math.max(row.read, carried.get(row.id) ?? 0)
      ? [{ conversation: row.id, position: row.marked }]
      : [],
  )
  return { marks }
}

export function* markHanded(_device: DeviceRow, ids: readonly OpId[], now: number): Script<Answer<'markHanded'>> {
  const rows = (yield* get('outbox', ids)).filter((row) => row !== undefined).filter(isSendable)
  const ops = rows.map((row) => handed(row, now)).sort((a, b) => a.order - b.order)
  yield* put('outbox', ops)
  return { ops }
}

export function* commitOps(
  device: DeviceRow,
  outbox: OpId | null,
  named: boolean,
  now: number,
): Script<{ device: DeviceRow }> {
  const row = outbox === null ? undefined : yield* getOne('outbox', outbox)
  const upTo = row?.order ?? 0
  const seq = device.cursor?.seq ?? 0
  for (const state of ['waiting', 'handed'] as const) {
    yield* put(
      'outbox',
      (yield* inState(state, 0, upTo)).map((op) => committed(op, { now, seq })),
    )
  }
  // a server that went back has not got what lies behind its cursor, whatever it said before
  yield* put('outbox', (yield* inState('committed', upTo + 1)).filter((op) => !op.again).map(uncommitted))
  return { device: { ...device, outbox, named: named ? upTo : Math.min(device.named, upTo) } }
}

export function* settleResent(_device: DeviceRow, ids: readonly OpId[], now: number): Script<object> {
  const rows = (yield* get('outbox', ids)).filter((row) => row !== undefined)
  yield* put(
    'outbox',
    rows.filter((row) => row.state !== 'settled' && !row.again).map((row) => settledByAck(row, now)),
  )
  return {}
}

export function* rejectLocally(_device: DeviceRow, id: OpId, reason: Reason, now: number): Script<object> {
  const row = yield* getOne('outbox', id)
  if (!row) return {}
  const held = (yield* getOne('events', id)) !== undefined
  yield* put('outbox', [held ? awaiting(row, reason, now) : rejected(row, reason, now)])
  return {}
}

export function* sweepOutbox(device: DeviceRow, now: number): Script<object> {
  const spent = (yield* inState('settled', 0, device.named)).filter((row) => isSpent(row, device, now))
  yield* remove(
    'outbox',
    spent.map((row) => row.id),
  )
  return {}
}

export function* enqueue(
  device: DeviceRow,
  ops: readonly Op[],
  alongside?: { clearDraft?: ConversationId; dismiss?: OpId; title?: string },
): Script<{ device: DeviceRow; rows: OutboxRow[] }> {
  let order = device.nextOrder
  const rows: OutboxRow[] = []
  for (const op of ops) {
    if (op.kind === 'read' && !(yield* moves(op))) continue
    if (op.kind === 'edit' || op.kind === 'react') yield* supersede(op)
    if (op.kind === 'edit' && !(yield* changes(op))) continue
    const row = {
      ...queued(yield* addressed(op, device.account.user.handle), order++),
      ...(alongside?.title !== undefined && { title: alongside.title }),
    }
    yield* put('outbox', [row])
    rows.push(row)
  }
  if (alongside?.clearDraft !== undefined) yield* clearDraft(alongside.clearDraft)
  if (alongside?.dismiss !== undefined) yield* dismiss(alongside.dismiss)
  return { device: { ...device, nextOrder: order }, rows }
}

/** With the ids of those it is for, as far as this device knows them: so that a later holder of a handle is not meant. */
function* addressed(op: Op, self: Handle): Script<Op> {
  const handles = addressees(op, self)
  if (handles.length === 0) return op
  const known = (yield* get('people', handles)).flatMap((row) => (row?.id === undefined ? [] : [[row.handle, row.id]]))
  const ids: Record<Handle, string> = Object.fromEntries(known)
  if (known.length === 0) return op
  return op.kind === 'message' ? { ...op, peer: ids[handles[0] as Handle] } : ({ ...op, peers: ids } as Op)
}

function addressees(op: Op, self: Handle): readonly Handle[] {
  switch (op.kind) {
    case 'message': {
      const peer = op.peer === undefined ? peerOf(op.conversation, self) : undefined
      return peer === undefined || peer === self ? [] : [peer]
    }
    case 'group':
      return op.members
    case 'add':
      return [op.member]
    case 'block':
      return [op.user]
    default:
      return []
  }
}

/** What was put aside for an edit is the draft again. */
function* clearDraft(conversation: ConversationId): Script<void> {
  const draft = yield* getOne('drafts', conversation)
  if (draft?.aside) yield* put('drafts', [{ conversation, ...draft.aside, changed: draft.changed + 1 }])
  else yield* remove('drafts', [conversation])
}

/** S9: a change of one's mind about what never left takes its place. */
function* supersede(op: Op & { kind: 'edit' | 'react' }): Script<void> {
  const pending = yield* scan({ table: 'outbox', index: 'pending', any: [op.conversation] })
  const older = pending.filter(
    (row) =>
      row.state === 'waiting' &&
      row.op.kind === op.kind &&
      row.op.target === op.target &&
      (row.op.kind === 'edit' || row.op.emoji === (op as Op & { kind: 'react' }).emoji),
  )
  yield* remove(
    'outbox',
    older.map(({ id }) => id),
  )
}

/** Whether an edit says anything else than the message does, with what is under way of it. */
function* changes({ conversation, target, text }: Op & { kind: 'edit' }): Script<boolean> {
  const pending = yield* scan({ table: 'outbox', index: 'pending', any: [conversation] })
  const under = pending.filter((row) => row.rejected === undefined)
  if (under.some(({ op }) => op.kind === 'edit' && op.target === target)) return true
  const queued = under.find(({ id }) => id === target)?.op
  const said = queued?.kind === 'message' ? queued.text : (yield* getOne('events', target))?.shown?.text
  return text !== said
}

/** Whether a mark says something new. It holds on this device at once, and stands for one that still waits. */
function* moves(op: Op & { kind: 'read' }): Script<boolean> {
  const row = yield* getOne('conversations', op.conversation)
  if (row && op.position <= row.read) return false
  const pending = yield* scan({ table: 'outbox', index: 'pending', any: [op.conversation] })
  const reads = pending.filter((other) => other.op.kind === 'read' && other.rejected === undefined)
  if (reads.some((other) => (other.op as typeof op).position >= op.position)) return false
  yield* remove(
    'outbox',
    reads.filter((other) => other.state === 'waiting').map((other) => other.id),
  )
  if (row && op.position > (row.marked ?? 0))
    yield* put('conversations', [yield* recounted({ ...row, marked: op.position })])
  return true
}

export function* amend(
  id: OpId,
  change: { text: string } | { takeOut: true },
  alongside?: { clearDraft?: ConversationId },
): Script<Answer<'amend'>> {
  const answer = yield* amended(id, change)
  if ('done' in answer && alongside?.clearDraft !== undefined) yield* clearDraft(alongside.clearDraft)
  return answer
}

function* amended(id: OpId, change: { text: string } | { takeOut: true }): Script<Answer<'amend'>> {
  const row = yield* getOne('outbox', id)
  if (!row) return { gone: true }
  // S9: what may have arrived is never changed
  if (row.state !== 'waiting') return { handed: true }
  if ('takeOut' in change) {
    const behind = row.conversation ? yield* scan({ table: 'outbox', index: 'pending', any: [row.conversation] }) : []
    yield* remove('outbox', [
      id,
      ...behind.filter((other) => other.state === 'waiting' && dependsOn(other.op, row.op)).map((other) => other.id),
    ])
    return { done: true }
  }
  if (row.op.kind !== 'message' && row.op.kind !== 'edit') return { gone: true }
  yield* put('outbox', [{ ...row, op: { ...row.op, text: change.text } }])
  return { done: true }
}

/** Whether an op means nothing once another was never said. */
function dependsOn(op: Op, on: Op): boolean {
  if ('target' in op && op.target === on.id) return true
  return on.kind === 'group' && 'conversation' in op && op.conversation === on.conversation
}

export function* dismiss(id: OpId): Script<object> {
  const row = yield* getOne('outbox', id)
  if (row?.rejected) yield* put('outbox', [indexed({ ...row, dismissed: true })])
  return {}
}

export function* conversation(id: ConversationId): Script<{ row: ConversationRow | undefined }> {
  return { row: yield* getOne('conversations', id) }
}
