/** A store that leads, beside a server's inbox: what each of its tests begins with. */
import type { Event, UnknownEvent } from '#protocol/event.ts'
import type { SnapshotConversation } from '#protocol/http.ts'
import type { Handle } from '#protocol/ids.ts'
import type { Store } from '../ports.ts'
import type { TableName, Tables } from '../script.ts'
import { DM, Inbox, id, ok, page } from './fixtures.ts'

export interface Opened {
  store: Store
  rows<K extends TableName>(table: K): Promise<Tables[K][]>
  /** Past the store, as another build may have left it. */
  put<K extends TableName>(table: K, row: Tables[K]): Promise<unknown>
  /** The page is closed, and another opened over the same disk. */
  reopen(): Promise<Store>
  close(): Promise<void>
}

export type Bed = Awaited<ReturnType<typeof makeBed>>

export async function makeBed(opened: Opened, inbox = new Inbox()) {
  const { store } = opened
  const { term } = ok(await store.lead())
  const outbox = async () => (await opened.rows('outbox')).sort((a, b) => a.order - b.order)
  const rowOf = async (n: number) => (await outbox()).find((row) => row.id === id(n))
  return {
    opened,
    store,
    term,
    inbox,
    outbox,
    rowOf,
    stateOf: async (n: number) => (await rowOf(n))?.state,
    event: async (n: number) => (await opened.rows('events')).find((row) => row.id === id(n)),
    conversation: async (which: string = DM) => ok(await store.conversation(which)).row,
    person: async (handle: Handle) => (await opened.rows('people')).find((row) => row.handle === handle),
    /** Begins a resync, and merges a snapshot of one page. */
    begin: async (...conversations: SnapshotConversation[]) => {
      ok(await store.beginResync(term, 10))
      return ok(await store.applySnapshot(term, page(inbox.cursor, conversations), 10))
    },
    receive: async (...events: (Event | UnknownEvent)[]) =>
      ok(await store.applyEntries(term, inbox.batch(...events), 20)),
    /** Hands over, and is told that they are committed. */
    push: async (...ns: number[]) => {
      ok(await store.markHanded(term, ns.map(id), 30))
      ok(await store.commitOps(term, id(ns.at(-1) as number), false, 31))
    },
  }
}
