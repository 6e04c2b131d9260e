/** Every numbered rule of docs/SYNC.md has a test that cites it, and every rule that a test cites exists. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const rules = new Set(
  [...readFileSync('docs/SYNC.md', 'utf8').matchAll(/^\*\*(S\d+)\b/gm)].map((match) => match[1] as string),
)

const tests = execFileSync(
  'git',
  [
    'ls-files',
    '-co',
    '--exclude-standard',
    '*.test.ts',
    '*.test.tsx',
    '*.contract.ts',
    'e2e/*.ts',
    'simulator/pinned.ts',
  ],
  {
    encoding: 'utf8',
  },
)
const cited = new Map<string, string>()
for (const file of tests.split('\n').filter(Boolean)) {
  for (const title of readFileSync(file, 'utf8').matchAll(/\[(S\d+(?:,\s*S\d+)*)\]/g)) {
    for (const id of (title[1] as string).split(/,\s*/)) cited.set(id, file)
  }
}

const untested = [...rules].filter((id) => !cited.has(id))
const unknown = [...cited].filter(([id]) => !rules.has(id))
for (const id of untested) console.error(`${id} has no test`)
for (const [id, file] of unknown) console.error(`${file} cites ${id}, which docs/SYNC.md does not have`)
console.log(`rules: ${rules.size}, cited: ${cited.size}`)
process.exit(rules.size > 0 && untested.length === 0 && unknown.length === 0 ? 0 : 1)
