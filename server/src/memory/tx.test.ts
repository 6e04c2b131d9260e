import { txContract } from '#core/tx.contract.ts'
import { MemoryStore } from './memory-store.ts'
import { scriptedEnv } from './scripted-env.ts'

class TakenBack extends Error {}

txContract('in memory', () => {
  const store = new MemoryStore(scriptedEnv())
  return {
    commit: (work) => store.transact(work),
    rollback(work) {
      try {
        store.transact((tx) => {
          work(tx)
          throw new TakenBack()
        })
      } catch (error) {
        if (!(error instanceof TakenBack)) throw error
      }
    },
    close() {},
  }
})
