/** What the screens say about the connection (product: connection states): a function of the engine's state and the time. */
import type { Link, Open, PauseReason, State } from './state.ts'

/** One machine, shown in three places. Times in ms since 1970. */
export type ConnectionStatus =
  | { state: 'live' }
  /** down for less than 4 s: not news */
  | { state: 'connecting' }
  | { state: 'reconnecting' }
  | { state: 'unreachable'; host: string; nextTry?: number }
  | { state: 'offline' }
  /** `count`: entries still to come, once known */
  | { state: 'syncing'; count?: number }
  | { state: 'paused'; reason: PauseReason }

export interface Reading {
  status: ConnectionStatus
  /** when it becomes another one by the mere passing of time */
  changesInMs?: number
}

type Now = { now: number; monotonic: number }

const LIVE: Reading = { status: { state: 'live' } }

export function readStatus(state: State, at: Now): Reading {
  const { link } = state
  if (link.at === 'open' && link.via !== 'hand-in') return whileOpen(state, link, at)
  if (state.paused) return { status: { state: 'paused', reason: state.paused } }
  return whileDown(state, link, at)
}

function whileOpen({ settings }: State, open: Open, { monotonic }: Now): Reading {
  if (open.behindSince === undefined) return LIVE
  const left = settings.status.syncingMs - (monotonic - open.behindSince)
  if (left > 0) return { status: { state: open.synced ? 'live' : 'connecting' }, changesInMs: left }
  const count = open.head - (open.cursor?.seq ?? 0)
  const isCounted = open.inbox.at === 'streaming' && count > 0
  return { status: isCounted ? { state: 'syncing', count } : { state: 'syncing' } }
}

function whileDown(state: State, link: Link, { now, monotonic }: Now): Reading {
  const { reconnectingMs, unreachableMs, unreachableTries, offlineMs, host } = state.settings.status
  const down = monotonic - (state.downSince ?? monotonic)
  const offline = state.offlineSince === undefined ? undefined : monotonic - state.offlineSince
  if (offline !== undefined && offline >= offlineMs) return { status: { state: 'offline' } }

  const boundaries = [reconnectingMs - down, unreachableMs - down, offlineMs - (offline ?? offlineMs)]
  const next = Math.min(...boundaries.filter((ms) => ms > 0))
  const later = Number.isFinite(next) ? { changesInMs: next } : {}
  if (down < reconnectingMs) return { status: { state: 'connecting' }, ...later }
  if (down < unreachableMs && state.tries < unreachableTries) return { status: { state: 'reconnecting' }, ...later }
  const nextTry = link.at === 'resting' ? { nextTry: Math.round(now + link.retryAt - monotonic) } : {}
  return { status: { state: 'unreachable', host, ...nextTry }, ...later }
}
