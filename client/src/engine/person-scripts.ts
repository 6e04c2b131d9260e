/** What the person does with the device's rows, as scripts: what goes into the outbox, drafts, and what is out of sight. */
import { type ConversationId, type Handle, type OpId, peerOf } from '#protocol/ids.ts'
import type { Op } from '#protocol/op.ts'
import { recounted, withLast } from './device-scripts.ts'
import type { DeviceRow, DraftRow, EventRow, OutboxRow } from './model.ts'
import { indexed, queued } from './outbox-rows.ts'
import type { Hands } from './ports.ts'
import { get, getOne, put, remove, type Script, scan } from './script.ts'
import { counted, uncounted } from './unread.ts'

type Amended = Exclude<Awaited<ReturnType<Hands['amend']>>, { failed: string }>

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
): Script<Amended> {
  const answer = yield* amended(id, change)
  if ('done' in answer && alongside?.clearDraft !== undefined) yield* clearDraft(alongside.clearDraft)
  return answer
}

function* amended(id: OpId, change: { text: string } | { takeOut: true }): Script<Amended> {
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

/** Messages out of sight on this device alone, or back in it. */
export function* hide(device: DeviceRow, messages: readonly OpId[], on: boolean): Script<object> {
  const found = yield* get('events', messages)
  const rows = found.filter((row) => row !== undefined).filter(({ event }) => event.kind === 'message')
  const self = device.account.user.handle
  const changed = rows.map((row): EventRow => {
    const { hidden: _hidden, ...rest } = uncounted(row)
    return on ? { ...rest, hidden: true, drawn: 0 } : counted({ ...rest, drawn: 1 }, self)
  })
  yield* put('events', changed)
  for (const id of new Set(rows.map((row) => row.conversation))) {
    const conversation = yield* getOne('conversations', id)
    if (conversation) yield* put('conversations', [yield* withLast(yield* recounted(conversation))])
  }
  return {}
}

export function* saveDraft(draft: DraftRow): Script<object> {
  yield* put('drafts', [draft])
  return {}
}

export function* deleteDraft(conversation: ConversationId): Script<object> {
  yield* remove('drafts', [conversation])
  return {}
}

export function* outboxRow(id: OpId): Script<{ row: OutboxRow | undefined }> {
  return { row: yield* getOne('outbox', id) }
}
