import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Batch } from './batch.ts'
import { fromOutside } from './microtasks.ts'
import { pinned } from './pinned.ts'
import { shrink } from './shrink.ts'
import { neverHappened } from './tally.ts'
import { bundled, runThreads } from './threads.ts'
import { runWorld } from './world.ts'

/** The same seeds are the same worlds, on every machine. Two minutes of two cores. */
const WORLDS = 20_000
const LONGEST_MS = 15 * 60_000

/** By the names that `docs/RELIABILITY.md` explains; the rules are those of `docs/SYNC.md`. */
const INVARIANTS: Record<string, string> = {
  I1: '[S1] [S8] [S13] nothing is lost: what was acked is there, and what was kept on a device gets there or is shown as refused',
  I2: '[S3] [S9] nothing is doubled, and nothing changes that may have arrived',
  I3: '[S2] what one device wrote into a conversation stands there in the order of writing',
  I4: '[S11] all have the same history, in the same places',
  I5: '[S10] once nothing fails any more, every device comes to rest with all that the server has',
  I6: '[S4] [S15] a cursor stands for rows that are there',
  I7: '[S16] nothing is trimmed that a device still lacks, but by the cap',
  I8: '[S5] [S6] an ack is for what is durable, on both sides',
  I9: '[S8] what is refused is shown so, and what is shown so was refused',
  I10: '[S20] nobody is told what is not theirs to know',
  I11: '[S28] whoever was authenticated is the sender',
  I13: '[S23] [S25] nobody hammers, spins, or sends what says nothing new',
  I14: '[S12] [S18] what was removed stays removed, and a second tick is a fact',
  I15: '[S24] a leader whose term has passed writes nothing',
  I16: '[S15] what is told twice changes nothing the second time',
}

let batch: Batch
beforeAll(async () => {
  batch = await runThreads({ file: await bundled(), first: 1, worlds: WORLDS })
}, LONGEST_MS)
afterAll(() => console.log(`${batch.worlds} worlds, ${batch.steps} steps, ${batch.failures.length} failed`))

for (const [invariant, title] of Object.entries(INVARIANTS)) {
  test(`${invariant}: ${title}`, () => {
    const failed = batch.failures.filter((failure) => failure.invariant === invariant).slice(0, 5)
    expect(failed.map(({ seed, how }) => `npm run sim -- --worlds 1 --seed ${seed}: ${how}`)).toEqual([])
  })
}

test('no world failed by a name that is not listed here', () => {
  const listed = new Set([...Object.keys(INVARIANTS), 'determinism'])
  expect(batch.failures.filter(({ invariant }) => !listed.has(invariant))).toEqual([])
})

test('the same seed is the same world', () => {
  expect(batch.twice).toBeGreaterThan(0)
  expect(batch.failures.filter(({ invariant }) => invariant === 'determinism')).toEqual([])
})

// A world in which nothing happened would prove nothing.
test('whatever can go wrong did go wrong somewhere', () => {
  expect(batch.worlds).toBe(WORLDS)
  expect(neverHappened(batch.tally)).toEqual([])
})

for (const { seed, only, swarm = {}, found } of pinned) {
  test(found, async () => {
    const wishes = { swarm, ...(only === undefined ? {} : { only: new Set(only.split(' ')) }) }
    expect((await fromOutside(() => runWorld(seed, wishes))).failure).toBeUndefined()
  })
}

test('a world is lived again with some of what happened left out, and the rest as it was', async () => {
  const whole = await fromOutside(() => runWorld(3))
  const again = await fromOutside(() => runWorld(3, { only: new Set(whole.happened) }))
  expect(again.hash).toBe(whole.hash)
  const calm = await fromOutside(() => runWorld(3, { only: new Set() }))
  expect(calm.happened).toEqual([])
})

test('what does not fail is not shrunk', async () => {
  const failure = { invariant: 'I1', how: '' }
  expect(await fromOutside(() => shrink(3, failure, { lastsMs: 1_000 }))).toBeUndefined()
})
