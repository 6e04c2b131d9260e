/** An engine on a bench: the store in memory, a clock that is moved by hand, and a server that says what it is told to. */
import type { Cursor } from '#protocol/cursor.ts'
import type { Account, ExchangeAnswer, HistoryPage, SnapshotPage } from '#protocol/http.ts'
import type { OpId } from '#protocol/ids.ts'
import { DEFAULT_LIMITS } from '#protocol/limits.ts'
import type { Op } from '#protocol/op.ts'
import type { PushAck, Welcome } from '#protocol/session.ts'
import { type Engine, type EngineStatus, startEngine } from './driver.ts'
import { type MemoryStore, memoryStore } from './memory-store.ts'
import { type Called, type Clock, type Connection, type ConnectionNews, hasFailed, type Random } from './ports.ts'
import { DEFAULT_SETTINGS, type EngineSettings } from './settings.ts'

export const ADA: Account = {
  user: { id: 'user-ada', handle: 'ada', name: 'Ada' },
  device: { id: 'device-1', name: 'a browser', created: 0, seen: 0 },
}

export const opId = (n: number): OpId => `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`

export const message = (n: number, text = `message ${n}`): Op => ({
  kind: 'message',
  id: opId(n),
  at: 1,
  conversation: 'dm:ada:bob',
  text,
})

export const entry = (seq: number, op: Op, position: number, by = 'ada') => ({
  seq,
  id: `commit-${seq}`,
  event: { ...op, by, received: 10, position } as never,
})

export interface Pushed {
  push: number
  ops: readonly Op[]
  after: OpId | null
}

/** The far end of one connection. */
export interface Line {
  handshake: { cursor: Cursor | null }
  pushes: Pushed[]
  acks: { ack: number; cursor: Cursor }[]
  resumes: Cursor[]
  isClosed: boolean
  say(news: ConnectionNews): Promise<void>
  welcome(fields?: Partial<Welcome>): Promise<void>
  /** to the newest push */
  answer(answer: PushAck): Promise<void>
}

export interface Bench {
  engine: Engine
  store: MemoryStore
  clock: Clock
  random: Random
  lines: Line[]
  line(): Line
  /** of the calls over HTTP, in order */
  asked: { call: string; ask: unknown }[]
  answers: {
    account: () => Called<Account>
    exchange: (ask: { cursor: Cursor | null; ops: readonly Op[]; after: OpId | null }) => Called<ExchangeAnswer>
    snapshot: (page?: string) => Called<SnapshotPage>
    history: (conversation: string, before: number) => Called<HistoryPage>
  }
  statuses: EngineStatus[]
  status(): EngineStatus
  platform: { online: boolean; wake(): Promise<void> }
  write(...ops: Op[]): Promise<void>
  pass(ms: number): Promise<void>
  settle(): Promise<void>
}

/** Microtasks enough for anything that the engine does without waiting for a clock. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 300; i++) await null
}

interface Due {
  at: number
  run: (() => void) | undefined
}

export function handClock(): Clock & { pass(ms: number): Promise<void> } {
  let time = 0
  let due: Due[] = []
  return {
    now: () => 1_000_000 + time,
    monotonic: () => time,
    after(ms, then) {
      const entry: Due = { at: time + ms, run: then }
      due.push(entry)
      return () => {
        entry.run = undefined
      }
    },
    async pass(ms) {
      const until = time + ms
      for (;;) {
        due = due.filter(({ run }) => run)
        const next = due.reduce<Due | undefined>(
          (first, other) => (first && first.at <= other.at ? first : other),
          undefined,
        )
        if (!next || next.at > until) break
        time = Math.max(time, next.at)
        const { run } = next
        next.run = undefined
        run?.()
        await settle()
      }
      time = until
      await settle()
    },
  }
}

export const UNREACHABLE = { failed: 'unreachable' } as const

/** @param prepare what the disk holds before the engine begins */
export async function bench(
  settings: Partial<EngineSettings> = {},
  prepare?: (store: MemoryStore) => Promise<unknown>,
): Promise<Bench> {
  const store = memoryStore(ADA)
  const clock = handClock()
  let ids = 1_000
  const random: Random = { fraction: () => 0.5, uuid: () => opId(ids++) }
  const wakes = new Set<() => void>()
  const lines: Line[] = []
  const asked: Bench['asked'] = []
  const statuses: EngineStatus[] = []
  const platform = {
    online: true,
    async wake() {
      for (const listener of wakes) listener()
      await settle()
    },
  }
  const answers: Bench['answers'] = {
    account: () => ADA,
    exchange: () => UNREACHABLE,
    snapshot: () => UNREACHABLE,
    history: () => UNREACHABLE,
  }
  const call = async <T>(name: keyof Bench['answers'] | 'users', ask: unknown, answer: () => Called<T>) => {
    asked.push({ call: name, ask })
    return answer()
  }

  function connect(handshake: { cursor: Cursor | null }, listener: (news: ConnectionNews) => void): Connection {
    const line: Line = {
      handshake,
      pushes: [],
      acks: [],
      resumes: [],
      isClosed: false,
      async say(news) {
        listener(news)
        await settle()
      },
      welcome: (fields) => line.say({ kind: 'welcome', welcome: { ...WELCOME, time: clock.now(), ...fields } }),
      answer: (answer) => line.say({ kind: 'pushed', push: (line.pushes.at(-1) as Pushed).push, answer }),
    }
    lines.push(line)
    return {
      push: (push, ops, after) => line.pushes.push({ push, ops, after }),
      ackEntries: (ack, cursor) => line.acks.push({ ack, cursor }),
      resume: (cursor) => line.resumes.push(cursor),
      typing() {},
      close() {
        line.isClosed = true
      },
    }
  }

  await prepare?.(store)
  const led = await store.lead()
  if (hasFailed(led)) throw new Error('no leader')
  const engine = startEngine(
    {
      store,
      clock,
      random,
      transport: {
        connect,
        account: () => call('account', {}, answers.account),
        exchange: (ask) => call('exchange', ask, () => answers.exchange(ask)),
        snapshot: (page) => call('snapshot', { page }, () => answers.snapshot(page)),
        history: (conversation, before) =>
          call('history', { conversation, before }, () => answers.history(conversation, before)),
        users: (handles) => call('users', { handles }, () => ({ users: [] })),
      },
      hints: {
        onWake(listener) {
          wakes.add(listener)
          return () => wakes.delete(listener)
        },
        visible: () => true,
        online: () => platform.online,
      },
    },
    { term: led.term, settings: { ...DEFAULT_SETTINGS, ...settings } },
  )
  engine.subscribe((status) => statuses.push(status))
  await settle()
  return {
    engine,
    store,
    clock,
    random,
    lines,
    line: () => lines.at(-1) as Line,
    asked,
    answers,
    statuses,
    status: () => statuses.at(-1) as EngineStatus,
    platform,
    async write(...ops) {
      await store.enqueue(ops)
      await settle()
    },
    pass: clock.pass,
    settle,
  }
}

export const WELCOME: Welcome = {
  protocol: 1,
  ...ADA,
  outbox: null,
  inbox: 'resume',
  head: 0,
  time: 0,
  limits: DEFAULT_LIMITS,
}

/** A bench that has merged its first snapshot and is caught up with an empty log. */
export async function liveBench(settings?: Partial<EngineSettings>): Promise<Bench> {
  const made = await bench(settings)
  made.answers.snapshot = () => emptySnapshot
  const line = made.line()
  await line.welcome({ inbox: 'resync' })
  await line.say({ kind: 'resumed', inbox: 'resume' })
  return made
}

export const emptySnapshot: SnapshotPage = {
  cursor: { seq: 0, id: null },
  user: ADA.user,
  users: [ADA.user],
  blocked: [],
  conversations: [],
}
