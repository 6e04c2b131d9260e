/** Coming and going of connections: attempts, rests, pauses. What happens inside one is in `session`. */
import { backoffMs } from './backoff.ts'
import { cancel, note, type PauseReason, store, type Turn, timer, type Via } from './state.ts'

/** S1: every attempt starts from the disk, so whatever another writer or a rollback did to it is believed (S27). */
export function attempt(turn: Turn, via: Via = chooseVia(turn)): void {
  disconnect(turn)
  const { state, at } = turn
  state.gen += 1
  state.attempted = at.monotonic
  state.link = { at: 'loading', via }
  cancel(turn, 'retry')
  timer(turn, 'handshake', state.settings.handshakeMs)
  store(turn, 'load', {})
}

/** The connection, or the attempt at one, came to nothing: rest, then try again. */
export function lose(turn: Turn): void {
  disconnect(turn)
  const { state, at } = turn
  const { backoffBaseMs: base, backoffCapMs: cap } = state.settings
  const delay = Math.max(backoffMs(state.tries, at.fraction, { base, cap }), state.notBefore - at.monotonic)
  state.tries += 1
  rest(turn, at.monotonic + delay)
}

/** Nothing more can be done without the person. What is kept here is left alone, the outbox above all. */
export function pause(turn: Turn, reason: PauseReason): void {
  disconnect(turn)
  turn.state.paused = reason
  turn.state.link = { at: 'paused', reason }
  note(turn, { paused: reason })
}

/** For good: another tab leads, or this one ends. */
export function stop(turn: Turn): void {
  disconnect(turn)
  cancel(turn, 'retry', 'beat')
  turn.state.link = { at: 'stopped' }
}

/** Moves the next attempt forward, as far as hammering is ruled out. */
export function hurry(turn: Turn, gapMs: number): void {
  const { state, at } = turn
  const earliest = Math.max(at.monotonic, state.notBefore, state.attempted + gapMs)
  if (earliest <= at.monotonic) attempt(turn)
  else if (state.link.at === 'paused') timer(turn, 'retry', earliest - at.monotonic)
  else if (state.link.at === 'resting' && earliest < state.link.retryAt) rest(turn, earliest)
}

function rest(turn: Turn, retryAt: number): void {
  turn.state.link = { at: 'resting', retryAt }
  timer(turn, 'retry', retryAt - turn.at.monotonic)
}

function chooseVia({ state, at }: Turn): Via {
  if (!state.fallback) return 'socket'
  if (at.monotonic < state.fallback.until) return 'exchange'
  // One failed upgrade more, and the exchange is back.
  state.fallback = undefined
  state.upgradesFailed = state.settings.upgradeFailures - 1
  return 'socket'
}

function disconnect(turn: Turn): void {
  const { state, at } = turn
  const { link } = state
  if (link.at === 'stopped') return
  if (link.at === 'open') doubt(turn)
  if (link.at === 'open' || link.at === 'opening') turn.effects.push({ do: 'close' })
  state.stuck = []
  state.downSince ??= at.monotonic
  cancel(turn, 'handshake', 'stable', 'websocket', 'push', 'outbox', 'again', 'snapshot', 'upkeep', 'store', 'synced')
}

/** A push whose answer will not come any more may have arrived, or be what ends connections. */
function doubt({ state }: Turn): void {
  if (state.link.at !== 'open' || state.link.outbox.at !== 'pushing') return
  const { ops } = state.link.outbox
  state.unanswered += 1
  state.inDoubt = ops.map((row) => row.id)
  if (state.unanswered >= POISON_SUSPECTED) state.suspects = Math.max(state.suspects, ops.length)
}

const POISON_SUSPECTED = 3
