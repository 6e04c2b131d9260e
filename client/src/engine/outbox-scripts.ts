/** The outbox on its way to the server, as scripts. */
import type { ConversationId, OpId } from '#protocol/ids.ts'
import type { Reason } from '#protocol/rejection.ts'
import type { ConversationRow, DeviceRow, OpState, OutboxRow } from './model.ts'
import { awaiting, committed, handed, isSpent, opBytes, rejected, settledByAck, uncommitted } from './outbox-rows.ts'
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

export function* conversation(id: ConversationId): Script<{ row: ConversationRow | undefined }> {
  return { row: yield* getOne('conversations', id) }
}
