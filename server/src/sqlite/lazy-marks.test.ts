/** What acks raise is written late and together (see `SqliteTx`): whatever a crash loses of it must come again. */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { handle } from '#core/handle.ts'
import type { Asker } from '#core/requests.ts'
import { DEFAULT_SETTINGS } from '#core/settings.ts'
import { BEGINNING, type Cursor } from '#protocol/cursor.ts'
import { cursorOf, type Entry, type Event } from '#protocol/event.ts'
import type { SnapshotPage } from '#protocol/http.ts'
import { openDatabase } from './database.ts'
import type { Handle } from './group-commit.ts'
import { localLink } from './local-link.ts'
import { SqliteStore } from './store.ts'
import { mintUuid7 } from './uuid.ts'

const DM = 'dm:ada:bob'
const PAGE = { entries: 500, bytes: 1_000_000 }
/** Marks are written some times meanwhile. */
const MESSAGES = 100

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tidemark-marks-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const open = (where: string): Promise<SqliteStore> =>
  SqliteStore.open({
    open: localLink({ directory: where, settings: DEFAULT_SETTINGS }, handle as Handle),
    onFatal(error) {
      throw error
    },
  })

/** A device, with what it holds on its own disk. */
class Reader {
  cursor: Cursor = BEGINNING
  /** the newest position that the other is known to hold */
  delivered = 0
  messages: string[] = []

  constructor(readonly asker: Asker) {}

  copy(): Reader {
    return Object.assign(new Reader(this.asker), { ...this, messages: [...this.messages] })
  }

  async catchUp(store: SqliteStore): Promise<void> {
    const page = await store.ask('read', { ...this.asker, after: this.cursor, ...PAGE })
    if ('refused' in page || !page.found) throw new Error('its place is not found')
    for (const { seq, id, json } of page.entries) {
      expect(seq).toBeGreaterThan(this.cursor.seq)
      const event = JSON.parse(json) as Event
      if (event.kind === 'message') this.messages.push(event.id)
      if (event.kind === 'delivered') this.delivered = Math.max(this.delivered, event.position)
      this.cursor = cursorOf({ seq, id } as Entry)
    }
    expect(this.cursor.seq).toBe(page.head)
    await store.ask('ack', { ...this.asker, cursor: this.cursor })
  }

  /** Comes back with what it holds; gives the way in which it was let in. */
  async comeBack(store: SqliteStore): Promise<string> {
    const answer = await store.ask('connect', { ...this.asker, cursor: this.cursor })
    if ('refused' in answer) throw new Error('refused')
    if (answer.inbox === 'resync') await this.takeSnapshot(store)
    await this.catchUp(store)
    return answer.inbox
  }

  private async takeSnapshot(store: SqliteStore): Promise<void> {
    const page = (await store.ask('snapshot', this.asker)) as SnapshotPage
    this.cursor = page.cursor
    for (const { members } of page.conversations) {
      for (const { user, delivered } of members) if (user !== this.asker.user) this.delivered = delivered
    }
    expect(await store.ask('resume', { ...this.asker, cursor: this.cursor })).toEqual({ inbox: 'resume' })
  }
}

async function signUp(store: SqliteStore, user: string): Promise<Reader> {
  const device = { name: 'test', tokenHash: `token of ${user}` }
  const account = await store.ask('createAccount', { handle: user, name: user, passwordHash: 'x', device })
  if (typeof account === 'string' || 'refused' in account) throw new Error('no account')
  return new Reader({ user, device: account.device.id })
}

function placeOnDisk(disk: string, { asker }: Reader): number {
  const { db, close } = openDatabase(disk)
  const seq = db.prepare('SELECT cursor_seq FROM devices WHERE id = ?').pluck().get(asker.device)
  close()
  return (seq as number | null) ?? 0
}

function deliveredOnDisk(disk: string): number {
  const { db, close } = openDatabase(disk)
  const position = db.prepare('SELECT max(delivered) FROM members').pluck().get()
  close()
  return position as number
}

const say = (store: SqliteStore, { asker }: Reader, n: number) => {
  const op = { kind: 'message' as const, id: mintUuid7(), at: n, conversation: DM, text: `message ${n}` }
  return store.ask('push', { ...asker, ops: [op] })
}

test('[S5] [S18] whenever the process dies, places and receipts that were not written yet come again with the devices', async () => {
  const live = join(directory, 'live')
  mkdirSync(live)
  const store = await open(live)
  const [ada, bob] = [await signUp(store, 'ada'), await signUp(store, 'bob')]
  const crashes: { disk: string; ada: Reader; bob: Reader; said: number }[] = []
  for (let n = 1; n <= MESSAGES; n++) {
    await say(store, ada, n)
    await bob.catchUp(store)
    // What is on disk at this moment is what a process that dies now leaves: in one of them the marks were just written.
    const disk = join(directory, `died-${n}`)
    cpSync(live, disk, { recursive: true })
    crashes.push({ disk, ada: ada.copy(), bob: bob.copy(), said: n })
    await ada.catchUp(store)
    expect(ada.delivered).toBe(n)
  }
  await store.close()

  const behind: number[] = []
  for (const { disk, said, ...devices } of crashes) {
    behind.push(devices.bob.cursor.seq - placeOnDisk(disk, devices.bob))
    const again = await open(disk)
    for (const device of [devices.bob, devices.ada]) expect(await device.comeBack(again)).toBe('resume')
    expect(devices.ada.delivered).toBe(said)
    await again.close()
    expect(deliveredOnDisk(disk)).toBe(said)

    const more = await open(disk)
    await say(more, devices.ada, said + 1)
    for (const device of [devices.bob, devices.ada]) await device.catchUp(more)
    expect(devices.bob.messages).toHaveLength(said + 1)
    expect(devices.ada.delivered).toBe(said + 1)
    await more.close()
  }
  // Much was lost with the process in some of these deaths, and little in others.
  expect(Math.max(...behind)).toBeGreaterThan(10)
  expect(behind.at(-1)).toBeLessThan(MESSAGES / 2)
}, 120_000)

test('[S16] [S18] what a log is trimmed of is noted before: a receipt for what is no longer there would never come', async () => {
  const live = join(directory, 'live')
  mkdirSync(live)
  const store = await open(live)
  const [ada, bob, cem] = [await signUp(store, 'ada'), await signUp(store, 'bob'), await signUp(store, 'cem')]
  const says = (speaker: Reader, conversation: string, count: number) =>
    store.ask('push', {
      ...speaker.asker,
      ops: Array.from({ length: count }, () => ({
        kind: 'message' as const,
        id: mintUuid7(),
        at: 1,
        conversation,
        text: 'hi',
      })),
    })
  await says(ada, DM, 1)
  await bob.catchUp(store)
  await says(cem, 'dm:bob:cem', 300)
  await says(ada, DM, 10)
  // Acks so much that the log is trimmed; whoever looks into the tables has it done.
  await bob.catchUp(store)
  await store.ask('history', { ...ada.asker, conversation: DM, limit: 1 })
  await says(ada, DM, 1)
  const disk = join(directory, 'died')
  cpSync(live, disk, { recursive: true })
  const holds = bob.copy()
  await store.close()

  const again = await open(disk)
  expect(await holds.comeBack(again)).toBe('resume')
  // On a new device, say, which is told by the snapshot alone.
  cem.cursor = { seq: 0, id: 'none' }
  expect(await cem.comeBack(again)).toBe('resync')
  expect(cem.delivered).toBe(300)
  await again.close()
})
