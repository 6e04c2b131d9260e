/**
 * Runs every test there is and adds them up. Fails where any part fails, did not run, or ran no test.
 *
 * With names of parts as arguments it runs those alone: `npm test -- unit wire`.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'

interface Tally {
  passed: number
  failed: number
}

const REPORTS = '.build/reports'
rmSync(REPORTS, { recursive: true, force: true })
mkdirSync(REPORTS, { recursive: true })

function run(command: string, args: string[], env: Record<string, string> = {}): boolean {
  const { status } = spawnSync(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  })
  return status === 0
}

const bin = (name: string) => `node_modules/.bin/${name}`
const one = (ok: boolean): Tally => (ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 })
const script = (file: string, ...args: string[]) => run('node', ['--import', 'tsx', file, ...args])

function vitest(project: string): Tally {
  const file = `${REPORTS}/${project}.json`
  const ok = run(bin('vitest'), [
    'run',
    '--project',
    project,
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ])
  const report = read<{
    numPassedTests: number
    numFailedTests: number
    numPendingTests: number
    numTodoTests: number
  }>(file)
  if (!report) return { passed: 0, failed: 1 }
  // A skipped test did not run, and a suite that fails before its first test has no failed one.
  const failed = report.numFailedTests + report.numPendingTests + report.numTodoTests
  return { passed: report.numPassedTests, failed: ok ? failed : Math.max(failed, 1) }
}

function playwright(): Tally {
  const file = `${REPORTS}/browser.json`
  const ok = run(bin('playwright'), ['test', '--config', 'e2e/playwright.config.ts', '--reporter=line,json'], {
    // A relative one would be taken from the folder of the config.
    PLAYWRIGHT_JSON_OUTPUT_NAME: resolve(file),
  })
  const report = read<{ stats: { expected: number; unexpected: number; flaky: number; skipped: number } }>(file)
  if (!report) return { passed: 0, failed: 1 }
  const failed = report.stats.unexpected + report.stats.flaky + report.stats.skipped
  return { passed: report.stats.expected, failed: ok ? failed : Math.max(failed, 1) }
}

function read<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T
  } catch {
    return undefined
  }
}

const PARTS: Record<string, () => Tally> = {
  types: () => one(run(bin('tsc'), ['-b'])),
  lint: () => one(run(bin('biome'), ['ci', '--error-on-warnings', '.'])),
  walls: () => one(script('scripts/check-walls.ts')),
  rules: () => one(script('scripts/check-rules.ts')),
  build: () => one(script('scripts/build.ts', '--if-stale', '--pseudo')),
  sizes: () => one(script('scripts/check-size.ts')),
  unit: () => vitest('unit'),
  wire: () => vitest('wire'),
  conformance: () => vitest('conformance'),
  trials: () => vitest('trials'),
  simulator: () => vitest('simulator'),
  browser: playwright,
}

const chosen = process.argv.slice(2)
const unknown = chosen.filter((name) => !Object.hasOwn(PARTS, name))
if (unknown.length > 0) {
  console.error(`No such part: ${unknown.join(', ')}. There are: ${Object.keys(PARTS).join(', ')}`)
  process.exit(2)
}

const total: Tally = { passed: 0, failed: 0 }
const lines: string[] = []
for (const [name, part] of Object.entries(PARTS)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue
  console.log(`\n— ${name}`)
  const started = performance.now()
  const tally = part()
  if (tally.passed + tally.failed === 0) tally.failed = 1
  total.passed += tally.passed
  total.failed += tally.failed
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  lines.push(
    `${name.padEnd(10)} ${String(tally.passed).padStart(5)} passed ${String(tally.failed).padStart(4)} failed ${seconds.padStart(5)} s`,
  )
}

console.log(`\n${lines.join('\n')}\n`)
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exit(total.failed === 0 ? 0 : 1)
