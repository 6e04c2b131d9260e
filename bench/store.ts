/**
 * The store alone, without sockets: pairs of users, one writing and one reading, as sessions would ask for them.
 *
 *   npx tsx bench/store.ts [--pairs 50] [--ops 4] [--seconds 5] [--local] [--group 200]
 *
 * `--ops`: messages a push; each sender has one push in flight. `--local`: the store in this thread, for `--cpu-prof`.
 * `--group`: one sender in a group of so many, instead of pairs.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { decoded } from '#core/encoded.ts'
import { handle } from '#core/handle.ts'
import type { Asker } from '#core/requests.ts'
import { DEFAULT_SETTINGS } from '#core/settings.ts'
import { BEGINNING, type Cursor } from '#protocol/cursor.ts'
import { directConversation } from '#protocol/ids.ts'
import type { Op } from '#protocol/op.ts'
import type { Handle } from '../server/src/sqlite/group-commit.ts'
import { localLink } from '../server/src/sqlite/local-link.ts'
import { SqliteStore } from '../server/src/sqlite/store.ts'
import { mintUuid7 as v7 } from '../server/src/sqlite/uuid.ts'
import { workerLink } from '../server/src/sqlite/worker-link.ts'

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '50' },
    ops: { type: 'string', default: '4' },
    seconds: { type: 'string', default: '5' },
    group: { type: 'string' },
    local: { type: 'boolean', default: false },
  },
})
const pairs = Number(values.pairs)
const opsAPush = Number(values.ops)
const TEXT = 'Sea state 4, wind south-west; we are past the second buoy and hold our course. '.padEnd(120, '~')

const directory = mkdtempSync(join(tmpdir(), 'tidemark-bench-'))
const options = { directory, settings: DEFAULT_SETTINGS }
const store = await SqliteStore.open({
  open: values.local ? localLink(options, handle as Handle) : workerLink(options),
  onFatal: (error) => {
    throw error
  },
})

interface Session {
  asker: Asker
  cursor: Cursor
  reading: boolean
  again: boolean
}
const sessions = new Map<string, Session>()
let received = 0
let sent = 0
let running = true

async function join_(name: string): Promise<Session> {
  const account = await store.ask('createAccount', {
    handle: name,
    name,
    passwordHash: 'x',
    device: { name: 'bench', tokenHash: v7() },
  })
  if (typeof account === 'string' || 'refused' in account) throw new Error('no account')
  const asker = { user: name, device: account.device.id }
  await store.ask('resume', { ...asker, cursor: BEGINNING })
  const session = { asker, cursor: BEGINNING, reading: false, again: false }
  sessions.set(name, session)
  return session
}

/** Reads on from where the session is, and acks at once. */
async function readOn(session: Session): Promise<void> {
  if (session.reading) {
    session.again = true
    return
  }
  session.reading = true
  do {
    session.again = false
    const page = await store.ask('read', { ...session.asker, after: session.cursor, entries: 500, bytes: 256 * 1024 })
    if ('refused' in page || !page.found) throw new Error('not found')
    const last = page.entries.at(-1)
    if (last === undefined) continue
    for (const { event } of page.entries.map(decoded)) {
      if (event.kind === 'message' && event.by !== session.asker.user) received += 1
    }
    session.cursor = { seq: last.seq, id: last.id }
    if (last.seq < page.head) session.again = true
    store.record({ ...session.asker, cursor: session.cursor })
  } while (session.again)
  session.reading = false
}

store.onCommit(({ users }) => {
  for (const user of users) {
    const session = sessions.get(user)
    if (session !== undefined) void readOn(session)
  }
})

async function write(from: Session, conversation: string): Promise<void> {
  let after: string | null | undefined
  while (running) {
    const ops: Op[] = Array.from({ length: opsAPush }, () => ({
      id: v7(),
      kind: 'message',
      at: Date.now(),
      conversation,
      text: TEXT,
    }))
    const ack = await store.ask('push', { ...from.asker, ops, ...(after !== undefined && { after }) })
    if ('refused' in ack || ack.error !== undefined) throw new Error(JSON.stringify(ack))
    after = ack.outbox
    sent += ops.length
  }
}

const writers: [Session, string][] = []
let readersAMessage = 1
if (values.group === undefined) {
  for (let i = 0; i < pairs; i++) {
    const [a, b] = [`ada${i}`, `bob${i}`]
    const from = await join_(a)
    await join_(b)
    writers.push([from, directConversation(a, b)])
  }
} else {
  const names = Array.from({ length: Number(values.group) }, (_, i) => `member${i}`)
  const members = await Promise.all(names.map(join_))
  const [maker] = members
  if (maker === undefined) throw new Error('an empty group')
  const conversation = v7()
  const group: Op = { id: v7(), kind: 'group', at: Date.now(), conversation, title: 'Harbour', members: names }
  await store.ask('push', { ...maker.asker, ops: [group] })
  writers.push([maker, conversation])
  readersAMessage = names.length - 1
}

/** CPU of each thread of this process, in µs (Linux counts in hundredths of a second). */
function threads(): Map<string, number> {
  return new Map(
    readdirSync('/proc/self/task').map((thread) => {
      const fields = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
      return [thread, (Number(fields[11]) + Number(fields[12])) * 10_000]
    }),
  )
}

const before = threads()
const start = performance.now()
const done = writers.map(([from, conversation]) => write(from, conversation))
await new Promise((resolve) => setTimeout(resolve, Number(values.seconds) * 1000))
running = false
await Promise.all(done)
const seconds = (performance.now() - start) / 1000
const busiest = [...threads()]
  .map(([thread, cpu]) => cpu - (before.get(thread) ?? 0))
  .sort((a, b) => b - a)
  .slice(0, 3)
console.log(
  JSON.stringify({
    messages: sent,
    'messages/s': Math.round(sent / seconds),
    'deliveries/s': Math.round(received / seconds),
    'received of sent': (received / (sent * readersAMessage)).toFixed(3),
    'cpu µs/message by thread': busiest.map((cpu) => (cpu / sent).toFixed(1)).join(' + '),
    'cpu %': busiest.map((cpu) => (cpu / 1e4 / seconds).toFixed(0)).join(' + '),
  }),
)
// Sessions that are still reading on end with the store.
process.on('unhandledRejection', () => {})
await store.close()
rmSync(directory, { recursive: true })
