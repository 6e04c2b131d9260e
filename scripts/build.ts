/**
 * Builds client and server into `dist/`. With `--if-stale`, only where a source is newer than the last build; with
 * `--pseudo`, also the client in the pseudo-language that tests look at.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PSEUDO_LANGUAGE, SOURCE_LANGUAGE } from '../client/language.ts'
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
const withPseudo = process.argv.includes('--pseudo')

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

function isBuilt(): boolean {
  const stamp = existsSync(STAMP) ? readFileSync(STAMP, 'utf8').split(' ') : []
  return stamp[0] === want && (!withPseudo || stamp[1] === PSEUDO_LANGUAGE)
}

const want = fingerprint()
mkdirSync('dist', { recursive: true })
if (!(process.argv.includes('--if-stale') && isBuilt())) {
  console.error('Building…')
  rmSync(STAMP, { force: true })
  // Words that are new in the code go into the catalogue, or the build would show their ids.
  execFileSync('node_modules/.bin/lingui', ['extract', '--overwrite', '--clean'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const vite = await import('vite')
  await buildServer()
  for (const language of withPseudo ? [SOURCE_LANGUAGE, PSEUDO_LANGUAGE] : [SOURCE_LANGUAGE]) {
    process.env.TIDEMARK_LANGUAGE = language
    await vite.build({ logLevel: 'warn' })
  }
  writeFileSync(STAMP, withPseudo ? `${fingerprint()} ${PSEUDO_LANGUAGE}` : fingerprint())
}
