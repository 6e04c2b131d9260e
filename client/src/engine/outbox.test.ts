import { describe, expect, test } from 'vitest'
import type { Op } from '#protocol/op.ts'
import { bench, entry, liveBench, message, opId } from './testbed.ts'

const idsOf = (ops: readonly { id: string }[]) => ops.map(({ id }) => id)
const stateOf = (store: Awaited<ReturnType<typeof bench>>['store'], n: number) =>
  store.rows('outbox').find((row) => row.id === opId(n))

describe('what the person did goes up', () => {
  test('[S2] in order, one push at a time, each from where the last ended', async () => {
    const { line, write } = await liveBench()
    await write(message(1))
    await write(message(2), message(3))
    expect(line().pushes.map(({ ops }) => idsOf(ops))).toEqual([[opId(1)]])

    await line().answer({ outbox: opId(1) })
    expect(line().pushes[1]).toMatchObject({ ops: [message(2), message(3)], after: opId(1) })
  })

  test('[S9] only once the mark that it was handed over is on the disk', async () => {
    const { line, write, store } = await liveBench()
    store.beforeCommit(() => {
      expect(line().pushes).toEqual([])
    })
    await write(message(1))
    store.beforeCommit(undefined)
    expect(line().pushes).toHaveLength(1)
    expect(stateOf(store, 1)).toMatchObject({ state: 'handed', tries: 1 })
  })

  test('[S9] never where the mark cannot be written, until it can', async () => {
    const { line, write, store, pass, status } = await liveBench()
    await write(message(1))
    await line().answer({ outbox: opId(1) })
    const { markHanded } = store
    store.markHanded = async () => ({ failed: 'full' })
    await write(message(2))
    expect(line().pushes).toHaveLength(1)
    expect(status().storage).toBe('full')

    store.markHanded = markHanded
    await pass(5_000)
    expect(line().pushes[1]?.ops).toEqual([message(2)])
    expect(status().storage).toBe('ok')
  })

  test('[S2] on welcome what the server has is committed, and what follows is sent', async () => {
    const { line, store } = await bench({}, (disk) => disk.enqueue([message(1), message(2), message(3)]))
    await line().welcome({ outbox: opId(2) })
    expect(stateOf(store, 2)?.state).toBe('committed')
    expect(line().pushes).toMatchObject([{ ops: [message(3)], after: opId(2) }])
  })

  test('[S3] an unknown cursor sends all that is still held, compared with that very cursor', async () => {
    const { line } = await bench({}, (disk) => disk.enqueue([message(1), message(2)]))
    await line().welcome({ outbox: opId(77) })
    expect(line().pushes).toMatchObject([{ ops: [message(1), message(2)], after: opId(77) }])
  })

  test('[S7] where the server has moved, the device goes on from there', async () => {
    const { line, write } = await liveBench()
    await write(message(1), message(2), message(3))
    await line().answer({ error: { code: 'moved' }, outbox: opId(2) })
    expect(line().pushes[1]).toMatchObject({ ops: [message(3)], after: opId(2) })
  })

  test('[S7] a server that moves to where the device was anyway is left alone for a while', async () => {
    const { line, lines, write } = await liveBench()
    await write(message(1))
    await line().answer({ error: { code: 'moved' }, outbox: null })
    expect(line().isClosed).toBe(true)
    expect(lines).toHaveLength(1)
  })

  test('[S7] a probe shows that the server was put back, and what it lost goes up again', async () => {
    const { line, write, platform } = await liveBench()
    await write(message(1))
    await line().answer({ outbox: opId(1) })
    await platform.wake()
    await line().answer({ outbox: null })
    expect(line().pushes.at(-1)).toMatchObject({ ops: [message(1)], after: null })
  })

  test('a push is cut by count and by encoded bytes', async () => {
    const { line } = await bench({}, (disk) => disk.enqueue([1, 2, 3, 4].map((n) => message(n, 'é"'.repeat(200)))))
    await line().welcome({ limits: { ...LIMITS, ops: 3, pushSize: 2_500 } })
    expect(line().pushes[0]?.ops).toHaveLength(2)
    await line().answer({ outbox: opId(2) })
    expect(line().pushes[1]?.ops).toHaveLength(2)
  })

  test('past the rate limit it waits for as long as it is told, on the same connection', async () => {
    const { line, lines, write, pass } = await liveBench()
    await write(message(1))
    await line().answer({ error: { code: 'slow-down', retryAfter: 900 } })
    await pass(899)
    expect(line().pushes).toHaveLength(1)
    await pass(1)
    expect(line().pushes).toHaveLength(2)
    expect(lines).toHaveLength(1)
  })
})

describe('what does not get through', () => {
  test('a push without an answer ends the connection, and is sent again on the next', async () => {
    const { line, lines, write, pass } = await liveBench()
    await write(message(1))
    await pass(15_500)
    expect(lines[0]?.isClosed).toBe(true)
    await pass(1_000)
    expect(lines).toHaveLength(2)
    await line().welcome()
    expect(line().pushes).toMatchObject([{ ops: [message(1)], after: null }])
  })

  test('[S25] after an invalid push ops go one at a time, and the bad one alone is shown as refused', async () => {
    const { line, write, store } = await liveBench()
    await write(message(1), message(2), message(3))
    await line().answer({ error: { code: 'invalid' } })
    await line().answer({ outbox: opId(1) })
    expect(
      line()
        .pushes.slice(1)
        .map(({ ops }) => idsOf(ops)),
    ).toEqual([[opId(1)], [opId(2)]])

    await line().answer({ error: { code: 'invalid' } })
    expect(stateOf(store, 2)).toMatchObject({ rejected: 'invalid', op: message(2) })
    expect(line().pushes[3]?.ops).toEqual([message(3)])
  })

  test('[S25] an op that no push can hold is refused without being sent', async () => {
    const { line, store } = await bench({}, (disk) => disk.enqueue([message(1, 'x'.repeat(4_000)), message(2)]))
    await line().welcome({ limits: { ...LIMITS, pushSize: 2_000 } })
    expect(stateOf(store, 1)).toMatchObject({ rejected: 'too-large' })
    expect(line().pushes).toMatchObject([{ ops: [message(2)] }])
  })

  test('[S25] three pushes that end their connection make it one op at a time', async () => {
    const { line, write, pass } = await liveBench()
    await write(message(1), message(2), message(3), message(4), message(5))
    const sizes: number[] = []
    for (let n = 0; n < 4; n++) {
      sizes.push(line().pushes.at(-1)?.ops.length ?? 0)
      await line().say({ kind: 'closed' })
      await pass(10_000)
      await line().welcome()
    }
    expect(sizes).toEqual([5, 5, 5, 1])
  })

  test('an answer shows that the ops in doubt were not what ended the connection', async () => {
    const { line, write, pass } = await liveBench()
    await write(message(1), message(2))
    for (let n = 0; n < 3; n++) {
      await line().say({ kind: 'closed' })
      await pass(10_000)
      await line().welcome(n === 2 ? { outbox: opId(2) } : {})
    }
    await write(message(3), message(4))
    await line().answer({ outbox: opId(3) })
    expect(line().pushes.map(({ ops }) => ops.length)).toEqual([1, 1])
  })
})

describe('after a resync', () => {
  test('[S10] what is committed but not settled goes up again, once all that follows was acked', async () => {
    const { line, store, answers } = await bench({}, (disk) => disk.enqueue([message(1), message(2)]))
    answers.snapshot = () => ({ ...SNAPSHOT, cursor: { seq: 9, id: 'commit-9' } })
    await line().welcome({ inbox: 'resync', outbox: opId(1), head: 9 })
    expect(line().pushes.map(({ ops }) => ops)).toEqual([[message(2)]])
    await line().say({ kind: 'resumed', inbox: 'resume' })
    await line().answer({ outbox: opId(2) })
    expect(line().pushes[1]).toMatchObject({ ops: [message(1), message(2)], after: opId(2) })

    await line().answer({ outbox: opId(2) })
    expect(store.rows('outbox').map(({ state }) => state)).toEqual(['settled', 'settled'])
    expect(store.rows('device')[0]?.resend).toBeUndefined()
    expect(line().pushes).toHaveLength(2)
  })

  test('[S10] that it did so is noted once the disk takes it, and it is not done again', async () => {
    const { line, store, answers, pass, write } = await bench({}, (disk) => disk.enqueue([message(1)]))
    answers.snapshot = () => ({ ...SNAPSHOT, cursor: { seq: 9, id: 'commit-9' } })
    const { noteServer } = store
    store.noteServer = async () => ({ failed: 'full' })
    await line().welcome({ inbox: 'resync', outbox: opId(1), head: 9 })
    await line().say({ kind: 'resumed', inbox: 'resume' })
    await line().answer({ outbox: opId(1) })
    expect(store.rows('device')[0]?.resend).toBe(true)

    store.noteServer = noteServer
    await pass(5_000)
    expect(store.rows('device')[0]?.resend).toBeUndefined()
    await write(message(2))
    expect(line().pushes.map(({ ops }) => ops)).toEqual([[message(1)], [message(2)]])
  })

  test('[S10] what is larger than the server takes by now was taken before, and is not shown as refused', async () => {
    const { line, store, answers } = await bench({}, (disk) => disk.enqueue([message(1, 'x'.repeat(900)), message(2)]))
    answers.snapshot = () => ({ ...SNAPSHOT, cursor: { seq: 9, id: 'commit-9' } })
    await line().welcome({ inbox: 'resync', outbox: opId(2), head: 9, limits: { ...LIMITS, pushSize: 1_200 } })
    await line().say({ kind: 'resumed', inbox: 'resume' })
    expect(line().pushes.map(({ ops }) => ops)).toEqual([[message(2)]])
    await line().answer({ outbox: opId(2) })
    expect(store.rows('outbox')).toMatchObject([{ state: 'settled' }, { state: 'settled' }])
    expect(store.rows('outbox').filter(({ rejected }) => rejected)).toEqual([])
  })

  test('[S10] a connection that ends in between begins that anew', async () => {
    const { line, answers, pass } = await bench({}, (disk) => disk.enqueue([message(1)]))
    answers.snapshot = () => ({ ...SNAPSHOT, cursor: { seq: 9, id: 'commit-9' } })
    await line().welcome({ inbox: 'resync', outbox: opId(1), head: 9 })
    await line().say({ kind: 'closed' })
    await pass(2_000)
    expect(line().handshake.cursor).toEqual({ seq: 9, id: 'commit-9' })
    await line().welcome({ outbox: opId(1), head: 9 })
    expect(line().pushes).toMatchObject([{ ops: [message(1)], after: opId(1) }])
  })

  test('[S14] what a rolled-back server refused goes up once more, marked so, when what it depends on is back', async () => {
    const made = { kind: 'group', id: opId(50), at: 1, conversation: GROUP, title: 'G', members: ['ada'] } as Op
    const said = { ...message(1), conversation: GROUP } as ReturnType<typeof message>
    const { line, write, pass } = await liveBench()
    await write(said)
    await line().answer({ outbox: opId(1) })
    const before = [entry(1, made, 1, 'bob'), entry(2, said, 2)]
    await line().say({ kind: 'entries', ack: 1, batch: { after: BEGINNING, entries: before } })
    const refused = { kind: 'rejected', id: opId(60), at: 1, received: 1, op: opId(1), reason: 'no-such-conversation' }
    const refusal = [{ seq: 3, id: 'commit-3', event: refused as never }]
    await line().say({ kind: 'entries', ack: 2, batch: { after: at(2), entries: refusal } })
    await pass(5_000)
    expect(line().pushes.slice(1)).toMatchObject([{ ops: [{ ...said, again: true }], after: opId(1) }])
  })
})

const LIMITS = { text: 16_384, title: 128, members: 1_000, files: 10, fileSize: 1, ops: 100, pushSize: 262_144 }
const GROUP = 'ffffffff-ffff-7fff-8fff-ffffffffffff'
const BEGINNING = { seq: 0, id: null }
const at = (seq: number) => ({ seq, id: `commit-${seq}` })
const SNAPSHOT = {
  cursor: BEGINNING,
  user: { id: 'user-ada', handle: 'ada', name: 'Ada' },
  users: [],
  blocked: [],
  conversations: [],
}
