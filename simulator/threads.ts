/** The simulator as one file of plain JavaScript, and threads that run it. */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import { build } from 'esbuild'
import { type Batch, emptyBatch, sum } from './batch.ts'
import type { Share } from './worker.ts'

/** @param root of the sources: this checkout, or a copy of it with a mistake in it */
export async function bundled(root = '.'): Promise<string> {
  const outfile = join(root, '.build/simulator/worker.mjs')
  await build({
    absWorkingDir: join(process.cwd(), root),
    entryPoints: ['simulator/worker.ts'],
    outfile: '.build/simulator/worker.mjs',
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  })
  return join(process.cwd(), outfile)
}

export interface Run {
  /** as `bundled` gave it */
  file: string
  first: number
  worlds: number
  /** ms, however many worlds are left then */
  lasts?: number
  threads?: number
  eager?: boolean
  /** ms that a world may take before it counts as one that never ends */
  longest?: number
}

/** A world takes some ten milliseconds, on a machine that is busy with much else a hundred times that. */
const LONGEST_MS = 3 * 60_000
const LOOK_MS = 1_000

// So much code is warm, and little of it hot: V8 spent more on making it fast, and anew, than that saved.
setFlagsFromString('--interrupt-budget=1000000')

export async function runThreads(run: Run): Promise<Batch> {
  const { file, first, worlds, lasts = Infinity, threads = availableParallelism(), eager = false } = run
  const { longest = LONGEST_MS } = run
  const until = Date.now() + Math.min(lasts, 2 ** 40)
  const every = Math.max(1, Math.min(threads, worlds))
  const shares = Array.from({ length: every }, (_, n): Share => {
    const mine = Math.floor(worlds / every) + (n < worlds % every ? 1 : 0)
    return { first: first + n, every, worlds: mine, until, eager, at: new Int32Array(new SharedArrayBuffer(4)) }
  })
  return sum(await Promise.all(shares.map((share) => thread(file, share, longest))))
}

function thread(file: string, share: Share, longest: number): Promise<Batch> {
  let watch: NodeJS.Timeout | undefined
  const lived = new Promise<Batch>((resolve, reject) => {
    // A world is garbage as soon as it is over.
    const worker = new Worker(file, { workerData: share, resourceLimits: { maxYoungGenerationSizeMb: 64 } })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`a thread ended with ${code}`)))
    let seed = 0
    let since = Date.now()
    // A step that never ends blocks its thread: only from here is it seen.
    watch = setInterval(() => {
      const now = Atomics.load(share.at, 0)
      if (now !== seed) since = Date.now()
      else if (Date.now() - since >= longest) {
        resolve(neverEnded(seed))
        void worker.terminate()
      }
      seed = now
    }, LOOK_MS)
  })
  return lived.finally(() => clearInterval(watch))
}

function neverEnded(seed: number): Batch {
  return { ...emptyBatch(), failures: [{ seed, steps: 0, invariant: 'I13', how: 'this world never ends' }] }
}
