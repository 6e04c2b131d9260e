/**
 * Where the time goes: self time of the functions of each thread, from the profiles of `npm run bench -- --profile DIR`.
 *
 *   npx tsx bench/profile.ts DIR [--top 40]
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

interface Profile {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[]
  samples: number[]
  timeDeltas: number[]
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { top: { type: 'string', default: '40' } },
})
const [directory = '.'] = positionals

for (const file of readdirSync(directory).sort()) {
  if (!file.endsWith('.cpuprofile')) continue
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(directory, file), 'utf8')) as Profile
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
  const micros = new Map<string, number>()
  samples.forEach((id, place) => {
    const name = names.get(id) ?? '?'
    micros.set(name, (micros.get(name) ?? 0) + (timeDeltas[place] ?? 0))
  })
  const idle = micros.get('(idle)') ?? 0
  const busy = [...micros.values()].reduce((sum, value) => sum + value, 0) - idle
  micros.delete('(idle)')
  console.log(`\n${file}: ${(busy / 1e6).toFixed(2)} s busy`)
  const sorted = [...micros].sort(([, a], [, b]) => b - a).slice(0, Number(values.top))
  for (const [name, self] of sorted) console.log(`${((self / busy) * 100).toFixed(1).padStart(6)} %  ${name}`)
}

function nameOf({ functionName, url, lineNumber }: Profile['nodes'][number]['callFrame']): string {
  const place = url === '' ? '' : `  ${url.split('/').slice(-2).join('/')}:${lineNumber + 1}`
  return `${functionName === '' ? '(anonymous)' : functionName}${place}`
}
