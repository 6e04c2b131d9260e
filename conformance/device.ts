/** A device that speaks the protocol and nothing else: what it keeps is in memory, for tests to look at. */
import { once } from 'node:events'
import { io, type Socket } from 'socket.io-client'
import { v7 } from 'uuid'
import { WebSocket } from 'ws'
import type { Cursor } from '#protocol/cursor.ts'
import { cursorOf, type Entry, type Event } from '#protocol/event.ts'
import type { Account, ErrorBody, SnapshotPage } from '#protocol/http.ts'
import type { OpId } from '#protocol/ids.ts'
import type { OpKind, OpOf } from '#protocol/op.ts'
import type { EntriesBatch, Presence, PushAck, ResumeAck, Typing, Welcome } from '#protocol/session.ts'
import type { Address } from './target.ts'

export const PASSWORD = 'correct horse battery'

type Fields<K extends OpKind> = Omit<OpOf<K>, 'id' | 'kind' | 'at'> & Partial<Pick<OpOf<K>, 'id' | 'at'>>

/** An op with an id and a time of its own. */
export const op = <K extends OpKind>(kind: K, fields: Fields<K>) => ({ id: v7(), kind, at: Date.now(), ...fields })

export const message = (conversation: string, text: string) => op('message', { conversation, text })

export interface Reply<T = unknown> {
  status: number
  headers: Headers
  body: T
}

export class Refused extends Error {
  constructor(readonly code: string) {
    super(`refused: ${code}`)
  }
}

interface ConnectOptions {
  cursor?: unknown
  protocol?: unknown
  origin?: string
  /** acks nothing by itself */
  byHand?: true
}

let count = 0
const run = v7().slice(-8)
/** A handle that nobody has yet: each run has its own. */
export const newHandle = (name = 'user') => `${name}-${run}-${++count}`

export class WireDevice {
  cookie = ''
  handle = ''
  account!: Account
  socket: Socket | undefined
  welcome!: Welcome
  cursor: Cursor | null = null
  outbox: OpId | null = null
  entries: Entry[] = []
  batches: EntriesBatch[] = []
  acks: ((answer: unknown) => void)[] = []
  typed: (Typing & { by: string })[] = []
  presences: Presence[] = []
  isReplaced = false
  /** why the socket closed */
  closed: string | undefined
  private readonly waiting = new Set<() => void>()

  constructor(readonly server: Address) {}

  // ------------------------------------------------------------------ HTTP

  async call<T = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply<T>> {
    const response = await fetch(`${this.server.url}${path}`, {
      method,
      headers: {
        ...(this.cookie && { cookie: this.cookie }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      redirect: 'manual',
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const [pair] = response.headers.getSetCookie()
    if (pair !== undefined) this.cookie = pair.split(';')[0] ?? ''
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json')
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as T }
  }

  get = <T = unknown>(path: string) => this.call<T>('GET', path)
  post = <T = unknown>(path: string, body: unknown = {}) => this.call<T>('POST', path, body)
  delete = (path: string) => this.call<ErrorBody>('DELETE', path)

  async signUp(handle = newHandle(), name = 'Somebody'): Promise<this> {
    const reply = await this.post<Account>('/api/accounts', { handle, name, password: PASSWORD })
    if (reply.status !== 201) throw new Error(`sign-up: ${reply.status} ${JSON.stringify(reply.body)}`)
    this.handle = handle
    this.account = reply.body
    return this
  }

  async signIn(handle: string): Promise<this> {
    const reply = await this.post<Account>('/api/session', { handle, password: PASSWORD })
    if (reply.status !== 200) throw new Error(`sign-in: ${reply.status} ${JSON.stringify(reply.body)}`)
    this.handle = handle
    this.account = reply.body
    return this
  }

  async snapshot(): Promise<SnapshotPage[]> {
    const pages: SnapshotPage[] = []
    let next: string | undefined
    do {
      const page = await this.get<SnapshotPage>(`/api/snapshot${next ? `?page=${encodeURIComponent(next)}` : ''}`)
      if (page.status !== 200) throw new Error(`snapshot: ${page.status}`)
      pages.push(page.body)
      next = page.body.next
    } while (next !== undefined)
    return pages
  }

  // ---------------------------------------------------------------- socket

  /** Connects with what it holds, and resolves with its `welcome`. @throws Refused */
  async connect(options: ConnectOptions = {}): Promise<Welcome> {
    const { protocol = 1, origin, byHand } = options
    const cursor = 'cursor' in options ? options.cursor : this.cursor
    const socket = io(this.server.url, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth: { ...(protocol !== null && { protocol }), cursor },
      extraHeaders: { ...(this.cookie && { cookie: this.cookie }), ...(origin !== undefined && { origin }) },
    })
    this.socket = socket
    this.closed = undefined
    this.isReplaced = false
    socket.on('disconnect', (reason) => {
      if (this.socket === socket) this.closed = reason
      this.tell()
    })
    socket.on('entries', (batch: EntriesBatch, ack: (answer: unknown) => void) => {
      this.batches.push(batch)
      this.acks.push(ack)
      if (!byHand) this.apply(batch, ack)
      this.tell()
    })
    socket.on('typing', (notice) => {
      this.typed.push(notice)
      this.tell()
    })
    socket.on('presence', (presence) => {
      this.presences.push(presence)
      this.tell()
    })
    socket.on('replaced', () => {
      this.isReplaced = true
      this.tell()
    })
    this.welcome = await new Promise<Welcome>((resolve, reject) => {
      socket.once('welcome', resolve)
      socket.once('connect_error', (error: Error & { data?: { code?: string } }) => {
        reject(error.data?.code ? new Refused(error.data.code) : error)
      })
      socket.once('disconnect', (reason) => reject(new Error(`closed before welcome: ${reason}`)))
    })
    this.outbox = this.welcome.outbox
    return this.welcome
  }

  /** Connects, and takes the snapshot where the server asks for it. */
  async online(): Promise<this> {
    const { inbox } = await this.connect()
    if (inbox === 'resync') {
      const [page] = await this.snapshot()
      this.cursor = page?.cursor ?? null
      const answer = await this.resume(this.cursor)
      if (answer.inbox !== 'resume') throw new Error('resync after a snapshot')
    }
    return this
  }

  private apply(batch: EntriesBatch, ack: (answer: unknown) => void) {
    if (this.cursor?.seq !== batch.after.seq || this.cursor.id !== batch.after.id) {
      throw new Error(`a batch after ${JSON.stringify(batch.after)} for ${JSON.stringify(this.cursor)}`)
    }
    this.entries.push(...batch.entries)
    const last = batch.entries.at(-1)
    if (last === undefined) throw new Error('an empty batch')
    this.cursor = cursorOf(last)
    ack({ cursor: this.cursor })
  }

  resume(cursor: unknown): Promise<ResumeAck> {
    return this.live.timeout(10_000).emitWithAck('resume', { cursor })
  }

  /** Anything as a push. */
  rawPush(push: unknown): Promise<PushAck> {
    return this.live.timeout(10_000).emitWithAck('push', push)
  }

  /** Ops behind what is committed already. */
  async push(...ops: { id: string }[]): Promise<PushAck> {
    const answer = await this.rawPush({ ops, after: this.outbox })
    if (answer.outbox !== undefined) this.outbox = answer.outbox
    return answer
  }

  /** Ops that are to be committed. */
  async commit<const T extends readonly { id: string }[]>(...ops: T): Promise<T> {
    const answer = await this.push(...ops)
    if (answer.error) throw new Error(`push: ${JSON.stringify(answer)}`)
    return ops
  }

  get live(): Socket {
    if (!this.socket) throw new Error('not connected')
    return this.socket
  }

  disconnect(): void {
    this.socket?.disconnect()
  }

  // ---------------------------------------------------------- what it knows

  get events(): Event[] {
    return this.entries.map(({ event }) => event)
  }

  /** The event of an op, once it is here. */
  event(id: string): Promise<Event> {
    return this.until(() => this.events.find((event) => event.id === id))
  }

  /** Why an op was rejected, once that is here. */
  async rejection(id: string): Promise<string> {
    const found = await this.until(() => this.events.find((event) => event.kind === 'rejected' && event.op === id))
    return found.kind === 'rejected' ? found.reason : ''
  }

  /** Looks again at each thing that comes in. */
  until<T>(look: () => T | undefined | false): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(check)
        reject(new Error(`waited in vain; closed: ${this.closed}; last: ${JSON.stringify(this.events.slice(-3))}`))
      }, 10_000)
      const check = () => {
        const found = look()
        if (found === undefined || found === false) return
        clearTimeout(timer)
        this.waiting.delete(check)
        resolve(found)
      }
      this.waiting.add(check)
      check()
    })
  }

  private tell() {
    for (const check of [...this.waiting]) check()
  }
}

/** A WebSocket of Engine.IO and nothing above it. */
export async function bare(device: WireDevice): Promise<WebSocket> {
  const socket = new WebSocket(`${device.server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, {
    headers: { cookie: device.cookie },
  })
  socket.on('error', () => {})
  await once(socket, 'open')
  return socket
}

/** A person with one device, online. */
export const person = async (server: Address, name = 'user') =>
  (await new WireDevice(server).signUp(newHandle(name))).online()

/** One more device of the same person, not connected. */
export const anotherDevice = (of: WireDevice) => new WireDevice(of.server).signIn(of.handle)

export const dm = (a: WireDevice, b: WireDevice) => `dm:${[a.handle, b.handle].sort().join(':')}`

/** A group of these, made by the first. */
export async function group(maker: WireDevice, ...others: WireDevice[]): Promise<string> {
  const conversation = v7()
  const [made] = await maker.commit(
    op('group', { conversation, title: 'Harbour', members: others.map(({ handle }) => handle) }),
  )
  for (const device of [maker, ...others]) await device.event(made.id)
  return conversation
}
