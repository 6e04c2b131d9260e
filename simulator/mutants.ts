/**
 * `npm run sim:mutants`: each deliberate mistake of `simulator/mutants` is made in a copy of the sources, and worlds are
 * lived there until one breaks an invariant. A mistake that no world finds means that the simulator is blind to it.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Failed } from './batch.ts'
import { bundled, runThreads } from './threads.ts'

const PATCHES = 'simulator/mutants'
const COPIES = '.build/mutants'
const SOURCES = ['client/src/engine', 'server/src', 'protocol', 'simulator', 'package.json', 'tsconfig.base.json']
const WORLDS = 10_000

export const mutants = (): string[] =>
  readdirSync(PATCHES)
    .filter((name) => name.endsWith('.patch'))
    .map((name) => name.slice(0, -'.patch'.length))
    .sort()

export const sentenceOf = (name: string): string =>
  readFileSync(`${PATCHES}/${name}.patch`, 'utf8').split('\n')[0] as string

export interface Hunt {
  name: string
  worlds: number
  /** absent: nothing was found */
  found?: Failed
}

export async function hunt(
  name: string,
  { worlds = WORLDS, threads }: { worlds?: number; threads?: number },
): Promise<Hunt> {
  const copy = `${COPIES}/${name}`
  rmSync(copy, { recursive: true, force: true })
  mkdirSync(copy, { recursive: true })
  for (const source of SOURCES) cpSync(source, `${copy}/${source}`, { recursive: true })
  execFileSync('git', ['apply', `--directory=${copy}`, `${PATCHES}/${name}.patch`])
  const file = await bundled(copy)
  const run = { file, first: 1, worlds, eager: true, ...(threads === undefined ? {} : { threads }) }
  const batch = await runThreads(run)
  rmSync(copy, { recursive: true, force: true })
  const [found] = batch.failures
  return { name, worlds: batch.worlds, ...(found && { found }) }
}

if (process.argv[1]?.endsWith('mutants.ts')) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { worlds: { type: 'string' }, threads: { type: 'string' } },
  })
  const limits = {
    ...(values.worlds === undefined ? {} : { worlds: Number(values.worlds) }),
    ...(values.threads === undefined ? {} : { threads: Number(values.threads) }),
  }
  const missed: string[] = []
  let lived = 0
  const names = positionals.length > 0 ? positionals : mutants()
  for (const name of names) {
    const { found, worlds } = await hunt(name, limits)
    lived += worlds
    if (!found) missed.push(name)
    const outcome = found ? `found in world ${found.seed}: ${found.invariant}` : `not found in ${worlds} worlds`
    console.log(`${name.padEnd(24)} ${outcome.padEnd(32)} ${sentenceOf(name)}`)
  }
  console.log(`${names.length - missed.length} of ${names.length} found, ${lived} worlds`)
  process.exitCode = missed.length === 0 ? 0 : 1
}
