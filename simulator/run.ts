/**
 * `npm run sim -- --worlds 1000 --seed 1`: so many worlds, from that seed on; `--minutes 30`: as many as there is time
 * for. A world that fails is shrunk, told as a sequence, and printed with the command that lives it again.
 */
import { parseArgs } from 'node:util'
import type { Batch, Failed } from './batch.ts'
import { fromOutside } from './microtasks.ts'
import { commandOf, shrink, wishesOf } from './shrink.ts'
import { neverHappened } from './tally.ts'
import { bundled, runThreads } from './threads.ts'
import { runWorld } from './world.ts'

const SHRINK_MS = 30_000
const SHRUNK_MOST = 3
const TOLD_LINES = 60
/** A run this long must have seen everything. */
const WORLDS_FOR_ALL = 1_500

const { values } = parseArgs({
  options: {
    worlds: { type: 'string' },
    minutes: { type: 'string' },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string' },
    /** figures alone, for scripts */
    json: { type: 'boolean' },
    /** one world: prints what passes, where a line holds this text */
    trace: { type: 'string' },
    /** one world: these deeds and faults alone */
    only: { type: 'string' },
    /** one world: `knob=value`, instead of what the seed says */
    with: { type: 'string' },
  },
})

const first = Number(values.seed)
if (values.trace !== undefined || values.only !== undefined) await replay()
else await runMany()

async function replay(): Promise<void> {
  const { failure, steps, lasted } = await fromOutside(() =>
    runWorld(first, {
      ...wishesOf(values),
      ...(values.trace === undefined ? {} : { about: values.trace, live: true }),
    }),
  )
  console.log(
    `${steps} steps, ${Math.round(lasted / 1000)} s: ${failure ? `${failure.invariant}: ${failure.how}` : 'fine'}`,
  )
  process.exitCode = failure ? 1 : 0
}

async function runMany(): Promise<void> {
  const began = performance.now()
  const minutes = values.minutes === undefined ? undefined : Number(values.minutes)
  const worlds = Number(values.worlds ?? (minutes === undefined ? 1_000 : 2 ** 31))
  const batch = await runThreads({
    file: await bundled(),
    first,
    worlds,
    ...(minutes === undefined ? {} : { lasts: minutes * 60_000 }),
    ...(values.threads === undefined ? {} : { threads: Number(values.threads) }),
  })
  const seconds = (performance.now() - began) / 1000
  const missing = batch.worlds >= WORLDS_FOR_ALL ? neverHappened(batch.tally) : []
  process.exitCode = batch.failures.length === 0 && missing.length === 0 ? 0 : 1
  if (values.json) return console.log(JSON.stringify({ ...batch, seconds }))
  for (const failed of batch.failures.slice(0, SHRUNK_MOST)) await tell(failed)
  for (const { seed, invariant, how } of batch.failures.slice(SHRUNK_MOST))
    console.log(`seed ${seed}: ${invariant}: ${how}`)
  if (missing.length > 0) console.log(`never happened: ${missing.join(', ')}`)
  console.log(summary(batch, seconds))
}

async function tell({ seed, invariant, how }: Failed): Promise<void> {
  console.log(`\nseed ${seed} broke ${invariant}: ${how}\n  npm run sim -- --seed ${seed} --trace ''`)
  const shrunk = await fromOutside(() => shrink(seed, { invariant, how }, { lastsMs: SHRINK_MS }))
  if (!shrunk) return
  const { only, swarm, failure } = shrunk
  const { story } = await fromOutside(() => runWorld(seed, { only: new Set(only), swarm, about: '' }))
  console.log(`shrunk to ${only.length} deeds and faults, in ${shrunk.runs} runs: ${failure.how}`)
  console.log(`  ${commandOf(shrunk)}`)
  for (const line of story.slice(-TOLD_LINES)) console.log(`  ${line}`)
}

function summary({ worlds, steps, twice, tally, failures }: Batch, seconds: number): string {
  const happened = Object.entries(tally).map(([name, count]) => `${name} ${count}`)
  const rate = `${Math.round(worlds / seconds)} worlds and ${Math.round(steps / seconds)} steps a second`
  return `${happened.join(' · ')}\n${worlds} worlds (${twice} of them twice), ${steps} steps, ${seconds.toFixed(1)} s, ${rate}: ${failures.length} failed`
}
