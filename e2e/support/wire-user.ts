/** Somebody without a browser: the protocol by hand over HTTP, for filling conversations and for looking from outside. */
import { randomBytes } from 'node:crypto'
import type { Page } from '@playwright/test'
import { io } from 'socket.io-client'
import { v7 } from 'uuid'
import type { Cursor } from '#protocol/cursor.ts'
import type { Entry, PlacedEvent } from '#protocol/event.ts'
import type { ExchangeAnswer } from '#protocol/http.ts'
import { directConversation } from '#protocol/ids.ts'
import { PASSWORD } from './person.ts'

export class WireUser {
  cursor: Cursor | null = { seq: 0, id: null }

  private constructor(
    readonly handle: string,
    private readonly url: string,
    private readonly cookie: string,
  ) {}

  static async signUp(url: string, handle: string, name = handle): Promise<WireUser> {
    return await WireUser.#enter(url, '/api/accounts', { handle, name, password: PASSWORD })
  }

  static async signIn(url: string, handle: string): Promise<WireUser> {
    return await WireUser.#enter(url, '/api/session', { handle, password: PASSWORD })
  }

  static async #enter(
    url: string,
    path: string,
    body: { handle: string; name?: string; password: string },
  ): Promise<WireUser> {
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    const cookie = answer.headers
      .getSetCookie()
      .map((header) => header.split(';')[0])
      .join('; ')
    return new WireUser(body.handle, url, cookie)
  }

  /** Sends texts to somebody, a hundred ops at a time. */
  async writesTo(handle: string, texts: readonly string[]): Promise<void> {
    const conversation = directConversation(this.handle, handle)
    for (let i = 0; i < texts.length; i += 100) {
      const ops = texts
        .slice(i, i + 100)
        .map((text) => ({ id: v7(), kind: 'message', at: Date.now(), conversation, text }))
      await this.exchange(ops)
    }
  }

  /** Groups of nobody else. */
  async makesGroups(count: number): Promise<void> {
    for (let made = 0; made < count; made += 60) {
      const groups = Array.from({ length: Math.min(60, count - made) }, (_, i) => ({
        id: v7(),
        kind: 'group',
        at: Date.now(),
        conversation: v7(),
        title: `Group ${made + i + 1}`,
        members: [],
      }))
      await this.exchange(groups)
    }
  }

  /** All that there is in a conversation. */
  async reads(conversation: string): Promise<void> {
    await this.exchange([{ id: v7(), kind: 'read', at: Date.now(), conversation, position: Number.MAX_SAFE_INTEGER }])
  }

  /** Types to somebody over a live session, until the page that looks on is closed. */
  async types(handle: string, until: Page): Promise<void> {
    const socket = io(this.url, {
      auth: { protocol: 1, cursor: this.cursor },
      transports: ['websocket'],
      extraHeaders: { cookie: this.cookie },
      reconnection: false,
      forceNew: true,
    })
    const typing = { conversation: directConversation(this.handle, handle), on: true }
    let again: NodeJS.Timeout | undefined
    socket.on('welcome', () => {
      socket.emit('typing', typing)
      again = setInterval(() => socket.emit('typing', typing), 2_000)
    })
    until.once('close', () => {
      clearInterval(again)
      socket.disconnect()
    })
  }

  async exchange(ops: unknown[]): Promise<ExchangeAnswer> {
    return await this.call<ExchangeAnswer>('POST', '/api/exchange', { protocol: 1, cursor: this.cursor, ops })
  }

  /** Everything that waits in the inbox, and acknowledges it. */
  async inbox(): Promise<Entry[]> {
    const entries: Entry[] = []
    for (;;) {
      const answer = await this.exchange([])
      entries.push(...answer.entries)
      const last = answer.entries.at(-1)
      if (!last) return entries
      this.cursor = { seq: last.seq, id: last.id }
    }
  }

  /** A conversation whole, oldest first. */
  async history(conversation: string): Promise<PlacedEvent[]> {
    const events: PlacedEvent[] = []
    for (let before = Number.MAX_SAFE_INTEGER; ; ) {
      const path = `/api/conversations/${encodeURIComponent(conversation)}/events?before=${before}&limit=200`
      const page = await this.call<{ events: PlacedEvent[] }>('GET', path)
      events.push(...page.events)
      const oldest = page.events.at(-1)
      if (!oldest) return events.reverse()
      before = oldest.position
    }
  }

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', cookie: this.cookie },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (answer.status === 204 ? undefined : await answer.json()) as T
  }
}

/** Text that no store can compress. */
export const noise = (bytes: number): string =>
  randomBytes(Math.ceil((bytes * 3) / 4))
    .toString('base64')
    .slice(0, bytes)
