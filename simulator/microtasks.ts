/**
 * All that hangs on promises runs to its end within one step of a world, at once: a macrotask for each step would cost
 * more than the step. V8 does it on demand, though only where no microtask is running: a world is lived from a timer, a
 * message or an immediate, never from behind an `await`.
 */
import { setFlagsFromString } from 'node:v8'

// Left on: the flag is the process's, and another thread that turned it off would do so before this one reads the function.
setFlagsFromString('--allow-natives-syntax')
export const runMicrotasks = new Function('%PerformMicrotaskCheckpoint()') as () => void

/** Calls it where microtasks can be run. */
export const fromOutside = <T>(run: () => T): Promise<T> =>
  new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        resolve(run())
      } catch (error) {
        reject(error)
      }
    })
  })
