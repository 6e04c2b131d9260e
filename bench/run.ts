/**
 * Tidemark's server, started as `npm start` does with everything on, side by side with a bare Socket.IO relay:
 * interleaved rounds in one run, medians, ratios.
 *
 * `npm run bench [-- --rounds 3] [--seconds 5] [--warm-up 2] [--only "live, 50 pairs, 16" --only storm]`
 *
 * `--only`: rows whose name begins so. `--server FILE`: another build of the server. `--profile DIR`: CPU profiles of
 * the server's threads go there (see `bench/profile.ts`); what is measured then is dearer.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { crash } from './crash.ts'
import { catchUp, delay, group, idle, live, type Person, storm, TEXT } from './loads.ts'
import { type Connect, connectRelay, connectTidemark } from './peers.ts'
import { Seed, type Seeded } from './seed.ts'
import { Target } from './target.ts'

const { values: args } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '5' },
    'warm-up': { type: 'string', default: '2' },
    json: { type: 'string' },
    only: { type: 'string', multiple: true },
    write: { type: 'string' },
    server: { type: 'string', default: 'dist/server/main.js' },
    profile: { type: 'string' },
  },
})
const rounds = Number(args.rounds)
const seconds = Number(args.seconds)
const warmUp = Number(args['warm-up'])
const { only, profile } = args

/** The op-rate limit is raised by its setting; the limiter still runs. */
const RATE = { RATE_OPS_PER_SECOND: '1000000', RATE_OPS_BURST: '1000000' }
const SERVER = [
  '--enable-source-maps',
  ...(profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]),
  args.server,
]
const RELAY = ['--import', 'tsx', 'bench/relay.ts']

type Numbers = Record<string, number>
interface Row {
  name: string
  /** what the ratio is of, and which way is better */
  target: string
  ours: Numbers
  relay?: Numbers
  verdict: string
}

const raw: Record<string, { ours: Numbers[]; relay: Numbers[] }> = {}
const rows: Row[] = []

/** A fresh data directory, seeded, with the server on it. */
async function withTidemark<T>(
  seed: (seed: Seed) => Promise<T>,
  run: (target: Target, seeded: T, dataDir: string) => Promise<Numbers>,
) {
  const dataDir = mkdtempSync(join(tmpdir(), 'tidemark-bench-'))
  const seeded = await Seed.into(dataDir, seed)
  const target = await Target.start(SERVER, { DATA_DIR: dataDir, LOG_LEVEL: 'info', ...RATE })
  try {
    return await run(target, seeded, dataDir)
  } finally {
    await target.kill(profile === undefined ? 'SIGKILL' : 'SIGTERM')
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function withRelay(run: (target: Target) => Promise<Numbers>): Promise<Numbers> {
  const target = await Target.start(RELAY)
  try {
    return await run(target)
  } finally {
    await target.kill()
  }
}

const named = (count: number): Person[] => Array.from({ length: count }, (_, i) => ({ user: `u${i}` }))

async function compare(
  name: string,
  target: string,
  measure: { ours: () => Promise<Numbers>; relay?: () => Promise<Numbers> },
  verdict: (ours: Numbers, relay: Numbers) => string,
) {
  if (only && !only.some((wanted) => name.startsWith(wanted))) return
  const ours: Numbers[] = []
  const relay: Numbers[] = []
  for (let round = 0; round < rounds; round++) {
    if (measure.relay) relay.push(await measure.relay())
    ours.push(await measure.ours())
    process.stderr.write(`${name}, round ${round + 1}: ${show(ours.at(-1))} | relay ${show(relay.at(-1))}\n`)
  }
  raw[name] = { ours, relay }
  const middle = { ours: medians(ours), relay: medians(relay) }
  rows.push({
    name,
    target,
    ours: middle.ours,
    ...(measure.relay ? { relay: middle.relay } : {}),
    verdict: verdict(middle.ours, middle.relay),
  })
}

const show = (numbers: Numbers | undefined) =>
  numbers
    ? Object.entries(numbers)
        .map(([key, value]) => `${key} ${round(value)}`)
        .join(', ')
    : '–'
const round = (value: number): string =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2)
const ratio = (a: number | undefined, b: number | undefined): string =>
  ((a ?? Number.NaN) / (b ?? Number.NaN)).toFixed(2)

function medians(runs: Numbers[]): Numbers {
  const keys = Object.keys(runs[0] ?? {})
  return Object.fromEntries(
    keys.map((key) => {
      const sorted = runs.map((run) => run[key] ?? Number.NaN).sort((a, b) => a - b)
      return [key, sorted[Math.floor(sorted.length / 2)] ?? Number.NaN]
    }),
  )
}

async function measureLive(target: Target, connect: Connect, people: Person[], inFlight: number): Promise<Numbers> {
  const { perSecond, p50, p99, cpuMicros } = await live(target, connect, people, { inFlight, seconds, warmUp })
  return { 'messages/s': perSecond, 'p50 ms': p50, 'p99 ms': p99, 'CPU µs': cpuMicros }
}

const pairs = (count: number, inFlight: number) => ({
  ours: () =>
    withTidemark(
      (seed) => seed.people(count * 2, 'u'),
      (target, people) => measureLive(target, connectTidemark, people, inFlight),
    ),
  relay: () => withRelay((target) => measureLive(target, connectRelay, named(count * 2), inFlight)),
})

await compare('live, 50 pairs, 16 in flight', 'messages/s ≥ 1.0, p99 ≤ 1.0, CPU ≤ 1.1', pairs(50, 16), (ours, relay) =>
  ['messages/s', 'p99 ms', 'CPU µs'].map((key) => ratio(ours[key], relay[key])).join(' · '),
)
await compare('live, 50 pairs, 1 in flight', 'messages/s ≥ 0.35', pairs(50, 1), (ours, relay) =>
  ratio(ours['messages/s'], relay['messages/s']),
)
await compare(
  'one pair, 1 in flight',
  'p50 ≤ relay + 0.35 ms',
  pairs(1, 1),
  (ours, relay) => `+${((ours['p50 ms'] ?? Number.NaN) - (relay['p50 ms'] ?? Number.NaN)).toFixed(2)} ms`,
)

const WAITING = 20_000
await compare(
  'catch-up of 20,000',
  'messages/s ≥ 100,000, ≤ 380 bytes each',
  {
    ours: () =>
      withTidemark(
        async (seed) => {
          const [from, ...to] = (await seed.people(3, 'u')) as [Seeded, Seeded, Seeded]
          for (const person of to) await seed.messages(from, person, Array<string>(WAITING).fill(TEXT))
          return to
        },
        async (target, [before, person]) => {
          // A server that has been up for a while: another one has caught up before.
          await catchUp(target, before as Seeded, WAITING)
          const { ms, bytes, firstMs } = await catchUp(target, person as Seeded, WAITING)
          return { 'messages/s': (WAITING / ms) * 1000, 'bytes each': bytes / WAITING, 'first page ms': firstMs }
        },
      ),
  },
  (ours) => `${round(ours['messages/s'] ?? 0)}/s · ${round(ours['bytes each'] ?? 0)} B`,
)

await compare(
  'storm: 1,000 users, 10 waiting each',
  'all up to date ≤ 1.5 × the bare connects',
  {
    ours: () =>
      withTidemark(
        async (seed) => {
          const people = await seed.people(1000, 'u')
          const [sender] = (await seed.people(1, 'sender')) as [Seeded]
          for (const person of people) await seed.messages(sender, person, Array<string>(10).fill(TEXT))
          return people
        },
        async (target, people) => {
          const { ms, p99 } = await storm(target, connectTidemark, people, 10)
          return { 'all ms': ms, 'p99 ms': p99 }
        },
      ),
    relay: () =>
      withRelay(async (target) => {
        const { ms, p99 } = await storm(target, connectRelay, named(1000), 0)
        return { 'all ms': ms, 'p99 ms': p99 }
      }),
  },
  (ours, relay) => ratio(ours['all ms'], relay['all ms']),
)

await compare(
  'idle: 2,000 connections',
  'memory each ≤ 1.25',
  {
    ours: () =>
      withTidemark(
        (seed) => seed.people(2000, 'u'),
        async (target, people) => {
          const { kbEach, cpuPercent } = await idle(target, connectTidemark, people)
          return { 'kB each': kbEach, 'CPU %': cpuPercent }
        },
      ),
    relay: () =>
      withRelay(async (target) => {
        const { kbEach, cpuPercent } = await idle(target, connectRelay, named(2000))
        return { 'kB each': kbEach, 'CPU %': cpuPercent }
      }),
  },
  (ours, relay) => ratio(ours['kB each'], relay['kB each']),
)

const GROUP = { inFlight: 4, warmUp: 100, messages: 500 }
await compare(
  'group of 200',
  'deliveries/s ≥ 0.8',
  {
    ours: () =>
      withTidemark(
        async (seed) => {
          const people = await seed.people(200, 'u')
          const id = await seed.group(people[0] as Seeded, people.slice(1))
          return { people, id }
        },
        async (target, { people, id }) => {
          const { deliveriesPerSecond, cpuMicros } = await group(target, connectTidemark, people, { id, ...GROUP })
          return { 'deliveries/s': deliveriesPerSecond, 'CPU µs': cpuMicros }
        },
      ),
    relay: () =>
      withRelay(async (target) => {
        const { deliveriesPerSecond, cpuMicros } = await group(target, connectRelay, named(200), { id: 'g', ...GROUP })
        return { 'deliveries/s': deliveriesPerSecond, 'CPU µs': cpuMicros }
      }),
  },
  (ours, relay) => ratio(ours['deliveries/s'], relay['deliveries/s']),
)

await compare(
  'kill -9 under load',
  '0 acked lost, 0 shown twice, serving again ≤ 1 s',
  {
    ours: () =>
      withTidemark(
        (seed) => seed.people(100, 'u'),
        (target, people) => crash(target, people, seconds),
      ),
  },
  (ours) =>
    `${ours['acked lost']} lost · ${ours['shown twice']} twice · ${((ours['serving again ms'] ?? Number.NaN) / 1000).toFixed(2)} s`,
)

const table = [
  `Median of ${rounds} interleaved rounds of ${seconds} s; ${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}, Linux.`,
  'The generator shares the cores. `RATE_OPS_PER_SECOND` and `RATE_OPS_BURST` are raised to a million; the limiter still runs. As the',
  'protocol has it, a sender has one push in flight that carries all that waits, and a recipient acks each batch.',
  '',
  '| load | target (ratios to the relay) | here | this server | relay |',
  '| --- | --- | --- | --- | --- |',
  ...rows.map((row) => `| ${row.name} | ${row.target} | **${row.verdict}** | ${show(row.ours)} | ${show(row.relay)} |`),
  '',
].join('\n')
console.log(`\n${table}`)
if (args.write)
  writeFileSync(args.write, `# Server, beside a bare Socket.IO relay\n\nMade by \`npm run bench\`.\n\n${table}`)
if (args.json) writeFileSync(args.json, `${JSON.stringify({ rounds, seconds, raw }, null, 2)}\n`)
await delay(0)
process.exit(0)
