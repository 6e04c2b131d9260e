/** One connection from handshake to end, and what the server says besides entries and acks. */

import type { Refusal, Welcome } from '#protocol/session.ts'
import { attempt, hurry, lose, pause } from './link.ts'
import type { DeviceRow } from './model.ts'
import { align, answered, onPushed, probe } from './outbox.ts'
import type { ConnectionNews } from './ports.ts'
import { isSame } from './same.ts'
import { cancel, note, type Turn, timer } from './state.ts'
import { onEntries, onInboxMode, onResumed } from './stream.ts'
import { unreachable } from './unreachable.ts'

/** The own disk was read: shake hands from where it stands. */
export function onLoaded(turn: Turn, device: DeviceRow): void {
  const { state } = turn
  if (state.link.at !== 'loading') return
  const { via } = state.link
  state.link = { at: 'opening', via, device }
  turn.effects.push({ do: 'connect', gen: state.gen, via, device })
}

export function onNews(turn: Turn, news: ConnectionNews): void {
  const { at } = turn.state.link
  if (at !== 'opening' && at !== 'open') return
  switch (news.kind) {
    case 'welcome':
      return onWelcome(turn, news.welcome)
    case 'entries':
      return onEntries(turn, news.batch, news.ack)
    case 'pushed':
      return onPushed(turn, news.push, news.answer)
    case 'resumed':
      return onResumed(turn, news.inbox)
    case 'replaced':
      // S23: the newer connection of this device wins, wherever it is.
      turn.state.notBefore = turn.at.monotonic + turn.state.settings.awayMs
      return lose(turn)
    case 'closed':
      return onClosed(turn, news)
    case 'typing':
    case 'presence':
      return
    default:
      return unreachable(news)
  }
}

function onWelcome(turn: Turn, welcome: Welcome): void {
  const { state, at } = turn
  if (state.link.at !== 'opening') return
  const { via } = state.link
  // An outbox never goes up under another user: this browser's cookie is somebody else's now.
  if (welcome.user.handle !== state.link.device.account.user.handle) return pause(turn, 'signed-out')
  const device = learn(turn, state.link.device, welcome)
  if (welcome.outbox !== null && state.inDoubt.includes(welcome.outbox)) answered(turn)
  if (via === 'socket') state.upgradesFailed = 0
  if (via === 'exchange' && state.fallback) state.fallback = { ...state.fallback, works: true }
  if (via !== 'hand-in') state.paused = undefined
  state.downSince = undefined
  state.link = {
    at: 'open',
    via,
    device,
    head: welcome.head,
    cursor: device.cursor,
    inbox: { at: 'streaming', queue: [] },
    behindSince: at.monotonic,
    synced: false,
    outbox: { at: 'idle' },
    after: welcome.outbox,
    from: null,
    grew: false,
    resend: via !== 'hand-in' && device.resend === true,
    againDue: false,
    againFrom: at.monotonic,
    upkeep: { at: 'idle' },
  }
  state.beat = { monotonic: at.monotonic, now: at.now }
  cancel(turn, 'handshake')
  timer(turn, 'stable', state.settings.stableMs)
  timer(turn, 'beat', state.settings.beatMs)
  if (via === 'exchange' && state.fallback) timer(turn, 'websocket', state.fallback.until - at.monotonic)
  align(turn, welcome.outbox, { named: true })
  if (via !== 'hand-in') onInboxMode(turn, welcome.inbox)
}

/** What the server told of itself and of this device goes to the disk, where it is new. */
function learn(turn: Turn, device: DeviceRow, welcome: Welcome): DeviceRow {
  const clockAhead = welcome.time - turn.at.now
  const account = { user: welcome.user, device: welcome.device }
  const isKnown =
    isSame(device.account, account) &&
    isSame(device.limits, welcome.limits) &&
    Math.abs(device.clockAhead - clockAhead) < CLOCK_TOLERANCE_MS &&
    device.paused === undefined
  if (isKnown) return device
  const facts = { account, limits: welcome.limits, clockAhead, paused: undefined }
  note(turn, facts)
  return { ...device, ...facts }
}

const CLOCK_TOLERANCE_MS = 1_000

function onClosed(turn: Turn, { refused, upgradeFailed }: ConnectionNews & { kind: 'closed' }): void {
  if (refused) return onRefused(turn, refused)
  const { state, at } = turn
  const { settings } = state
  if (upgradeFailed) {
    state.upgradesFailed += 1
    if (state.upgradesFailed >= settings.upgradeFailures) {
      state.upgradesFailed = 0
      state.fallback = { until: at.monotonic + settings.fallbackMs, works: false }
      return attempt(turn)
    }
  }
  // Nor does the exchange get through: it is not WebSocket that is blocked.
  if (state.link.at === 'opening' && state.fallback && !state.fallback.works) state.fallback = undefined
  lose(turn)
}

function onRefused(turn: Turn, refused: Refusal): void {
  const { state } = turn
  switch (refused) {
    case 'unauthenticated':
      return pause(turn, 'signed-out')
    case 'upgrade-required':
      // S26: what was written with this version still goes up, then the person is asked to update.
      if (handsIn(turn)) return pause(turn, 'upgrade-required')
      return attempt(turn, 'hand-in')
    case 'forbidden-origin':
      // A matter of the server's settings: no use in asking often.
      state.tries = Math.max(state.tries, SELDOM)
      return lose(turn)
    default:
      return unreachable(refused)
  }
}

const SELDOM = 6
const handsIn = ({ state: { link } }: Turn): boolean =>
  (link.at === 'open' || link.at === 'opening') && link.via === 'hand-in'

/** Now is a good time to try; an open connection is asked whether it lives. */
export function onWake(turn: Turn, asked: boolean): void {
  const { link, settings } = turn.state
  if (link.at === 'open') return probe(turn)
  if (link.at === 'resting') return hurry(turn, settings.wakeGapMs)
  if (link.at === 'paused') {
    if (asked) return hurry(turn, settings.wakeGapMs)
    if (turn.at.monotonic >= turn.state.attempted + settings.pausedWakeGapMs) return attempt(turn)
  }
}

/** What failed without a network says nothing of the server: it begins anew, and at once. */
export function onNetwork({ state, at }: Turn): void {
  const offline = at.monotonic - (state.offlineSince ?? at.monotonic)
  state.offlineSince = undefined
  if (state.downSince === undefined || offline < state.settings.status.offlineMs) return
  state.downSince = at.monotonic
  state.attempted = Number.NEGATIVE_INFINITY
  state.tries = 0
}

/**
 * A device that slept finds its connection dead more often than not. It is asked and not cut: the timers of hidden pages
 * are late as well, and `navigator.onLine` lies.
 */
export function onBeat(turn: Turn): void {
  const { state, at } = turn
  const { beat, settings } = state
  if (state.link.at !== 'open') return
  state.beat = { monotonic: at.monotonic, now: at.now }
  timer(turn, 'beat', settings.beatMs)
  if (!beat) return
  const passed = Math.max(at.monotonic - beat.monotonic, at.now - beat.now)
  if (passed > settings.jumpMs || !at.online) probe(turn)
}

/** What is written after the pause still goes up where the server takes it from this version. */
export function onGrewWhilePaused(turn: Turn): void {
  const { link, settings } = turn.state
  if (link.at === 'paused' && link.reason === 'upgrade-required') hurry(turn, settings.wakeGapMs)
}
