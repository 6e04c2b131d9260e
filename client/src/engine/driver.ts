/**
 * The engine at work: carries the disk to the server's log and the log back to the disk. Effects of `step` become
 * calls of the ports, answers become inputs, one after the other; nothing else is decided here.
 */
import type { ConversationId, Handle } from '#protocol/ids.ts'
import type { Op } from '#protocol/op.ts'
import type { Presence, Typing } from '#protocol/session.ts'
import { exchangeConnection } from './exchange-connection.ts'
import { type Loaded, loadOlder } from './load-older.ts'
import {
  type Clock,
  type Connection,
  type ConnectionNews,
  type Hints,
  hasFailed,
  type Random,
  type Store,
  type Transport,
} from './ports.ts'
import { isSame } from './same.ts'
import type { EngineSettings } from './settings.ts'
import {
  type Effect,
  type Fetched,
  type HttpEffect,
  type Input,
  initialState,
  type State,
  type Stored,
  type StoreEffect,
  type Timer,
} from './state.ts'
import { type ConnectionStatus, readStatus } from './status.ts'
import { step } from './step.ts'

export interface EnginePorts {
  store: Store
  transport: Transport
  clock: Clock
  random: Random
  hints: Hints
}

/** What the screens may know of the engine. */
export interface EngineStatus {
  connection: ConnectionStatus
  /** whether the device's database takes what comes */
  storage: State['storage']
  /** another tab leads, or the engine was stopped: it does nothing any more */
  stopped: boolean
}

/** What passes without touching the disk. `connected`: what was told before is of a connection that is no more. */
export type Notice =
  | { kind: 'connected' }
  | { kind: 'typing'; notice: Typing & { by: Handle } }
  | { kind: 'presence'; presence: Presence }

export interface Engine {
  /** Told at once and then on every change. */
  subscribe(listener: (status: EngineStatus) => void): () => void
  onNotice(listener: (notice: Notice) => void): () => void
  /** The person asks to try now. */
  wake(): void
  typing(notice: Typing): void
  /** Events before the lowest position held in one piece with the newest, from the server into the database. */
  loadOlder(conversation: ConversationId): Promise<Loaded>
  /** For good: closes the connection and forgets every timer. */
  stop(): void
}

const SOON = Promise.resolve()

/**
 * Begins at once. One engine a database: `term` is the leader's, from `store.lead()`; a write that another leader's
 * term has fenced off stops it (S24).
 */
export function startEngine(
  ports: EnginePorts,
  { term, settings }: { term: number; settings: EngineSettings },
): Engine {
  const { store, clock, random, hints } = ports
  let state = initialState(settings)
  let connection: Connection | undefined
  const toStore: StoreEffect[] = []
  let isStoring = false
  const inputs: Input[] = []
  let isStepping = false
  const timers = new Map<Timer, () => void>()
  const listeners = new Set<(status: EngineStatus) => void>()
  const noticeListeners = new Set<(notice: Notice) => void>()
  let told: EngineStatus | undefined
  let cancelStatus: (() => void) | undefined

  function feed(input: Input): void {
    inputs.push(input)
    if (isStepping) return
    isStepping = true
    try {
      for (let next = inputs.shift(); next; next = inputs.shift()) {
        const [after, effects] = step(state, next, moment())
        state = after
        for (const effect of effects) run(effect)
      }
    } finally {
      isStepping = false
    }
    tellStatus()
  }

  const moment = () => ({
    now: clock.now(),
    monotonic: clock.monotonic(),
    fraction: random.fraction(),
    online: hints.online(),
  })

  function run(effect: Effect): void {
    switch (effect.do) {
      case 'store':
        return runStore(effect)
      case 'http':
        void runHttp(effect)
        return
      case 'connect':
        connection = connect(effect)
        return
      case 'close':
        connection?.close()
        connection = undefined
        return
      case 'push':
        connection?.push(effect.push, effect.ops, effect.after)
        return
      case 'ack':
        connection?.ackEntries(effect.ack, effect.cursor)
        return
      case 'resume':
        connection?.resume(effect.cursor)
        return
      case 'timer':
        timers.get(effect.name)?.()
        timers.set(
          effect.name,
          clock.after(effect.ms, () => {
            timers.delete(effect.name)
            feed({ on: 'timer', name: effect.name })
          }),
        )
        return
      case 'cancel':
        timers.get(effect.name)?.()
        timers.delete(effect.name)
    }
  }

  function connect({ gen, via, device }: Effect & { do: 'connect' }): Connection {
    const hear = (news: ConnectionNews) => {
      if (news.kind === 'typing' || news.kind === 'presence') tellNotice(gen, news)
      else feed({ on: 'news', gen, news })
      if (news.kind === 'welcome') tellNotice(gen, { kind: 'connected' })
    }
    if (via === 'socket') return ports.transport.connect({ cursor: device.cursor }, hear)
    const { pollVisibleMs, pollHiddenMs } = settings
    const { transport } = ports
    const handsIn = via === 'hand-in'
    return exchangeConnection({ transport, clock, hints, pollVisibleMs, pollHiddenMs, handsIn }, device, hear)
  }

  /** One call at a time, in the order in which they were wanted, once the step that wants it is over. */
  function runStore(effect: StoreEffect): void {
    toStore.push(effect)
    if (!isStoring) void SOON.then(makeCall)
    isStoring = true
  }

  function makeCall(): void {
    const effect = toStore.shift() as StoreEffect
    const told = (answer: object): void => {
      try {
        feed({ on: 'stored', call: effect.call, gen: effect.gen, ask: effect.ask, answer } as Stored)
      } finally {
        if (toStore.length > 0) void SOON.then(makeCall)
        else isStoring = false
      }
    }
    // A store that throws has a fault: nothing may be lost or wedged by it.
    const failed = (): void => told({ failed: 'unavailable' })
    try {
      callStore(effect).then(told, failed)
    } catch {
      void SOON.then(failed)
    }
  }

  function callStore({ call, ask }: StoreEffect): Promise<object> {
    const now = clock.now()
    switch (call) {
      case 'load':
        return store.load()
      case 'opsAfter':
        return store.opsAfter(ask.after, ask.max)
      case 'unsettled':
        return store.unsettled(ask.afterOrder, ask.max)
      case 'againOps':
        return store.againOps(ask.afterOrder, ask.max)
      case 'knows':
        return store.knows(ask.id)
      case 'markHanded':
        return store.markHanded(term, ask.ids, now)
      case 'commitOps':
        return store.commitOps(term, ask.outbox, ask.named, now)
      case 'settleResent':
        return store.settleResent(term, ask.ids, now)
      case 'renewReads':
        return renewReads(now)
      case 'rejectLocally':
        return store.rejectLocally(term, ask.id, ask.reason, now)
      case 'sweepOutbox':
        return store.sweepOutbox(term, now)
      case 'applyEntries':
        return store.applyEntries(term, ask.batch, now)
      case 'beginResync':
        return store.beginResync(term, now)
      case 'applySnapshot':
        return store.applySnapshot(term, ask.page, now)
      case 'applyHistory':
        return store.applyHistory(term, ask, now)
      case 'gaps':
        return store.gaps(ask.limit)
      case 'strangers':
        return store.strangers(ask.limit)
      case 'applyUsers':
        return store.applyUsers(term, ask.users, ask.asked)
      case 'noteServer':
        return store.noteServer(term, ask.facts)
    }
  }

  /** A mark that a snapshot took back is made anew. */
  async function renewReads(at: number): Promise<object> {
    const lost = await store.lostMarks()
    if (hasFailed(lost) || lost.marks.length === 0) return lost
    return store.enqueue(lost.marks.map((mark): Op => ({ kind: 'read', id: random.uuid(), at, ...mark })))
  }

  async function runHttp(effect: HttpEffect): Promise<void> {
    const { call, gen, ask } = effect
    const answer = await callHttp(effect).catch(() => ({ failed: 'unreachable' as const }))
    feed({ on: 'fetched', call, gen, ask, answer } as Fetched)
  }

  async function callHttp({ call, ask }: HttpEffect): Promise<object> {
    switch (call) {
      case 'snapshot':
        return ports.transport.snapshot(ask.page)
      case 'history':
        return ports.transport.history(ask.conversation, ask.before, settings.historyPage)
      case 'users':
        return ports.transport.users(ask.handles)
    }
  }

  function tellNotice(gen: number, notice: Notice): void {
    if (gen !== state.gen || state.link.at !== 'open') return
    for (const listener of noticeListeners) listener(notice)
  }

  function engineStatus(): EngineStatus {
    return statusOf(readStatus(state, { now: clock.now(), monotonic: clock.monotonic() }).status)
  }

  const statusOf = (connection: ConnectionStatus): EngineStatus => ({
    connection,
    storage: state.storage,
    stopped: state.link.at === 'stopped',
  })

  function tellStatus(): void {
    const { status, changesInMs } = readStatus(state, { now: clock.now(), monotonic: clock.monotonic() })
    const stopped = state.link.at === 'stopped'
    cancelStatus?.()
    cancelStatus = changesInMs === undefined || stopped ? undefined : clock.after(Math.ceil(changesInMs), tellStatus)
    if (told?.storage === state.storage && told.stopped === stopped && isSame(told.connection, status)) return
    told = statusOf(status)
    for (const listener of listeners) listener(told)
  }

  const forgetOutbox = store.onOutbox(() => feed({ on: 'outbox-grew' }))
  const forgetWake = hints.onWake(() => feed({ on: 'wake', asked: false }))
  feed({ on: 'start' })

  return {
    subscribe(listener) {
      listeners.add(listener)
      listener(engineStatus())
      return () => listeners.delete(listener)
    },
    onNotice(listener) {
      noticeListeners.add(listener)
      return () => noticeListeners.delete(listener)
    },
    wake: () => feed({ on: 'wake', asked: true }),
    typing: (notice) => connection?.typing(notice),
    loadOlder: (conversation) => loadOlder(ports, { term, conversation, settings }),
    stop() {
      forgetOutbox()
      forgetWake()
      feed({ on: 'stop' })
    },
  }
}
