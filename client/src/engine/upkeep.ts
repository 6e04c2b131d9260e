/** What is lacking beside the log: names of people met in events, and older events that a snapshot left out. */
import type { HistoryPage } from '#protocol/http.ts'
import type { Handle } from '#protocol/ids.ts'
import { pause } from './link.ts'
import { nudge } from './outbox.ts'
import type { Called, CallFailure } from './ports.ts'
import { type Fetched, http, type Open, openOf, store, type Turn, timer, update } from './state.ts'

/** Rows came in: see whether they speak of something that is not held here. */
export function look(turn: Turn): void {
  const open = openOf(turn)
  if (!open) return
  if (open.upkeep.at === 'busy') return remember(turn, { due: true })
  if (open.upkeep.at === 'resting') return
  begin(turn)
}

function begin(turn: Turn): void {
  update(turn, { upkeep: { at: 'busy', due: false, people: undefined, gap: undefined, filled: false } })
  store(turn, 'strangers', { limit: turn.state.settings.peoplePage })
}

export function onStrangers(turn: Turn, handles: Handle[]): void {
  const people = handles.join()
  if (handles.length === 0 || busyOf(turn)?.people === people) return store(turn, 'gaps', { limit: 1 })
  remember(turn, { people })
  http(turn, 'users', { handles })
}

export function onUsers(turn: Turn, { ask, answer }: Fetched & { call: 'users' }): void {
  if (!('failed' in answer)) return store(turn, 'applyUsers', { users: answer.users, asked: ask.handles })
  onFailure(turn, answer)
}

export function onUsersApplied(turn: Turn): void {
  store(turn, 'strangers', { limit: turn.state.settings.peoplePage })
}

export function onGaps(turn: Turn, gaps: { conversation: string; before: number }[]): void {
  const busy = busyOf(turn)
  if (!busy) return
  const [gap] = gaps
  const key = gap && `${gap.conversation} ${gap.before}`
  // The same lack as before, though it was answered: leave it until rows come in, or this would spin.
  if (!gap || busy.gap === key) {
    update(turn, { upkeep: { at: 'idle' } })
    if (busy.filled) again(turn)
    if (busy.due) begin(turn)
    return
  }
  remember(turn, { gap: key as string })
  http(turn, 'history', gap)
}

export function onHistory(turn: Turn, { ask, answer }: Fetched & { call: 'history' }): void {
  const page = pageOf(answer)
  if (page) store(turn, 'applyHistory', { ...ask, page })
  else onFailure(turn, answer as CallFailure)
}

/** Not to be seen (any more) is like nothing older: it must not be asked for for ever. */
export function pageOf(answer: Called<HistoryPage>): HistoryPage | undefined {
  if (!('failed' in answer)) return answer
  return answer.failed === 'refused' && answer.status === 404 ? { events: [] } : undefined
}

export function onHistoryApplied(turn: Turn): void {
  if (!busyOf(turn)) return
  remember(turn, { filled: true })
  // Older events may be of people whom nothing newer told of.
  store(turn, 'strangers', { limit: turn.state.settings.peoplePage })
}

/** S10: where the history has something else in the place of one's own, that goes up again. */
function again(turn: Turn): void {
  update(turn, { resend: true })
  nudge(turn)
}

function onFailure(turn: Turn, failure: CallFailure): void {
  if (!busyOf(turn)) return
  if (failure.failed === 'refused' && failure.status === 401) return pause(turn, 'signed-out')
  update(turn, { upkeep: { at: 'resting' } })
  timer(turn, 'upkeep', turn.state.settings.callRetryMs)
}

export function onRested(turn: Turn): void {
  if (openOf(turn)?.upkeep.at === 'resting') begin(turn)
}

type Busy = Open['upkeep'] & { at: 'busy' }
function busyOf(turn: Turn): Busy | undefined {
  const upkeep = openOf(turn)?.upkeep
  return upkeep?.at === 'busy' ? upkeep : undefined
}

function remember(turn: Turn, fields: Partial<Omit<Busy, 'at'>>): void {
  const busy = busyOf(turn)
  if (!busy) return
  const { due, people, gap, filled } = busy
  update(turn, { upkeep: Object.assign({ at: 'busy' as const, due, people, gap, filled }, fields) })
}
