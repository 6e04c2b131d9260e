/** A device as it is shipped, but for the browser: the engine, its commands and its transport, over real sockets. */
import { v7 } from 'uuid'
import type { Commands } from '#engine/commands.ts'
import { createCommands } from '#engine/create-commands.ts'
import { type Engine, type EngineStatus, startEngine } from '#engine/driver.ts'
import { type MemoryStore, memoryStore } from '#engine/memory-store.ts'
import { type Clock, hasFailed, type Random, type Transport } from '#engine/ports.ts'
import { DEFAULT_SETTINGS, type EngineSettings } from '#engine/settings.ts'
import { type Event, isPlaced } from '#protocol/event.ts'
import type { Account } from '#protocol/http.ts'
import type { ConversationId, OpId } from '#protocol/ids.ts'
import { DEFAULT_LIMITS } from '#protocol/limits.ts'
import { createTransport } from '../client/src/transport/transport.ts'
import type { Held, History } from './history.ts'

/** All that waits is shorter, so that many rounds take little time. */
const SETTINGS: EngineSettings = {
  ...DEFAULT_SETTINGS,
  handshakeMs: 1_500,
  ackMs: 2_000,
  probeMs: 500,
  backoffBaseMs: 20,
  backoffCapMs: 300,
  wakeGapMs: 20,
  awayMs: 500,
  fallbackMs: 2_000,
  pollVisibleMs: 50,
  storeRetryMs: 50,
  callRetryMs: 50,
  serverRetryMs: 50,
  againMs: 100,
}

const clock: Clock = {
  now: Date.now,
  monotonic: () => performance.now(),
  after(ms, then) {
    const timer = setTimeout(then, ms)
    return () => clearTimeout(timer)
  },
}
const random: Random = { fraction: Math.random, uuid: () => v7() }

export interface DeviceSettings {
  /** what it is called in the history */
  name: string
  handle: string
  /** where it signs up or in: the server itself */
  server: string
  /** where it connects to: a proxy, whose faults signing in is not meant to meet */
  via: string
  history: History
}

const PASSWORD = 'correct horse battery'

export class Device {
  readonly store: MemoryStore
  readonly commands: Commands
  status: EngineStatus | undefined
  #engine: Engine | undefined
  #wake = () => {}
  #heardListener: (event: Event) => void = () => {}
  #refusedListener: (code: string) => void = () => {}

  private constructor(
    readonly settings: DeviceSettings,
    readonly account: Account,
    readonly cookie: string,
  ) {
    this.store = memoryStore(account)
    this.commands = createCommands({
      store: this.store,
      clock,
      random,
      self: settings.handle,
      limits: () => DEFAULT_LIMITS,
    })
  }

  static signUp = (settings: DeviceSettings) => Device.#enter(settings, '/api/accounts')
  static signIn = (settings: DeviceSettings) => Device.#enter(settings, '/api/session')

  static async #enter(settings: DeviceSettings, path: string): Promise<Device> {
    const { handle } = settings
    const answer = await fetch(settings.server + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ handle, name: handle, password: PASSWORD }),
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const device = new Device(settings, (await answer.json()) as Account, cookie)
    await device.open()
    return device
  }

  get handle(): string {
    return this.settings.handle
  }

  get name(): string {
    return this.settings.name
  }

  /** Opens the app on what the disk holds. */
  async open(): Promise<void> {
    const led = await this.store.lead()
    if (hasFailed(led)) throw new Error('nobody leads')
    const wakes = new Set<() => void>()
    this.#wake = () => {
      for (const wake of wakes) wake()
    }
    const hints = {
      onWake: (listener: () => void) => {
        wakes.add(listener)
        return () => wakes.delete(listener)
      },
      visible: () => true,
      online: () => true,
    }
    const transport = this.#witnessed(
      createTransport({
        origin: this.settings.via,
        headers: { cookie: this.cookie },
        timeoutMs: 1_000,
        timeoutPerKiBMs: 10,
        connectTimeoutMs: 500,
        silenceMs: 1_000,
      }),
    )
    this.#engine = startEngine(
      { store: this.store, transport, clock, random, hints },
      { term: led.term, settings: SETTINGS },
    )
    this.#engine.subscribe((status) => {
      this.status = status
    })
  }

  /** The page is gone, in the middle of whatever it did; the disk stays. */
  close(): void {
    this.#engine?.stop()
    this.#engine = undefined
  }

  wake(): void {
    this.#wake()
  }

  /** Told of each event that the server brings. */
  onHeard(listener: (event: Event) => void): void {
    this.#heardListener = listener
  }

  /** Told of each push that the server refuses as a whole. */
  onRefused(listener: (code: string) => void): void {
    this.#refusedListener = listener
  }

  /** Resolves once it is kept, as a person would see it. */
  async writes(conversation: ConversationId, text: string): Promise<OpId> {
    const answer = await this.commands.sendMessage({ conversation, text })
    if (!('id' in answer)) throw new Error(`not kept: ${JSON.stringify(answer)}`)
    this.settings.history.saved(this.name, this.handle, { id: answer.id, conversation, text })
    return answer.id
  }

  /** Ops that the server has not committed, as far as this device knows. */
  get waiting(): number {
    return this.store.rows('outbox').filter(({ state }) => state === 'waiting' || state === 'handed').length
  }

  /** What keeps it from rest: `undefined` once all is sent, settled and heard. */
  unrest(): string | undefined {
    const connection = this.status?.connection.state
    if (connection !== 'live') return `${this.name} is ${connection}`
    const open = this.store.rows('outbox').find(({ state, op }) => state !== 'settled' && op.kind === 'message')
    if (open) return `${this.name} still has ${JSON.stringify(open)}`
    const lacking = this.store.rows('conversations').find((row) => row.lacking !== undefined)
    return lacking && `${this.name} lacks ${JSON.stringify(lacking.lacking)} of ${lacking.id}`
  }

  /** The newest entry that it holds. */
  get seq(): number {
    return this.store.rows('device')[0]?.cursor?.seq ?? 0
  }

  held(): Held {
    const events = this.store.rows('events').map(({ id, conversation, position, shown }) => ({
      id,
      conversation,
      position,
      text: shown?.text,
    }))
    const refused = this.store.rows('outbox').flatMap(({ id, rejected }) => (rejected === undefined ? [] : [id]))
    return { events, refused }
  }

  /** The transport, with what passes written down. */
  #witnessed(transport: Transport): Transport {
    const { history } = this.settings
    const hear = (event: Event) => {
      this.#heardListener(event)
      if (!isPlaced(event)) return
      const { id, conversation, position, by } = event
      const text = event.kind === 'message' ? event.text : undefined
      history.heard(this.name, this.handle, { id, conversation, position, by, text })
    }
    return {
      ...transport,
      connect: (handshake, listener) => {
        const pushes = new Map<number, OpId[]>()
        const batches = new Map<number, number>()
        const connection = transport.connect(handshake, (news) => {
          if (news.kind === 'pushed') {
            if (news.answer.error) this.#refusedListener(news.answer.error.code)
            else history.acked(pushes.get(news.push) ?? [])
          }
          if (news.kind === 'entries') {
            batches.set(news.ack, news.batch.entries.at(-1)?.seq ?? 0)
            for (const { event } of news.batch.entries) hear(event)
          }
          listener(news)
        })
        return {
          ...connection,
          push: (push, ops, after) => {
            pushes.set(
              push,
              ops.map(({ id }) => id),
            )
            connection.push(push, ops, after)
          },
          ackEntries: (ack, cursor) => {
            history.deviceAcks(this.name, cursor.seq, this.seq)
            connection.ackEntries(ack, cursor)
          },
        }
      },
      exchange: async (request) => {
        if (request.cursor) history.deviceAcks(this.name, request.cursor.seq, this.seq)
        const answer = await transport.exchange(request)
        if (!('failed' in answer)) {
          history.acked(request.ops.map(({ id }) => id))
          for (const { event } of answer.entries) hear(event)
        }
        return answer
      },
      snapshot: async (page) => {
        const answer = await transport.snapshot(page)
        if (!('failed' in answer)) for (const { events } of answer.conversations) events.forEach(hear)
        return answer
      },
      history: async (conversation, before, limit) => {
        const answer = await transport.history(conversation, before, limit)
        if (!('failed' in answer)) answer.events.forEach(hear)
        return answer
      },
    }
  }
}
