import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { handle } from '#core/handle.ts'
import type { CoreSettings } from '#core/ports.ts'
import { storeContract } from '#core/store.contract.ts'
import type { Handle } from './group-commit.ts'
import { localLink } from './local-link.ts'
import { openSqliteStore } from './sqlite-store.ts'
import { SqliteStore } from './store.ts'

/** Rules do not care what syncing costs: in memory where there is such a place. */
const parent = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'tidemark-contract-'))
afterAll(() => rmSync(parent, { recursive: true, force: true }))

const onFatal = (error: Error): never => {
  throw error
}

storeContract('SQLite', (settings: CoreSettings) => {
  const directory = mkdtempSync(join(parent, 'local-'))
  return SqliteStore.open({ open: localLink({ directory, settings }, handle as Handle), onFatal })
})

storeContract('SQLite in a thread of its own', (settings: CoreSettings) =>
  openSqliteStore({ dataDir: mkdtempSync(join(parent, 'worker-')), settings, onFatal }),
)
