/**
 * Who may import whom, beside what the compiler's islands hold: rules in `walls.ts`. Demands that the
 * sources were really read, since a cruise that reads nothing finds nothing.
 */
import { cruise } from 'dependency-cruiser'
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config'
import { options, ruleSet } from './walls.ts'

const FEWEST_MODULES = 80

const result = await cruise(
  ['protocol', 'client/src', 'server/src', 'conformance'],
  { ruleSet, validate: true, ...options, tsPreCompilationDeps: true },
  { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  { tsConfig: extractTSConfig('tsconfig.base.json') },
)
if (typeof result.output === 'string') throw new Error(result.output)
const { violations, totalCruised } = result.output.summary
for (const { rule, from, to } of violations) console.error(`${rule.name}: ${from} → ${to}`)
if (totalCruised < FEWEST_MODULES) console.error(`Only ${totalCruised} modules were read.`)
const ok = violations.length === 0 && totalCruised >= FEWEST_MODULES
console.log(`walls: ${totalCruised} modules, ${violations.length} crossings`)
process.exit(ok ? 0 : 1)
