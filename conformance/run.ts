/**
 * The protocol's rules against any server that speaks it: `npm run conformance -- http://host:port [--json]`.
 * It makes accounts of its own there, and knows nothing of the server but what the protocol says.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const [given = '', ...flags] = process.argv
  .slice(2)
  .sort((a, b) => Number(a.startsWith('--')) - Number(b.startsWith('--')))
const url = URL.parse(given)
if (!url || !/^https?:$/.test(url.protocol) || flags.some((flag) => flag !== '--json')) {
  console.error('usage: npm run conformance -- http://host:port [--json]')
  process.exit(2)
}
const health = await fetch(new URL('/health', url)).catch(() => undefined)
if (health?.status !== 200) {
  console.error(`No server answers at ${url.origin}/health.`)
  process.exit(2)
}

const asJson = flags.includes('--json')
const folder = mkdtempSync(join(tmpdir(), 'conformance-'))
const file = join(folder, 'report.json')
const { status } = spawnSync(
  'node_modules/.bin/vitest',
  [
    'run',
    '--project',
    'conformance',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...(asJson ? [] : ['--reporter=verbose']),
  ],
  { stdio: ['ignore', asJson ? 'ignore' : 'inherit', 'inherit'], env: { ...process.env, CONFORMANCE_URL: url.origin } },
)

interface Report {
  testResults: { assertionResults: { fullName: string; status: string; failureMessages: string[] }[] }[]
}
const results = (JSON.parse(readFileSync(file, 'utf8')) as Report).testResults.flatMap((one) => one.assertionResults)
rmSync(folder, { recursive: true })
const failed = results.filter((one) => one.status !== 'passed')
const passed = results.length - failed.length
if (asJson) {
  const tests = results.map(({ fullName, status, failureMessages }) => ({
    title: fullName,
    passed: status === 'passed',
    ...(failureMessages.length > 0 && { why: failureMessages.join('\n') }),
  }))
  console.log(JSON.stringify({ server: url.origin, passed, failed: failed.length, tests }, null, 1))
} else console.log(`${passed} passed, ${failed.length} failed at ${url.origin}`)
process.exit(status === 0 && failed.length === 0 && passed > 0 ? 0 : 1)
