/** Many worlds, one after the other, and what they found. */
import { add, emptyTally, type Tally } from './tally.ts'
import { type Failure, runWorld } from './world.ts'

export interface Failed extends Failure {
  seed: number
  steps: number
}

export interface Batch {
  worlds: number
  steps: number
  /** lived twice, to see that the same seed is the same world */
  twice: number
  tally: Tally
  failures: Failed[]
}

export const emptyBatch = (): Batch => ({ worlds: 0, steps: 0, twice: 0, tally: emptyTally(), failures: [] })

const TWICE_IN = 100

export function liveOn(batch: Batch, seed: number): void {
  const { steps, tally, failure, hash } = runWorld(seed)
  batch.worlds += 1
  batch.steps += steps
  add(batch.tally, tally)
  if (failure) batch.failures.push({ seed, steps, ...failure })
  if (seed % TWICE_IN !== 0) return
  batch.twice += 1
  if (runWorld(seed).hash !== hash) {
    batch.failures.push({ seed, steps, invariant: 'determinism', how: 'the same seed was another world' })
  }
}

export function sum(batches: readonly Batch[]): Batch {
  const all = emptyBatch()
  for (const { worlds, steps, twice, tally, failures } of batches) {
    all.worlds += worlds
    all.steps += steps
    all.twice += twice
    add(all.tally, tally)
    all.failures.push(...failures)
  }
  all.failures.sort((a, b) => a.seed - b.seed)
  return all
}
