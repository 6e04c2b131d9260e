/** Weighs the built app against its budget. Exits with 1 where something is heavier. `--json` for machines. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'

interface Chunk {
  file: string
  isEntry?: boolean
  imports?: string[]
  css?: string[]
}

const dist = resolve(import.meta.dirname, '../dist/client')
const chunks: Record<string, Chunk> = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'))

const raw = (file: string): number => statSync(join(dist, file)).size
const gzipped = (file: string): number => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length
const sum = (files: Iterable<string>, weigh: (file: string) => number): number =>
  [...files].reduce((total, file) => total + weigh(file), 0)

/** What a browser fetches before the app's first line runs: the entry and all that it imports statically. */
function firstLoad(): Chunk[] {
  const seen = new Set<string>()
  const visit = (name: string): void => {
    if (seen.has(name)) return
    seen.add(name)
    for (const next of chunks[name]?.imports ?? []) visit(next)
  }
  for (const [name, chunk] of Object.entries(chunks)) if (chunk.isEntry) visit(name)
  return [...seen].flatMap((name) => chunks[name] ?? [])
}

const walk = (folder: string): string[] =>
  readdirSync(join(dist, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? walk(join(folder, entry.name)) : join(folder, entry.name),
  )

const entry = firstLoad()
const scripts = new Set(entry.map(({ file }) => file))
const styles = new Set(entry.flatMap(({ css }) => css ?? []))
const all = walk('')
const lazyScripts = all.filter((file) => /^assets\/.*\.js$/.test(file) && !scripts.has(file))
const fonts = all.filter((file) => file.endsWith('.woff2'))
const precached = all.filter((file) =>
  /^(index\.html|assets\/.*\.(js|css|woff2)|icons\/.*\.(svg|png)|[^/]*\.webmanifest)$/.test(file),
)

const kB = 1000
const rows = [
  { what: 'JavaScript on first load, gzipped', bytes: sum(scripts, gzipped), most: 190 * kB },
  { what: 'CSS on first load, gzipped', bytes: sum(styles, gzipped), most: 20 * kB },
  { what: 'font', bytes: sum(fonts, raw), most: 21 * kB },
  { what: 'loaded later, gzipped, the largest', bytes: Math.max(0, ...lazyScripts.map(gzipped)), most: 60 * kB },
  { what: 'kept for offline', bytes: sum(precached, raw), most: 1300 * kB },
]

if (scripts.size === 0 || styles.size === 0 || fonts.length === 0)
  throw new Error('the build has no entry, style or font')
if (process.argv.includes('--json')) console.log(JSON.stringify(rows))
else {
  for (const { what, bytes, most } of rows) {
    const verdict = bytes <= most ? 'ok' : 'TOO LARGE'
    console.log(
      `${what.padEnd(38)} ${(bytes / kB).toFixed(1).padStart(8)} kB of ${(most / kB).toFixed(0).padStart(5)} kB  ${verdict}`,
    )
  }
}
process.exitCode = rows.some(({ bytes, most }) => bytes > most) ? 1 : 0
