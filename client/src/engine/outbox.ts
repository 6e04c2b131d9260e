/**
 * The way up: what the person did goes to the server in its order, one push at a time (S2), until nothing is left.
 *
 * `after` is the server's word (its cursor into this outbox), `from` the place in the own order to go on from. They
 * differ where the server named an op that is not held here: then all that is kept goes up again (S3 makes it harmless).
 */
import type { Op } from '#protocol/op.ts'
import type { PushAck } from '#protocol/session.ts'
import { lose, pause } from './link.ts'
import type { OutboxRow } from './model.ts'
import { opBytes } from './outbox-rows.ts'
import { cancel, type Errand, type Max, type Open, openOf, store, type Turn, timer, update } from './state.ts'

/** The server told its cursor into this outbox: note it, and find the place to go on from. */
export function align(turn: Turn, outbox: Open['after'], { named }: { named: boolean }): void {
  update(turn, { outbox: { at: 'aligning' }, after: outbox })
  store(turn, 'commitOps', { outbox, named })
}

export function onNoted(turn: Turn): void {
  const open = openOf(turn)
  if (open?.outbox.at === 'noting') return read(turn, open.outbox.errand)
  if (open?.outbox.at !== 'aligning') return
  if (open.after === null) goOnFrom(turn, null)
  else store(turn, 'knows', { id: open.after })
}

export function onKnown(turn: Turn, known: boolean): void {
  const open = openOf(turn)
  if (open?.outbox.at === 'aligning') goOnFrom(turn, known ? open.after : null)
}

function goOnFrom(turn: Turn, from: Open['from']): void {
  update(turn, { from })
  read(turn, { for: 'new' })
}

/** The outbox grew, the inbox caught up, or a wait is over: look whether there is something to send. */
export function nudge(turn: Turn): void {
  const open = openOf(turn)
  if (open?.outbox.at === 'idle') read(turn, { for: 'new' })
  else update(turn, { grew: true })
}

function read(turn: Turn, errand: Errand): void {
  const open = openOf(turn)
  if (!open) return
  const { ops, bytes } = pushMax(turn, open)
  const max = { ops, bytes }
  update(turn, { outbox: { at: 'reading', errand }, ...(errand.for === 'new' ? { grew: false } : {}) })
  switch (errand.for) {
    case 'new':
      return store(turn, 'opsAfter', { after: open.from, max })
    case 'resend':
      return store(turn, 'unsettled', { afterOrder: errand.afterOrder, max })
    case 'again':
      return store(turn, 'againOps', { afterOrder: errand.afterOrder, max })
  }
}

export function onRead(turn: Turn, rows: readonly OutboxRow[]): void {
  const open = openOf(turn)
  if (open?.outbox.at !== 'reading') return
  const { errand } = open.outbox
  if (rows.length === 0) return finish(turn, open, errand)
  const fitting = cut(rows, pushMax(turn, open))
  if (fitting.length === 0) return refuseAlone(turn, { errand, row: rows[0] as OutboxRow, reason: 'too-large' })
  // Was handed over before, and stays committed whatever comes of it.
  if (errand.for === 'resend') return push(turn, open, { errand, ops: fitting })
  update(turn, { outbox: { at: 'marking', errand } })
  // S9: marked on disk before the first byte leaves, or an op could be changed here that has arrived there.
  store(turn, 'markHanded', { ids: fitting.map((row) => row.id) })
}

/** Nothing left of one errand: is there another? */
function finish(turn: Turn, open: Open, errand: Errand): void {
  if (open.grew) return read(turn, { for: 'new' })
  if (errand.for === 'new' && open.resend && open.inbox.at === 'streaming') {
    return read(turn, { for: 'resend', afterOrder: 0 })
  }
  if (errand.for === 'resend') {
    update(turn, { resend: false, outbox: { at: 'noting', errand: { for: 'new' } } })
    return store(turn, 'renewReads', {})
  }
  if (errand.for === 'new' && open.againDue && open.behindSince === undefined && open.againFrom <= turn.at.monotonic) {
    const { againMs } = turn.state.settings
    update(turn, { againDue: false, againFrom: turn.at.monotonic + againMs })
    timer(turn, 'again', againMs)
    return read(turn, { for: 'again', afterOrder: 0 })
  }
  if (errand.for === 'again') return read(turn, { for: 'new' })
  update(turn, { outbox: { at: 'idle' } })
  if (open.via === 'hand-in') pause(turn, 'upgrade-required')
}

export function onRenewed(turn: Turn): void {
  store(turn, 'noteServer', { facts: { resend: undefined } })
}

export function onMarked(turn: Turn, rows: readonly OutboxRow[]): void {
  const open = openOf(turn)
  if (open?.outbox.at !== 'marking') return
  const { errand } = open.outbox
  const ops = cut(rows, pushMax(turn, open))
  // Changed or taken out while it was being marked.
  if (ops.length === 0) return read(turn, errand)
  push(turn, open, { errand, ops })
}

function push(turn: Turn, open: Open, { errand, ops }: { errand: Errand; ops: readonly OutboxRow[] }): void {
  const number = nextPush(turn)
  const { ackMs, bytesPerMs } = turn.state.settings
  update(turn, { outbox: { at: 'pushing', errand, push: number, ops } })
  turn.effects.push({ do: 'push', push: number, ops: ops.map(sent), after: open.after })
  timer(turn, 'push', ackMs + bytesOf(ops) / bytesPerMs)
}

/** An empty push, where nothing else would show that the connection is dead. */
export function probe(turn: Turn): void {
  const open = openOf(turn)
  if (open?.outbox.at !== 'idle') return
  const number = nextPush(turn)
  update(turn, { outbox: { at: 'probing', push: number } })
  turn.effects.push({ do: 'push', push: number, ops: [], after: open.after })
  timer(turn, 'push', turn.at.online ? turn.state.settings.probeMs : turn.state.settings.status.offlineMs)
}

export function onPushed(turn: Turn, number: number, answer: PushAck): void {
  const open = openOf(turn)
  if (!open) return
  const lane = open.outbox
  if ((lane.at !== 'pushing' && lane.at !== 'probing') || lane.push !== number) return
  cancel(turn, 'push')
  if (lane.at === 'probing') return onProbed(turn, open, answer)
  answered(turn)
  if (answer.error) return onRefused(turn, open, { lane, answer })

  turn.state.suspects = Math.max(0, turn.state.suspects - lane.ops.length)
  const ids = lane.ops.map((row) => row.id)
  const last = lane.ops.at(-1) as OutboxRow
  const errand: Errand = lane.errand.for === 'new' ? lane.errand : { for: lane.errand.for, afterOrder: last.order }
  update(turn, { after: answer.outbox })
  switch (errand.for) {
    case 'new':
      update(turn, { from: last.id, outbox: { at: 'noting', errand } })
      return store(turn, 'commitOps', { outbox: last.id, named: false })
    case 'resend':
      update(turn, { outbox: { at: 'noting', errand } })
      return store(turn, 'settleResent', { ids })
    case 'again':
      // Settled by its event, or refused again by an entry: the ack says neither.
      return read(turn, errand)
  }
}

/** Somebody is there. A cursor other than the last one told is a server that was put back under an open connection. */
function onProbed(turn: Turn, open: Open, { outbox }: PushAck): void {
  if (outbox !== undefined && outbox !== open.after) return align(turn, outbox, { named: false })
  read(turn, { for: 'new' })
}

type Refused = Extract<PushAck, { error: object }>

function onRefused(
  turn: Turn,
  open: Open,
  refused: { lane: Open['outbox'] & { at: 'pushing' }; answer: Refused },
): void {
  const { lane, answer } = refused
  const { code, retryAfter } = answer.error
  const { settings } = turn.state
  switch (code) {
    case 'moved':
      // What it was just told is what it says: asking the same at once would spin.
      if (answer.outbox === undefined || answer.outbox === open.after) return lose(turn)
      return align(turn, answer.outbox, { named: false })
    case 'invalid':
    case 'too-large': {
      const [alone] = lane.ops
      if (lane.ops.length === 1 && alone) {
        return refuseAlone(turn, { errand: lane.errand, row: alone, reason: code })
      }
      // S25: one of them is what the server never takes; the others must not wait for it.
      turn.state.suspects = lane.ops.length
      return read(turn, lane.errand)
    }
    case 'unauthenticated':
      return pause(turn, 'signed-out')
    case 'slow-down':
      return wait(turn, Math.min(retryAfter ?? settings.serverRetryMs, settings.retryAfterCapMs))
    default:
      return wait(turn, settings.serverRetryMs)
  }
}

function refuseAlone(turn: Turn, refused: { errand: Errand; row: OutboxRow; reason: 'invalid' | 'too-large' }): void {
  const { errand, row, reason } = refused
  turn.state.suspects = Math.max(0, turn.state.suspects - 1)
  const next: Errand = errand.for === 'new' ? errand : { for: errand.for, afterOrder: row.order }
  update(turn, { outbox: { at: 'noting', errand: next } })
  // The server has it, taken when it still took so much: what was sent is not refused in hindsight.
  if (errand.for === 'resend') return store(turn, 'settleResent', { ids: [row.id] })
  store(turn, 'rejectLocally', { id: row.id, reason })
}

function wait(turn: Turn, ms: number): void {
  update(turn, { outbox: { at: 'waiting' } })
  timer(turn, 'outbox', ms)
}

export function onWaited(turn: Turn): void {
  if (openOf(turn)?.outbox.at === 'waiting') read(turn, { for: 'new' })
}

export function onAgainDue(turn: Turn): void {
  const open = openOf(turn)
  if (open?.againDue) nudge(turn)
}

/** Some answer came for the ops in doubt: they are not what ends connections. */
export function answered({ state }: Turn): void {
  state.unanswered = 0
  state.inDoubt = []
}

function nextPush({ state }: Turn): number {
  state.pushes += 1
  return state.pushes
}

/** `hard`: what the server takes at all. */
type PushMax = Max & { hard: number }

/** Smaller after each push that was lost, so that a slow link gets somewhere; one at a time where poison is suspected. */
function pushMax({ state }: Turn, open: Open): PushMax {
  const { ops, pushSize } = open.device.limits
  const hard = Math.max(1, pushSize - ENVELOPE_BYTES)
  if (state.suspects > 0) return { ops: 1, bytes: hard, hard }
  const halvings = Math.min(state.unanswered, 10)
  return { ops: Math.max(1, ops >> halvings), bytes: Math.max(1, hard >> halvings), hard }
}

/** `{"ops":[…],"after":"…"}` with the event's name, amply. */
const ENVELOPE_BYTES = 512

const sent = ({ op, again }: OutboxRow): Op => (again ? { ...op, again } : op)
const bytesOfOne = ({ op, again }: OutboxRow): number => opBytes(op) + (again ? AGAIN_BYTES : 0) + 1
const AGAIN_BYTES = ',"again":true'.length
const bytesOf = (rows: readonly OutboxRow[]): number => rows.reduce((sum, row) => sum + bytesOfOne(row), 0)

/** As many of the first rows as fit: at least one, but for one that no push may hold. */
function cut(rows: readonly OutboxRow[], max: PushMax): readonly OutboxRow[] {
  let bytes = 0
  for (const [index, row] of rows.entries()) {
    bytes += bytesOfOne(row)
    if (index === 0) {
      if (bytes > max.hard) return []
    } else if (index >= max.ops || bytes > max.bytes) return rows.slice(0, index)
  }
  return rows
}
