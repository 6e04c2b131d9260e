import { beforeEach, describe, expect, test } from 'vitest'
import type { EncodedBatch, EncodedEntry } from '#core/encoded.ts'
import { BEGINNING, type Cursor } from '#protocol/cursor.ts'
import { Delivery } from './delivery.ts'

const entry = (seq: number): EncodedEntry => ({ seq, id: `commit-${seq}`, json: '{}' })
const cursor = (seq: number): Cursor => ({ seq, id: `commit-${seq}` })

/** A log, a device that acks by hand, and pages of two entries. */
class World {
  log: EncodedEntry[] = []
  sent: EncodedBatch[] = []
  recorded: Cursor[] = []
  reads = 0
  isLost = false
  isAway = false
  isStoreDown = false
  delivery = new Delivery(
    {
      read: async (after) => {
        this.reads += 1
        if (this.isStoreDown) return undefined
        if (this.isAway) return { found: false, entries: [], head: 0 }
        const later = this.log.filter(({ seq }) => seq > after.seq)
        return { found: true, entries: later.slice(0, 2), head: this.log.at(-1)?.seq ?? 0 }
      },
      record: (at) => void this.recorded.push(at),
      send: (batch) => void this.sent.push(batch),
      lost: () => {
        this.isLost = true
      },
    },
    2,
  )
  write(...seqs: number[]) {
    this.log.push(...seqs.map(entry))
  }
  ack(answer: unknown) {
    this.delivery.acknowledge(answer)
    return settled()
  }
  get seqs() {
    return this.sent.map(({ entries }) => entries.map(({ seq }) => seq))
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

let world: World
beforeEach(() => {
  world = new World()
})

async function started(...seqs: number[]) {
  world.write(...seqs)
  world.delivery.startFrom(BEGINNING)
  await settled()
}

describe('delivery', () => {
  test('[S15] no third batch goes out before one of two is acked', async () => {
    await started(1, 2, 3, 4, 5, 6)
    expect(world.seqs).toEqual([
      [1, 2],
      [3, 4],
    ])
    await world.ack({ cursor: cursor(2) })
    expect(world.seqs).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ])
  })

  test('what was read ahead is sent without reading it again, and is gone on from', async () => {
    world.write(1, 2, 3)
    world.delivery.startFrom(BEGINNING, { found: true, entries: [entry(1), entry(2)], head: 3 })
    await settled()
    expect(world.seqs).toEqual([[1, 2], [3]])
    expect(world.reads).toBe(1)
  })

  test('[S15] what the log grew by after it was read ahead is sent too', async () => {
    world.write(1, 2)
    world.delivery.startFrom(BEGINNING, { found: true, entries: [entry(1)], head: 1 })
    world.delivery.wake()
    await settled()
    expect(world.seqs.flat()).toEqual([1, 2])
  })

  test('[S21] a device that does not ack costs no reads, however often it is woken', async () => {
    await started(1, 2, 3, 4, 5, 6)
    const { reads } = world
    for (let i = 0; i < 100; i++) world.delivery.wake()
    await settled()
    expect(world.reads).toBe(reads)
  })

  test('[S1] each batch says what it goes on from', async () => {
    await started(1, 2, 3)
    expect(world.sent.map(({ after }) => after)).toEqual([BEGINNING, cursor(2)])
  })

  test.each([
    ['nothing', undefined],
    ['no cursor', {}],
    ['another id', { cursor: { seq: 2, id: 'forged' } }],
    ['an entry not sent yet', { cursor: cursor(6) }],
    ['text', 'cursor'],
  ])('[S15] an ack of %s moves nothing', async (_what, answer) => {
    await started(1, 2, 3, 4, 5, 6)
    await world.ack(answer)
    expect(world.recorded).toEqual([])
    expect(world.seqs).toHaveLength(2)
  })

  test('[S5] an ack of an entry within a batch is recorded as far as it goes', async () => {
    await started(1, 2, 3, 4)
    await world.ack({ cursor: cursor(3) })
    expect(world.recorded).toEqual([cursor(3)])
  })

  test('[S1] a commit wakes it, and one during a read is not missed', async () => {
    await started()
    world.write(1)
    world.delivery.wake()
    world.write(2)
    world.delivery.wake()
    await settled()
    expect(world.seqs.flat()).toEqual([1, 2])
  })

  describe('what a commit says that the log grew by', () => {
    const grow = (after: number, ...seqs: number[]) => {
      world.write(...seqs)
      world.delivery.grow({ after: after === 0 ? BEGINNING : cursor(after), entries: seqs.map(entry) })
      return settled()
    }

    test('is sent without a read to who stands right before it', async () => {
      await started(1)
      const { reads } = world
      await grow(1, 2, 3)
      expect(world.seqs).toEqual([[1], [2, 3]])
      expect(world.sent[1]?.after).toEqual(cursor(1))
      expect(world.reads).toBe(reads)
      await world.ack({ cursor: cursor(3) })
      expect(world.recorded).toEqual([cursor(3)])
    })

    test('[S15] waits until the window opens, and is read then', async () => {
      await started(1, 2, 3, 4)
      await grow(4, 5)
      expect(world.seqs).toHaveLength(2)
      await world.ack({ cursor: cursor(2) })
      expect(world.seqs.flat()).toEqual([1, 2, 3, 4, 5])
    })

    test('is not sent twice where a read is under way', async () => {
      await started(1)
      world.write(2)
      world.delivery.wake()
      await grow(1, 3)
      await world.ack({ cursor: cursor(1) })
      expect(world.seqs.flat()).toEqual([1, 2, 3])
    })

    test('[S17] proves nothing to who stands at another entry of that number', async () => {
      await started(1)
      world.isAway = true
      world.delivery.grow({ after: { seq: 1, id: 'another past' }, entries: [entry(2)] })
      await settled()
      expect(world).toMatchObject({ isLost: true, seqs: [[1]] })
    })
  })

  test('[S17] where the entry to go on from is gone, the connection is given up and nothing more is read', async () => {
    await started(1, 2)
    world.isAway = true
    world.delivery.wake()
    await settled()
    const { reads } = world
    world.delivery.wake()
    await settled()
    expect(world).toMatchObject({ isLost: true, reads })
  })

  test('a store that is down is asked again by the next waking', async () => {
    world.isStoreDown = true
    await started(1)
    expect(world.sent).toEqual([])
    world.isStoreDown = false
    world.delivery.wake()
    await settled()
    expect(world.seqs).toEqual([[1]])
  })

  test('[S10] started anew after a snapshot, it forgets what was in flight before', async () => {
    await started(1, 2, 3, 4)
    world.delivery.startFrom(cursor(3))
    await settled()
    expect(world.seqs.at(-1)).toEqual([4])
    await world.ack({ cursor: cursor(2) })
    expect(world.recorded).toEqual([])
  })
})
