/** What a tab writes after it was frozen, recorded in the page itself. */

interface Recorded {
  /** transactions that could write the device's row and came to their end, and writes in them, since the thaw */
  tried: number
  written: number
  /** resolves when no transaction is open, and none was for a while */
  quiet(): Promise<void>
}
export type Recording = Window & typeof globalThis & { recorded: Recorded }

/**
 * Runs in the page. That its lock was stolen is told to it only when it has tried to write: whoever thaws may well do
 * that first, and then only the term holds it back.
 */
export function recordWritesAfterThaw(): void {
  let [seen, thawed] = [performance.now(), false]
  const isThawed = () => {
    const now = performance.now()
    thawed ||= now - seen > 2_000
    seen = now
    return thawed
  }
  setInterval(isThawed, 50)

  let tellOfTheft = () => {}
  const hasTried = new Promise<void>((resolve) => {
    tellOfTheft = resolve
  })
  let [open, ended] = [0, 0]
  const recorded: Recorded = {
    tried: 0,
    written: 0,
    quiet: () =>
      new Promise((resolve) => {
        const timer = setInterval(() => {
          if (open > 0 || performance.now() - ended < 200) return
          clearInterval(timer)
          resolve()
        }, 10)
      }),
  }
  Object.assign(window, { recorded })

  const { transaction } = IDBDatabase.prototype
  IDBDatabase.prototype.transaction = function (...args) {
    const made = transaction.apply(this, args)
    const isLate = made.mode === 'readwrite' && made.objectStoreNames.contains('device') && isThawed()
    open += 1
    const end = () => {
      open -= 1
      ended = performance.now()
      if (!isLate) return
      recorded.tried += 1
      tellOfTheft()
    }
    made.addEventListener('complete', end)
    made.addEventListener('abort', end)
    return made
  }
  const { put } = IDBObjectStore.prototype
  IDBObjectStore.prototype.put = function (...args) {
    if (isThawed() && this.transaction.objectStoreNames.contains('device')) recorded.written += 1
    return put.apply(this, args)
  }
  const { request } = LockManager.prototype
  LockManager.prototype.request = async function (this: LockManager, ...args: unknown[]) {
    try {
      return await Reflect.apply(request, this, args)
    } catch (error) {
      if (isThawed()) await hasTried
      throw error
    }
  } as typeof request
}
