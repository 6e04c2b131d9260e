import { mkdirSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { runThreads } from './threads.ts'

const DIRECTORY = '.build/simulator'

test('a world that never ends is told by its seed, and its thread ended', async () => {
  const file = `${process.cwd()}/${DIRECTORY}/endless.mjs`
  mkdirSync(DIRECTORY, { recursive: true })
  writeFileSync(file, "import { workerData } from 'node:worker_threads'\nworkerData.at[0] = 42\nfor (;;);\n")
  const batch = await runThreads({ file, first: 42, worlds: 1, threads: 1, longest: 0 })
  expect(batch.failures).toMatchObject([{ seed: 42, invariant: 'I13' }])
})
