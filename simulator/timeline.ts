/** Virtual time: it jumps to whatever is due next, so a year of waiting costs nothing. */
import { runMicrotasks } from './microtasks.ts'

export interface Timeline {
  /** ms since the world began */
  now(): number
  /** Gives back how to call it off. Due at the same time: in the order in which they were asked for. */
  after(ms: number, then: () => void): () => void
  /** Runs what is due next, and all that promises bring of it. `false`: nothing is due any more. */
  advance(): boolean
  steps(): number
  /** of all steps so far: equal for equal runs */
  hash(): number
}

interface Due {
  at: number
  order: number
  run: (() => void) | undefined
}

export function timeline(): Timeline {
  const heap: Due[] = []
  let time = 0
  let orders = 0
  let steps = 0
  let hash = 0x811c9dc5
  return {
    now: () => time,
    steps: () => steps,
    hash: () => hash >>> 0,
    after(ms, then) {
      const due: Due = { at: time + Math.max(0, ms), order: orders++, run: then }
      push(heap, due)
      return () => {
        due.run = undefined
      }
    },
    advance() {
      let due = pop(heap)
      while (due && !due.run) due = pop(heap)
      if (!due?.run) return false
      time = due.at
      steps += 1
      hash = Math.imul(hash ^ due.order ^ (time * 1024), 0x01000193)
      due.run()
      runMicrotasks()
      return true
    },
  }
}

const isBefore = (a: Due, b: Due): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)

function push(heap: Due[], due: Due): void {
  let at = heap.push(due) - 1
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (!isBefore(due, heap[parent] as Due)) break
    heap[at] = heap[parent] as Due
    at = parent
  }
  heap[at] = due
}

function pop(heap: Due[]): Due | undefined {
  const top = heap[0]
  const last = heap.pop()
  if (!last || heap.length === 0) return top
  let at = 0
  for (;;) {
    let child = 2 * at + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && isBefore(heap[child + 1] as Due, heap[child] as Due)) child += 1
    if (!isBefore(heap[child] as Due, last)) break
    heap[at] = heap[child] as Due
    at = child
  }
  heap[at] = last
  return top
}
