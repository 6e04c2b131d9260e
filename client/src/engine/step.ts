/**
 * The engine's mind: from what it knows and what it hears to what it then knows and wants done. Pure; the driver
 * turns effects into calls of the ports, and their answers into inputs, one after the other.
 */
import { attempt, lose, stop } from './link.ts'
import { nudge, onAgainDue, onKnown, onMarked, onNoted, onRead, onRenewed, onWaited } from './outbox.ts'
import { hasFailed } from './ports.ts'
import { onBeat, onGrewWhilePaused, onLoaded, onNetwork, onNews, onWake } from './session.ts'
import {
  copyOf,
  type Effect,
  type Fetched,
  type Input,
  type Moment,
  type State,
  type StoreCall,
  type StoreCalls,
  type Stored,
  type StoreEffect,
  type Timer,
  type Turn,
  timer,
  UNTIED,
} from './state.ts'
import { noteSynced, onApplied, onMerged, onPage, onPageDue, onResyncBegun } from './stream.ts'
import { unreachable } from './unreachable.ts'
import { onGaps, onHistory, onHistoryApplied, onRested, onStrangers, onUsers, onUsersApplied } from './upkeep.ts'

export function step(state: State, input: Input, at: Moment): [State, Effect[]] {
  if (state.link.at === 'stopped') return [state, []]
  const turn: Turn = { state: copyOf(state), effects: [], at }
  if (!at.online) turn.state.offlineSince ??= at.monotonic
  else if (turn.state.offlineSince !== undefined) onNetwork(turn)
  take(turn, input)
  return [turn.state, turn.effects]
}

function take(turn: Turn, input: Input): void {
  switch (input.on) {
    case 'start':
      return attempt(turn)
    case 'news':
      return input.gen === turn.state.gen ? onNews(turn, input.news) : undefined
    case 'stored':
      return onStored(turn, input)
    case 'fetched':
      return input.gen === turn.state.gen ? onFetched(turn, input) : undefined
    case 'timer':
      return onTimer(turn, input.name)
    case 'outbox-grew':
      onGrewWhilePaused(turn)
      return nudge(turn)
    case 'wake':
      return onWake(turn, input.asked)
    case 'stop':
      return stop(turn)
    default:
      return unreachable(input)
  }
}

function onStored(turn: Turn, stored: Stored): void {
  const { state } = turn
  if (hasFailed(stored.answer)) return onStoreFailure(turn, stored, stored.answer.failed)
  if (!READS.has(stored.call) || state.storage === 'unavailable') state.storage = 'ok'
  if (stored.gen !== state.gen) return
  onAnswer(turn, stored as Answered)
}

const READS: ReadonlySet<Stored['call']> = new Set([
  'load',
  'opsAfter',
  'unsettled',
  'againOps',
  'knows',
  'gaps',
  'strangers',
])

/** Nothing was written, nothing is lost: the same again later, as long as the connection that it is for lasts. */
function onStoreFailure(turn: Turn, stored: Stored, failed: 'fenced' | 'full' | 'unavailable'): void {
  const { state } = turn
  // S24: a newer leader is at work on this disk.
  if (failed === 'fenced') return stop(turn)
  state.storage = failed
  if (stored.gen === UNTIED || stored.gen !== state.gen) return
  if (stored.call === 'load') return lose(turn)
  const { call, gen, ask } = stored
  state.stuck = [...state.stuck, { do: 'store', call, gen, ask } as StoreEffect]
  timer(turn, 'store', state.settings.storeRetryMs)
}

type Answered = { [K in StoreCall]: { call: K; ask: StoreCalls[K]['ask']; answer: StoreCalls[K]['answer'] } }[StoreCall]

function onAnswer(turn: Turn, stored: Answered): void {
  switch (stored.call) {
    case 'load':
      return onLoaded(turn, stored.answer.device)
    case 'opsAfter':
    case 'unsettled':
    case 'againOps':
      return onRead(turn, stored.answer.ops)
    case 'markHanded':
      return onMarked(turn, stored.answer.ops)
    case 'knows':
      return onKnown(turn, stored.answer.known)
    case 'commitOps':
    case 'settleResent':
    case 'rejectLocally':
    case 'noteServer':
      return onNoted(turn)
    case 'renewReads':
      return onRenewed(turn)
    case 'applyEntries':
      return onApplied(turn, stored.answer)
    case 'beginResync':
      return onResyncBegun(turn)
    case 'applySnapshot':
      return onMerged(turn, stored.answer)
    case 'strangers':
      return onStrangers(turn, stored.answer.handles)
    case 'applyUsers':
      return onUsersApplied(turn)
    case 'gaps':
      return onGaps(turn, stored.answer.gaps)
    case 'applyHistory':
      return onHistoryApplied(turn)
    case 'sweepOutbox':
      return
    default:
      return unreachable(stored)
  }
}

function onFetched(turn: Turn, fetched: Fetched): void {
  switch (fetched.call) {
    case 'snapshot':
      return onPage(turn, fetched.answer)
    case 'history':
      return onHistory(turn, fetched)
    case 'users':
      return onUsers(turn, fetched)
    default:
      return unreachable(fetched)
  }
}

function onTimer(turn: Turn, name: Timer): void {
  const { state } = turn
  switch (name) {
    case 'retry':
    case 'websocket':
      return attempt(turn)
    case 'handshake':
    case 'push':
      // Nobody is there, whatever the socket says: the answer may still come, to a connection that is no more.
      return lose(turn)
    case 'stable':
      state.tries = 0
      return
    case 'beat':
      return onBeat(turn)
    case 'outbox':
      return onWaited(turn)
    case 'again':
      return onAgainDue(turn)
    case 'snapshot':
      return onPageDue(turn)
    case 'upkeep':
      return onRested(turn)
    case 'store':
      turn.effects.push(...state.stuck)
      state.stuck = []
      return
    case 'synced':
      return noteSynced(turn)
    default:
      return unreachable(name)
  }
}
