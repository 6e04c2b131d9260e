/** A thread that lives worlds: every `every`th seed from `first` on, until so many are lived or the time is over. */
import { parentPort, workerData } from 'node:worker_threads'
import { emptyBatch, liveOn } from './batch.ts'

export interface Share {
  first: number
  every: number
  worlds: number
  /** by `Date.now()` */
  until: number
  /** ends at the first failure */
  eager?: boolean
  /** the seed of the world that is being lived, for whoever watches this thread */
  at: Int32Array
}

const { first, every, worlds, until, eager, at } = workerData as Share
const SLICE_MS = 500
const batch = emptyBatch()
let seed = first

// From a macrotask, each time: a world runs microtasks by itself.
function slice(): void {
  const end = Date.now() + SLICE_MS
  while (Date.now() < end && !isOver()) {
    Atomics.store(at, 0, seed)
    liveOn(batch, seed)
    seed += every
  }
  if (isOver()) parentPort?.postMessage(batch)
  else setImmediate(slice)
}

function isOver(): boolean {
  const isFound = eager === true && batch.failures.length > 0
  return isFound || batch.worlds >= worlds || Date.now() >= until
}

setImmediate(slice)
