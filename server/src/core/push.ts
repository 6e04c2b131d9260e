/** The outbox: ops of one device, in order, each taking effect once for ever. */
import type { RejectedEvent } from '#protocol/event.ts'
import type { OpId } from '#protocol/ids.ts'
import type { Op, OpOf, ParsedOp } from '#protocol/op.ts'
import type { Reason } from '#protocol/rejection.ts'
import { apply, type Change, isRefused } from './change.ts'
import type { Context } from './context.ts'
import { decide } from './decide.ts'
import type { DeviceRow, OpRow } from './ports.ts'
import type { Answer, Ask } from './requests.ts'
import { made } from './rules/stamp.ts'

/** S7: whether the device goes on from something else than what is committed here. */
export function hasMoved(device: DeviceRow, ask: { ops: readonly unknown[]; after?: OpId | null }): boolean {
  return ask.ops.length > 0 && ask.after !== undefined && ask.after !== device.outbox
}

export function push(context: Context, ask: Ask<'push'>, device: DeviceRow): Answer<'push'> {
  if (hasMoved(device, ask)) return { error: { code: 'moved' }, outbox: device.outbox }
  const after = take(context, device, ask.ops)
  if (after.turn !== device.turn) context.tx.putDevice(after)
  return { outbox: after.outbox }
}

/** Applies what is new among the ops. The device's row as it is after them, which is the caller's to put. */
export function take(context: Context, device: DeviceRow, ops: readonly ParsedOp[]): DeviceRow {
  const after = { ...device }
  for (const op of ops) takeOne(context, after, op)
  return after
}

function takeOne(context: Context, device: DeviceRow, op: ParsedOp): void {
  const { tx } = context
  const known = tx.op(op.id)
  if (known === undefined) {
    moveTo(device, op.id)
    takeNew(context, { id: op.id, user: device.user, device: device.id, turn: device.turn, fingerprint: null }, op)
    return
  }
  // S2: what another device brought first takes its turn among this one's when this one first hands it in.
  if (known.device !== device.id && tx.handedAt(device.id, op.id) === undefined) {
    moveTo(device, op.id)
    tx.putHanded(device.id, op.id, device.turn)
  }
  takeKnown(context, device, known, op)
}

/** S3: the outcome that it had, but that `again` asks once more for what a rollback may have refused. */
function takeKnown(context: Context, device: DeviceRow, known: OpRow, op: ParsedOp): void {
  if (known.user !== device.user || !isSame(context, known, op)) return reject(context, device, op.id, 'conflict')
  if (known.rejected === undefined) return
  if (op.kind !== 'malformed' && op.again === true && known.rejected !== 'conflict') {
    const { rejected: _, ...row } = known
    return takeNew(context, row, op)
  }
  reject(context, device, op.id, known.rejected)
}

function isSame({ tx, env }: Context, known: OpRow, op: ParsedOp): boolean {
  if (known.fingerprint === null) return true
  if (op.kind === 'malformed') return false
  if (known.fingerprint !== IN_EVENT) return env.fingerprint(op) === known.fingerprint
  const at = tx.message(op.id)
  const [event] = at === undefined ? [] : tx.events(at.conversation, { from: at.position, to: at.position, limit: 1 })
  if (event?.kind !== 'message' || !isPlain(op)) return false
  return op.at === event.at && op.conversation === event.conversation && op.text === event.text
}

/** The fingerprint of what is kept whole as an event, and so needs none: nearly every op. */
const IN_EVENT = ''

/** What the server added of its own: no op has this fingerprint, so that its id is taken. */
const OF_SERVER = '-'

const isPlain = (op: Op): op is OpOf<'message'> =>
  op.kind === 'message' && op.reply === undefined && op.files === undefined && op.peer === undefined

function takeNew(context: Context, row: OpRow, op: ParsedOp): void {
  if (op.kind === 'malformed') return refuse(context, { ...row, rejected: 'invalid' })
  const { tx, env } = context
  const received = env.now()
  const decision = decide({ look: tx, env, by: row.user, received }, op)
  if (isRefused(decision)) {
    const { id, user, device, turn } = row
    return refuse(context, { id, user, device, turn, fingerprint: env.fingerprint(op), rejected: decision })
  }
  // The row goes first: an op that is placed is found by its event, and a removal takes fingerprints away.
  tx.putOp({ ...row, fingerprint: isPlain(op) && op.at <= received ? IN_EVENT : env.fingerprint(op) })
  for (const change of decision) {
    if (change.do !== 'place' || change.event.id === op.id) continue
    tx.putOp({ ...row, id: change.event.id, fingerprint: OF_SERVER })
  }
  apply(context, decision)
}

function refuse(context: Context, row: OpRow & { rejected: Reason }): void {
  context.tx.putOp(row)
  reject(context, row, row.id, row.rejected)
}

/** S8: told, and passed over. */
function reject(context: Context, { user }: { user: string }, op: OpId, reason: Reason): void {
  const note: RejectedEvent = {
    kind: 'rejected',
    ...made({ env: context.env, received: context.env.now() }),
    op,
    reason,
  }
  const tell: Change = { do: 'tell', to: [{ user }], delivery: { note } }
  apply(context, [tell])
}

/** The cursor into the outbox only ever moves on to what was never handed in before. */
function moveTo(device: DeviceRow, op: OpId): void {
  device.turn += 1
  device.outbox = op
}
