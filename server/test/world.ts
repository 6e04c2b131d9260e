/** People with devices at a store, in sentences: what the store's contract suite is written with. */
import { decoded } from '#core/encoded.ts'
import type { Answer, Ask, Asker, Kind, Refused, Store } from '#core/requests.ts'
import { BEGINNING, type Cursor } from '#protocol/cursor.ts'
import type { PlacedEvent } from '#protocol/event.ts'
import { cursorOf, type Entry, type Event } from '#protocol/event.ts'
import type { SnapshotConversation, SnapshotPage } from '#protocol/http.ts'
import { directConversation, type Handle, type OpId } from '#protocol/ids.ts'
import type { Op, OpKind, OpOf, ParsedOp } from '#protocol/op.ts'
import type { Reason } from '#protocol/rejection.ts'

let count = 0

/** A new UUIDv7. */
export function newId(): OpId {
  count += 1
  return `01900000-0000-7000-8000-${count.toString(16).padStart(12, '0')}`
}

/** An op's fields but those that all have. */
export type Wish = { [K in OpKind]: Omit<OpOf<K>, 'id' | 'at'> & { id?: OpId; at?: number } }[OpKind]

export const opOf = (wish: Wish): Op => ({ id: newId(), at: 1_000, ...wish }) as Op

/** What became of an op, as its own user's inbox tells it. */
export type Outcome = 'as it was' | Reason | Event

const ALL = { entries: 1_000_000, bytes: Number.MAX_SAFE_INTEGER }

export class World {
  private constructor(readonly store: Store) {}

  static of(store: Store): World {
    return new World(store)
  }

  /** Signs up, each with one device. */
  async people<const H extends readonly Handle[]>(...handles: H): Promise<{ [I in keyof H]: Phone }> {
    const phones: Phone[] = []
    for (const handle of handles) phones.push(await this.person(handle))
    return phones as { [I in keyof H]: Phone }
  }

  async person(handle: Handle): Promise<Phone> {
    const answer = await this.store.ask('createAccount', {
      handle,
      name: `${handle}'s name`,
      passwordHash: `hash of ${handle}`,
      device: { name: 'phone', tokenHash: `token ${newId()}` },
    })
    if (typeof answer === 'string' || 'refused' in answer) throw new Error(`${handle} could not sign up`)
    return new Phone(this.store, { user: handle, device: answer.device.id }, answer.user.id)
  }
}

/** One device of one person. */
export class Phone {
  constructor(
    readonly store: Store,
    readonly asker: Asker,
    readonly userId: string,
  ) {}

  get handle(): Handle {
    return this.asker.user
  }

  dmWith(other: Phone): string {
    return directConversation(this.handle, other.handle)
  }

  async another(): Promise<Phone> {
    const device = { name: 'laptop', tokenHash: `token ${newId()}` }
    const account = granted(await this.store.ask('createDevice', { handle: this.handle, device }))
    return new Phone(this.store, { user: this.handle, device: account.device.id }, this.userId)
  }

  async ask<K extends Kind>(kind: K, ask: Omit<Ask<K>, keyof Asker>): Promise<Answer<K>> {
    return granted(await this.store.ask(kind, { ...ask, ...this.asker } as Ask<K>))
  }

  push(ops: ParsedOp[], after?: OpId | null) {
    return this.ask('push', after === undefined ? { ops } : { ops, after })
  }

  connect(cursor: Cursor | null = null) {
    return this.ask('connect', { cursor })
  }

  async outbox(): Promise<OpId | null> {
    return (await this.connect()).outbox
  }

  /** Everything after `after` that is still there. */
  async entries(after: Cursor = BEGINNING): Promise<Entry[]> {
    const { found, entries } = await this.ask('read', { after, ...ALL })
    if (!found) throw new Error(`nothing at ${JSON.stringify(after)}`)
    return entries.map(decoded)
  }

  async events(after?: Cursor): Promise<Event[]> {
    return (await this.entries(after)).map(({ event }) => event)
  }

  async kinds(after?: Cursor): Promise<string[]> {
    return (await this.events(after)).map(({ kind }) => kind)
  }

  /** Where the log ends now. */
  async here(): Promise<Cursor> {
    const last = (await this.entries()).at(-1)
    return last === undefined ? BEGINNING : cursorOf(last)
  }

  /** Holds all there is, and says so. */
  async catchUp(): Promise<Cursor> {
    const cursor = await this.here()
    await this.ask('ack', { cursor })
    return cursor
  }

  /** Hands one op in. */
  async does(wish: Wish | Op): Promise<Outcome> {
    const op = 'id' in wish && 'at' in wish ? (wish as Op) : opOf(wish)
    const before = await this.here()
    const ack = await this.push([op])
    if (ack.error !== undefined) throw new Error(ack.error.code)
    return this.outcomeOf(op.id, before)
  }

  /** The same, and it must have been applied. */
  async did(wish: Wish | Op): Promise<PlacedEvent> {
    const outcome = await this.does(wish)
    if (typeof outcome === 'string') throw new Error(`${wish.kind}: ${outcome}`)
    return outcome as PlacedEvent
  }

  async outcomeOf(id: OpId, since: Cursor): Promise<Outcome> {
    for (const event of await this.events(since)) {
      if (event.kind === 'rejected' && event.op === id) return event.reason
      if (event.id === id) return event
    }
    return 'as it was'
  }

  says(conversation: string, text = 'hello') {
    return this.did({ kind: 'message', conversation, text })
  }

  /** A new group; its id. */
  async founds(...others: Phone[]): Promise<string> {
    const conversation = newId()
    await this.did({ kind: 'group', conversation, title: 'Club', members: others.map(({ handle }) => handle) })
    return conversation
  }

  async history(conversation: string, before?: number, limit = 200) {
    return this.ask('history', before === undefined ? { conversation, limit } : { conversation, before, limit })
  }

  /** All pages. */
  async snapshot(): Promise<SnapshotPage[]> {
    const pages: SnapshotPage[] = []
    for (let page: string | undefined; ; ) {
      const answer: SnapshotPage | 'bad-page' = await this.ask('snapshot', page === undefined ? {} : { page })
      if (answer === 'bad-page') throw new Error('bad page')
      pages.push(answer)
      if (answer.next === undefined) return pages
      page = answer.next
    }
  }

  async conversations(): Promise<SnapshotConversation[]> {
    return (await this.snapshot()).flatMap((page) => page.conversations)
  }

  async sees(conversation: string): Promise<SnapshotConversation> {
    const found = (await this.conversations()).find(({ id }) => id === conversation)
    if (found === undefined) throw new Error(`${this.handle} has no ${conversation}`)
    return found
  }
}

export function granted<T>(answer: T | Refused): T {
  if (typeof answer === 'object' && answer !== null && 'refused' in answer) throw new Error('refused')
  return answer as T
}

export const isEvent = (outcome: Outcome): outcome is Event => typeof outcome !== 'string'
