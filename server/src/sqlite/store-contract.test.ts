import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll } from 'vitest'
import { handle } from '#core/handle.ts'
import type { CoreSettings } from '#core/ports.ts'
import { storeContract } from '#core/store.contract.ts'
import type { Handle } from './group-commit.ts'
import { localLink } from './local-link.ts'
import { SqliteStore } from './store.ts'
import { workerLink } from './worker-link.ts'

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

/** The worker as it is shipped, which also starts ten times as fast as its sources do. */
const bundle = new URL(`../../../.build/store-worker-${process.pid}.js`, import.meta.url)
beforeAll(async () => {
  await build({
    entryPoints: [fileURLToPath(new URL('./worker.ts', import.meta.url))],
    outfile: fileURLToPath(bundle),
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  })
})
afterAll(() => rmSync(bundle, { force: true }))

storeContract('SQLite in a thread of its own', (settings: CoreSettings) => {
  const directory = mkdtempSync(join(parent, 'worker-'))
  return SqliteStore.open({ open: workerLink({ directory, settings }, bundle), onFatal })
})
