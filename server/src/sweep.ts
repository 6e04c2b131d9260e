/** Trims the logs now and then, a few users at a time, so that no one transaction is long. */
import { type Gateway, isRefused } from './gateway.ts'
import { faultOf } from './log.ts'

const USERS_AT_ONCE = 100

/** @returns how to stop */
export function startSweeping({ config, store, log }: Gateway): () => void {
  let isRunning = false

  async function sweep() {
    if (isRunning) return
    isRunning = true
    try {
      let after: string | undefined
      do {
        const swept = await store.ask('sweep', { users: USERS_AT_ONCE, ...(after !== undefined && { after }) })
        after = isRefused(swept) ? undefined : swept.next
      } while (after !== undefined)
    } catch (error) {
      log.warn({ fault: faultOf(error) }, 'a sweep failed')
    }
    isRunning = false
  }

  const timer = setInterval(sweep, config.sweepMs)
  return () => clearInterval(timer)
}
