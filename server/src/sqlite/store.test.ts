import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { handle } from '#core/handle.ts'
import type { Asker, Request, Told } from '#core/requests.ts'
import { DEFAULT_SETTINGS } from '#core/settings.ts'
import { BEGINNING, type Cursor } from '#protocol/cursor.ts'
import type { Op } from '#protocol/op.ts'
import { openDatabase } from './database.ts'
import { sqliteEnv } from './env.ts'
import { type GroupCommitParts, groupCommit, type Handle } from './group-commit.ts'
import { localLink } from './local-link.ts'
import { openSqliteStore } from './sqlite-store.ts'
import { SqliteStore } from './store.ts'
import { SqliteTx } from './tx.ts'
import { mintUuid7 } from './uuid.ts'

const rules = handle as Handle
const DM = 'dm:ada:bob'
const PAGE = { entries: 500, bytes: 1_000_000 }

let directory: string
let stores: SqliteStore[]
let fatal: Error[]
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tidemark-store-'))
  stores = []
  fatal = []
})
afterEach(async () => {
  vi.useRealTimers()
  for (const store of stores) await store.close()
  rmSync(directory, { recursive: true, force: true })
})

const onFatal = (error: Error) => fatal.push(error)
const openLocal = async (answer: Handle = rules, where = directory) => {
  const store = await SqliteStore.open({
    open: localLink({ directory: where, settings: DEFAULT_SETTINGS }, answer),
    onFatal,
  })
  stores.push(store)
  return store
}
const openWorker = async () => {
  const store = await openSqliteStore({ dataDir: directory, settings: DEFAULT_SETTINGS, onFatal })
  stores.push(store)
  return store
}

async function signUp(store: SqliteStore, user: string) {
  const device = { name: 'test', tokenHash: `token of ${user}` }
  const account = await store.ask('createAccount', { handle: user, name: user, passwordHash: 'x', device })
  if (typeof account === 'string' || 'refused' in account) throw new Error('no account')
  return { user, device: account.device.id }
}
async function reads(store: SqliteStore, asker: Asker, after: Cursor = BEGINNING) {
  const page = await store.ask('read', { ...asker, after, ...PAGE })
  if ('refused' in page) throw new Error('refused')
  return page
}
const saying = (text: string) => expect.stringContaining(`"text":${JSON.stringify(text)}`)
const say = (text: string, id = mintUuid7()): Op => ({ kind: 'message', id, at: 1, conversation: DM, text })

describe.each([
  ['in this thread', openLocal],
  ['in a thread of its own', openWorker],
])('a store %s', (_, open: () => Promise<SqliteStore>) => {
  test('answers, and has it all after it was closed and opened', async () => {
    const first = await open()
    const ada = await signUp(first, 'ada')
    const bob = await signUp(first, 'bob')
    const op = say('hello')
    expect(await first.ask('push', { ...ada, ops: [op] })).toEqual({ outbox: op.id })
    await first.close()
    const second = await open()
    const page = await second.ask('read', { ...bob, after: BEGINNING, ...PAGE })
    expect(page).toMatchObject({ found: true, head: 1, entries: [{ seq: 1, json: saying('hello') }] })
    expect(await second.ask('session', { tokenHash: 'nobody’s' })).toBeUndefined()
  })

  test('[S5] what is asked in one turn becomes one commit, answered in order, and told once', async () => {
    const store = await open()
    const ada = await signUp(store, 'ada')
    const bob = await signUp(store, 'bob')
    const told: string[][] = []
    store.onCommit(({ users }) => told.push([...users].sort()))
    const ops = Array.from({ length: 20 }, (_, n) => say(`${n}`))
    const acks = await Promise.all(ops.map((op) => store.ask('push', { ...ada, ops: [op] })))
    expect(acks).toEqual(ops.map(({ id }) => ({ outbox: id })))
    expect(told).toEqual([['ada', 'bob']])
    const page = await reads(store, bob)
    expect(page.entries.map(({ seq }) => seq)).toEqual(ops.map((_, n) => n + 1))
    expect(new Set(page.entries.map(({ id }) => id)).size).toBe(1)
  })

  test('[S1] who reads on is told by the commit what their log grew by, and who does not, that it grew', async () => {
    const store = await open()
    const [ada, bob] = [await signUp(store, 'ada'), await signUp(store, 'bob')]
    await store.ask('push', { ...ada, ops: [say('before')] })
    const page = await reads(store, bob)
    const at = page.entries.map(({ seq, id }) => ({ seq, id })).at(-1)
    const told: Told[] = []
    store.onCommit((news) => told.push(news))
    const texts = ['one', 'two']
    await store.ask('push', { ...ada, ops: texts.map((text) => say(text)) })
    expect(told).toMatchObject([{ users: ['ada', 'bob'], revoked: [] }])
    const growths = [...(told[0]?.growths?.values() ?? [])]
    expect(growths).toEqual([
      {
        user: 'bob',
        after: at,
        bytes: expect.any(Number),
        entries: (await reads(store, bob, at)).entries,
      },
    ])
    expect(growths[0]?.entries.map(({ json }) => JSON.parse(json).text)).toEqual(texts)
  })

  test('a revoked device is told, and is refused from then on', async () => {
    const store = await open()
    const ada = await signUp(store, 'ada')
    const told: string[] = []
    store.onCommit(({ revoked }) => told.push(...revoked))
    expect(await store.ask('revoke', { ...ada, id: ada.device })).toBe('revoked')
    expect(told).toEqual([ada.device])
    expect(await store.ask('devices', ada)).toEqual({ refused: 'unauthenticated' })
  })

  test('a second server on the same directory is refused in words', async () => {
    await open()
    await expect(open()).rejects.toThrow(/Another server is running on/)
  })

  test('what is asked after it was closed is unavailable, what was asked before is answered', async () => {
    const store = await open()
    const before = signUp(store, 'ada')
    await store.close()
    await expect(before).resolves.toMatchObject({ user: 'ada' })
    await expect(signUp(store, 'bob')).rejects.toMatchObject({ name: 'Unavailable' })
    expect(fatal).toEqual([])
  })
})

test('an ack that tells nobody anything waits for no disk, and is kept when the store is closed', async () => {
  const store = await openLocal()
  const ada = await signUp(store, 'ada')
  const notes = 'dm:ada:ada'
  const ops = [1, 2].map((n): Op => ({ ...say(`${n}`), conversation: notes }) as Op)
  for (const op of ops) await store.ask('push', { ...ada, ops: [op] })
  const page = await store.ask('read', { ...ada, after: BEGINNING, ...PAGE })
  if ('refused' in page) throw new Error('refused')
  const [first, second] = page.entries.map(({ seq, id }) => ({ seq, id }))
  if (first === undefined || second === undefined) throw new Error('two entries')
  await store.ask('ack', { ...ada, cursor: first })

  const log = () => readFileSync(join(directory, 'tidemark.db-wal'))
  const before = log()
  await store.ask('ack', { ...ada, cursor: second })
  expect(log().equals(before)).toBe(true)
  await store.close()
  const { db, close } = openDatabase(directory)
  expect(db.prepare('SELECT cursor_seq, cursor_id FROM devices').raw().get()).toEqual([second.seq, second.id])
  close()
})

describe('when something fails', () => {
  const failing =
    (error: () => Error): Handle =>
    (tx, request, env, news) => {
      const answer = rules(tx, request, env, news)
      if (request.kind === 'push' && request.ops.some((op) => op.kind === 'message' && op.text === 'fail'))
        throw error()
      return answer
    }

  test('a bug in one request fails that one, and takes nothing of it or from the others', async () => {
    const store = await openLocal(failing(() => new Error('a bug')))
    const ada = await signUp(store, 'ada')
    const bob = await signUp(store, 'bob')
    const texts = ['one', 'fail', 'two']
    const answers = await Promise.allSettled(texts.map((text) => store.ask('push', { ...ada, ops: [say(text)] })))
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    const page = await store.ask('read', { ...bob, after: BEGINNING, ...PAGE })
    expect(page).toMatchObject({
      entries: [
        { seq: 1, json: saying('one') },
        { seq: 2, json: saying('two') },
      ],
      head: 2,
    })
    expect(fatal).toEqual([])
  })

  test.each(['SQLITE_IOERR_FSYNC', 'SQLITE_IOERR_WRITE', 'SQLITE_CORRUPT'])(
    '%s ends the store, and acks nothing',
    async (code) => {
      const store = await openLocal(failing(() => new Database.SqliteError('no', code)))
      const ada = await signUp(store, 'ada')
      await signUp(store, 'bob')
      const asked = ['one', 'fail', 'two'].map((text) => store.ask('push', { ...ada, ops: [say(text)] }))
      const answers = await Promise.allSettled(asked)
      expect(answers.map((answer) => answer.status === 'rejected' && answer.reason.name)).toEqual(
        Array(3).fill('Unavailable'),
      )
      expect(fatal).toMatchObject([{ code }])
      await expect(store.ask('devices', ada)).rejects.toMatchObject({ name: 'Unavailable' })
    },
  )
})

describe('when the disk is full', () => {
  test('writes are unavailable and leave nothing, reads are served, and it goes on when there is room', () => {
    const { db, close } = openDatabase(directory)
    const parts: GroupCommitParts = { db, tx: new SqliteTx(db), env: sqliteEnv(db, DEFAULT_SETTINGS), handle: rules }
    const run = (...requests: Request[]) => groupCommit(parts, requests).results
    const asker = { user: 'ada', device: '' }
    for (const user of ['ada', 'bob']) {
      const device = { name: 'test', tokenHash: user }
      const [made] = run({ kind: 'createAccount', handle: user, name: user, passwordHash: 'x', device })
      if (user === 'ada') asker.device = (made as { answer: { device: { id: string } } }).answer.device.id
    }
    const push = (text: string): Request => ({ kind: 'push', ...asker, ops: [say(text)] })
    const read: Request = { kind: 'read', ...asker, after: BEGINNING, entries: 500, bytes: 10_000_000 }
    expect(run(push('before'))).toMatchObject([{ answer: { outbox: expect.any(String) } }])

    db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true })}`)
    const large = 'x'.repeat(16_000)
    const results = run(push(large), read, push(large))
    expect(results).toMatchObject([
      { error: 'unavailable' },
      { answer: { found: true, head: 1, entries: [{ json: saying('before') }] } },
      { error: 'unavailable' },
    ])

    db.pragma('max_page_count = 1000000')
    expect(run(push('after'), read)).toMatchObject([
      { answer: { outbox: expect.any(String) } },
      { answer: { head: 2, entries: [{ json: saying('before') }, { json: saying('after') }] } },
    ])
    expect(db.prepare('SELECT count(*) FROM events').pluck().get()).toBe(2)
    close()
  })

  test('who only looks is answered, though nothing can be noted of it', () => {
    const { db, close } = openDatabase(directory)
    const tx = new SqliteTx(db)
    const env = sqliteEnv(db, DEFAULT_SETTINGS)
    const run = (...requests: Request[]) => groupCommit({ db, tx, env, handle: rules }, requests).results
    const device = { name: 'test', tokenHash: 'token' }
    const [made] = run({ kind: 'createAccount', handle: 'ada', name: 'ada', passwordHash: 'x', device })
    const asker = { user: 'ada', device: (made as { answer: { device: { id: string } } }).answer.device.id }
    const commit = tx.commit.bind(tx)
    let tried = 0
    tx.commit = () => {
      tried += 1
      throw new Database.SqliteError('database or disk is full', 'SQLITE_FULL')
    }
    const place = { cursor: BEGINNING, after: BEGINNING, entries: 500, bytes: 1_000_000 }
    expect(
      run(
        { kind: 'connect', ...asker, cursor: null },
        { kind: 'snapshot', ...asker },
        { kind: 'resume', ...asker, cursor: BEGINNING },
        { kind: 'session', tokenHash: 'token' },
        { kind: 'inhabited' },
        { kind: 'exchange', ...asker, ops: [], ...place, after: null },
        { kind: 'push', ...asker, ops: [] },
        { kind: 'ack', ...asker, cursor: BEGINNING },
        { kind: 'exchange', ...asker, ops: [say('kept on the device')], ...place, after: null },
      ),
    ).toMatchObject([
      { answer: { inbox: 'resync' } },
      { answer: { user: { handle: 'ada' }, cursor: BEGINNING } },
      { answer: { inbox: 'resume' } },
      { answer: { user: { handle: 'ada' } } },
      { answer: true },
      { answer: { inbox: 'resume', entries: [] } },
      { error: 'unavailable' },
      { error: 'unavailable' },
      { error: 'unavailable' },
    ])
    expect(tried).toBe(10)
    tx.commit = commit
    expect(run({ kind: 'snapshot', ...asker })).toMatchObject([{ answer: { conversations: [] } }])
    close()
  })
})

describe('[S12] what was removed', () => {
  /** Names of files in which a text is found. */
  const filesWith = (text: string, where = directory): string[] =>
    readdirSync(where).filter((name) => readFileSync(join(where, name)).includes(text))
  const SECRET = 'the-tide-turns-at-noon'

  /** A message, its edit, and others around them, of which only those two are removed. */
  async function tellAndRemove(store: SqliteStore) {
    const ada = await signUp(store, 'ada')
    await signUp(store, 'bob')
    const filler = () => say('a text of no interest '.repeat(40))
    const secret = say(`${SECRET} at first`)
    const edit: Op = {
      kind: 'edit',
      id: mintUuid7(),
      at: 1,
      conversation: DM,
      target: secret.id,
      text: `${SECRET} and edited`,
    }
    for (const ops of [Array.from({ length: 50 }, filler), [secret, edit], Array.from({ length: 50 }, filler)]) {
      await store.ask('push', { ...ada, ops })
    }
    expect(filesWith(SECRET)).not.toEqual([])
    const remove: Op = { kind: 'remove', id: mintUuid7(), at: 1, conversation: DM, target: secret.id }
    return () => store.ask('push', { ...ada, ops: [remove] })
  }

  test('is in no file soon after, while the store goes on', async () => {
    const store = await openLocal()
    const remove = await tellAndRemove(store)
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    await remove()
    expect(filesWith(SECRET)).not.toEqual([])
    vi.advanceTimersByTime(1000)
    expect(filesWith(SECRET)).toEqual([])
    expect(filesWith('a text of no interest')).not.toEqual([])
  })

  test('is in no file once the server runs again, where it was killed before that', async () => {
    const store = await openLocal()
    const remove = await tellAndRemove(store)
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    await remove()
    const copy = mkdtempSync(join(tmpdir(), 'tidemark-copy-'))
    cpSync(directory, copy, { recursive: true })
    expect(filesWith(SECRET, copy)).not.toEqual([])
    const again = await openLocal(rules, copy)
    expect(filesWith(SECRET, copy)).toEqual([])
    await again.close()
    rmSync(copy, { recursive: true })
  })

  test('is not kept back for good by a reader from outside', async () => {
    const store = await openLocal()
    const remove = await tellAndRemove(store)
    const outside = new Database(join(directory, 'tidemark.db'), { readonly: true })
    outside.exec('BEGIN')
    outside.prepare('SELECT count(*) FROM events').get()
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    await remove()
    vi.advanceTimersByTime(100)
    expect(filesWith(SECRET)).not.toEqual([])
    outside.close()
    vi.advanceTimersByTime(1000)
    expect(filesWith(SECRET)).toEqual([])
  }, 30_000)
})
