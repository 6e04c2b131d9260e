/**
 * `npm run sim -- --worlds 1000 --seed 1`: so many worlds, from that seed on. A world that failed is run again with
 * `--worlds 1 --seed N --trace TEXT`, which prints all that passes and holds the text (an id, a device, `rolls back`).
 */
import { parseArgs } from 'node:util'
import { added, emptyTally } from './tally.ts'
import { traceAbout } from './trace.ts'
import { runWorld } from './world.ts'

const { values } = parseArgs({
  options: {
    worlds: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    verbose: { type: 'boolean' },
    /** prints what passes, where a line holds this text */
    trace: { type: 'string' },
  },
})
traceAbout(values.trace)
const first = Number(values.seed)
const worlds = Number(values.worlds)
let steps = 0
let failures = 0
let tally = emptyTally()
const began = performance.now()
for (let seed = first; seed < first + worlds; seed++) {
  const outcome = await runWorld(seed)
  steps += outcome.steps
  tally = added(tally, outcome.tally)
  if (outcome.failure === undefined) continue
  failures += 1
  console.log(`seed ${seed} failed after ${outcome.steps} steps and ${Math.round(outcome.lasted / 1000)} s:`)
  console.log(values.verbose ? outcome.failure : outcome.failure.split('\n').slice(0, 3).join('\n').slice(0, 900))
}
console.log(
  Object.entries(tally)
    .map(([name, count]) => `${name} ${count}`)
    .join(' · '),
)
const seconds = (performance.now() - began) / 1000
console.log(`${worlds} worlds, ${steps} steps, ${seconds.toFixed(1)} s, ${failures} failed`)
process.exitCode = failures === 0 ? 0 : 1
