/** Builds client and server into `dist/`. With `--if-stale`, only where a source is newer than the last build. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildServer } from './build-server.ts'

const SOURCES = [
  'client',
  'server',
  'protocol',
  'package-lock.json',
  'vite.config.ts',
  'lingui.config.ts',
  'scripts/build.ts',
  'scripts/build-server.ts',
]
const STAMP = 'dist/.stamp'

function* files(path: string): Generator<string> {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) return
  if (stat.isFile()) yield path
  else for (const name of readdirSync(path).sort()) yield* files(join(path, name))
}

function fingerprint(): string {
  const hash = createHash('sha256').update(process.version)
  for (const source of SOURCES) for (const file of files(source)) hash.update(file).update(readFileSync(file))
  return hash.digest('hex')
}

function built(): string | undefined {
  try {
    return readFileSync(STAMP, 'utf8')
  } catch {
    return undefined
  }
}

const want = fingerprint()
if (!(process.argv.includes('--if-stale') && built() === want)) {
  console.error('Building…')
  rmSync(STAMP, { force: true })
  // Words that are new in the code go into the catalogue, or the build would show their ids.
  execFileSync('node_modules/.bin/lingui', ['extract', '--overwrite', '--clean'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const vite = await import('vite')
  await Promise.all([buildServer(), vite.build({ logLevel: 'warn' })])
  mkdirSync('dist', { recursive: true })
  writeFileSync(STAMP, fingerprint())
}
