import { expect, test } from 'vitest'
import { pinned } from './pinned.ts'
import { added, emptyTally } from './tally.ts'
import { runWorld } from './world.ts'

/** Enough for every kind of fault to have struck, and short enough for every run of the tests. */
const WORLDS = 25

test('[S1] [S2] [S3] [S8] [S10] [S11] [S20] whatever goes wrong, nothing is lost or doubled, all agree, and nobody learns what is not theirs', async () => {
  let tally = emptyTally()
  let steps = 0
  for (let seed = 1; seed <= WORLDS; seed++) {
    const outcome = await runWorld(seed)
    expect(outcome.failure, `npm run sim -- --worlds 1 --seed ${seed}`).toBeUndefined()
    tally = added(tally, outcome.tally)
    steps += outcome.steps
  }
  // A world in which nothing happened would prove nothing.
  const neverHappened = Object.entries(tally).filter(([, count]) => count === 0)
  expect(neverHappened).toEqual([])
  expect(steps).toBeGreaterThan(20_000)
}, 60_000)

for (const { seed, found } of pinned) {
  test(found, async () => {
    expect((await runWorld(seed)).failure, `npm run sim -- --worlds 1 --seed ${seed}`).toBeUndefined()
  })
}

test('the same seed is the same world', async () => {
  const [first, second] = [await runWorld(3), await runWorld(3)]
  expect(second).toEqual(first)
})
