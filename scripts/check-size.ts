/** Weighs the built app against its budgets. Exits with 1 where something is heavier. `--json` for machines. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'

interface Chunk {
  file: string
  src?: string
  isEntry?: boolean
  isDynamicEntry?: boolean
  imports?: string[]
  css?: string[]
}

interface Row {
  what: string
  bytes: number
  most: number
  /** a goal that is shown and not yet held */
  goal?: true
  /** files, where they are scripts */
  of?: string[]
}

const dist = resolve(import.meta.dirname, '../dist/client')
const read = (file: string) => JSON.parse(readFileSync(join(dist, '.vite', file), 'utf8'))
const chunks: Record<string, Chunk> = read('manifest.json')
/** by script: the length of each of its modules before it was made small */
const weights: Record<string, [module: string, length: number][]> = read('weights.json')

const raw = (file: string): number => statSync(join(dist, file)).size
const gzipped = (file: string): number => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length
const sum = (files: Iterable<string>, weigh: (file: string) => number): number =>
  [...files].reduce((total, file) => total + weigh(file), 0)

/** These, and all that they import statically. */
function closure(names: readonly string[]): Set<string> {
  const seen = new Set<string>()
  const visit = (name: string): void => {
    if (seen.has(name)) return
    seen.add(name)
    for (const next of chunks[name]?.imports ?? []) visit(next)
  }
  for (const name of names) visit(name)
  return seen
}

const scriptsOf = (names: Iterable<string>): string[] => [
  ...new Set([...names].flatMap((name) => chunks[name]?.file ?? []).filter((file) => file.endsWith('.js'))),
]

const walk = (folder: string): string[] =>
  readdirSync(join(dist, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? walk(join(folder, entry.name)) : join(folder, entry.name),
  )

const kB = 1000
/** What is loaded late by its own budget; anything else is an overlay. `alone`: but for what other parts load too. */
const LATE = [
  { name: /emoji|reaction-picker/, what: 'the emoji picker', most: 12 * kB, alone: true },
  { name: /settings/, what: 'the settings', most: 45 * kB, alone: true },
  { name: /upload|attach/, what: 'attachments', most: 18 * kB, alone: true },
  { name: /./, what: '', most: 60 * kB, alone: false },
]

/** The part that speaks with the server is fetched right after the first paint: it counts as first. */
const LIVE = 'src/app/live.ts'
const entries = Object.keys(chunks).filter((name) => chunks[name]?.isEntry)
const entry = closure(entries)
const first = closure([...entries, LIVE])
const late = Object.keys(chunks).filter((name) => chunks[name]?.isDynamicEntry && name !== LIVE)

function lateRows(): Row[] {
  return late.map((name) => {
    const { what, most, alone } = LATE.find((budget) => budget.name.test(name)) as (typeof LATE)[number]
    const others = alone ? closure(late.filter((other) => other !== name)) : new Set<string>()
    const own = [...closure([name])].filter((chunk) => !first.has(chunk) && !others.has(chunk))
    const of = scriptsOf(own)
    return { goal: true, what: `later: ${what || name.replace(/^src\//, '')}`, bytes: sum(of, gzipped), most, of }
  })
}

const styles = new Set([...entry].flatMap((name) => chunks[name]?.css ?? []))
const all = walk('')
const fonts = all.filter((file) => file.endsWith('.woff2'))
const emoji = all.filter((file) => /^assets\/emoji-.*\.bin$/.test(file))
const precached = all.filter((file) =>
  /^(index\.html|assets\/.*\.(js|css|woff2|bin)|icons\/.*\.svg|[^/]*\.webmanifest)$/.test(file),
)
const [before, soon] = [scriptsOf(entry), scriptsOf(first)]
if (!chunks[LIVE] || before.length === 0 || styles.size === 0 || fonts.length === 0 || emoji.length === 0)
  throw new Error('the build has no entry, live part, style, font or emoji')

const lazy = all.filter((file) => /^assets\/.*\.js$/.test(file) && !soon.includes(file))
const rows: Row[] = [
  {
    what: 'JavaScript with the part that is live, gzipped',
    bytes: sum(soon, gzipped),
    most: 190 * kB,
    of: soon,
    goal: true,
  },
  { what: 'JavaScript on first load, gzipped', bytes: sum(before, gzipped), most: 190 * kB, of: before },
  { what: 'loaded later, gzipped, the largest', bytes: Math.max(0, ...lazy.map(gzipped)), most: 60 * kB },
  { what: 'CSS on first load, gzipped', bytes: sum(styles, gzipped), most: 20 * kB },
  { what: 'font', bytes: sum(fonts, raw), most: 21 * kB },
  { what: 'the emoji', bytes: sum(emoji, raw), most: 85 * kB },
  { what: 'kept for offline', bytes: sum(precached, raw), most: 1300 * kB },
  ...lateRows().sort((a, b) => b.bytes / b.most - a.bytes / a.most),
]
const isOver = ({ bytes, most }: Row) => bytes > most
const SHOWN_LATE = 5

if (process.argv.includes('--json')) console.log(JSON.stringify(rows))
else {
  const shown = rows.filter((row, at) => at < 7 + SHOWN_LATE || isOver(row))
  for (const row of shown) {
    const size = `${(row.bytes / kB).toFixed(1).padStart(8)} kB of ${(row.most / kB).toFixed(0).padStart(5)} kB`
    console.log(`${row.what.padEnd(58)} ${size}  ${!isOver(row) ? 'ok' : row.goal ? 'over the goal' : 'TOO LARGE'}`)
  }
  for (const row of rows.filter(({ of }, at) => of && at === 0)) console.log(heaviest(row))
  for (const row of rows.filter((row, at) => at > 0 && row.of && isOver(row))) console.log(heaviest(row))
}
process.exitCode = rows.some((row) => isOver(row) && !row.goal) ? 1 : 0

/** By package or folder. The share of the source is the share of the script, about. */
function heaviest({ what, bytes, of = [] }: Row): string {
  const groups = new Map<string, number>()
  let total = 0
  for (const [module, length] of of.flatMap((file) => weights[file] ?? [])) {
    const group = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(module)?.[1] ?? folderOf(module)
    groups.set(group, (groups.get(group) ?? 0) + length)
    total += length
  }
  const list = [...groups].sort(([, a], [, b]) => b - a).slice(0, 14)
  const about = (length: number) => `${Math.round((length / total) * (bytes / kB))}`
  return `  ${what}, about, in kB: ${list.map(([group, length]) => `${group} ${about(length)}`).join(', ')}`
}

function folderOf(module: string): string {
  const path = module.split('/client/src/')[1] ?? module.split('/').slice(-2).join('/')
  return path
    .split('/')
    .slice(0, path.startsWith('features/') ? 2 : 1)
    .join('/')
}
