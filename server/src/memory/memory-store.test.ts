import { storeContract } from '#core/store.contract.ts'
import { createMemoryStore } from './memory-store.ts'

storeContract('the store in memory', async (settings) => createMemoryStore(settings))
