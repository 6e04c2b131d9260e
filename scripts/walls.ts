/** Who may import whom. `docs/ARCHITECTURE.md` draws it. */
import type { ICruiseOptions, IFlattenedRuleSet, IForbiddenRuleType } from 'dependency-cruiser'

const island = (name: string, path: string, allowed: string[]): IForbiddenRuleType => ({
  name,
  severity: 'error',
  from: { path, pathNot: '\\.(test|contract)\\.tsx?$' },
  to: {
    path: '^(protocol|client|server|simulator|conformance|trials|e2e|bench|scripts)/',
    pathNot: [path, ...allowed],
  },
})

const tests = '\\.(test|contract)\\.tsx?$'
const PROTOCOL = '^protocol/'
const ENGINE = '^client/src/engine/'
const CORE = '^server/src/core/'

export const ruleSet: IFlattenedRuleSet = {
  forbidden: [
    {
      name: 'no cycles',
      severity: 'error',
      from: { pathNot: tests },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'nothing unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^virtual:|\\.(css|woff2|svg)' },
    },
    island('protocol imports nothing of ours', PROTOCOL, []),
    {
      name: 'protocol has one dependency',
      severity: 'error',
      from: { path: PROTOCOL, pathNot: tests },
      to: { dependencyTypes: ['npm', 'core'], pathNot: 'node_modules/zod/' },
    },
    island('the engine imports only the protocol', ENGINE, [PROTOCOL]),
    {
      name: 'the engine has no library',
      severity: 'error',
      from: { path: ENGINE, pathNot: tests },
      to: { dependencyTypes: ['npm', 'core'] },
    },
    island('the core imports only the protocol', CORE, [PROTOCOL]),
    {
      name: 'the core has no library',
      severity: 'error',
      from: { path: CORE, pathNot: tests },
      to: { dependencyTypes: ['npm', 'core'] },
    },
    island('ui knows nothing of ours', '^client/src/ui/', []),
    island('words know the engine and ui', '^client/src/words/', [PROTOCOL, ENGINE, '^client/src/ui/']),
    island('the store knows its port', '^client/src/store/', [PROTOCOL, ENGINE, '^client/src/session/']),
    island('a transport knows its port', '^client/src/transport/', [PROTOCOL, ENGINE]),
    island('a feature sees its folder, ui, the engine, queries and the session', '^client/src/features/', [
      '^client/src/ui/',
      ENGINE,
      PROTOCOL,
      '^client/src/store/',
      '^client/src/session/',
      '^client/src/platform/',
      '^client/src/words/',
    ]),
    {
      name: 'a feature never imports another',
      severity: 'error',
      from: { path: '^client/src/features/([^/]+)/', pathNot: tests },
      to: { path: '^client/src/features/', pathNot: '^client/src/features/$1/' },
    },
    {
      name: 'only queries read the database',
      severity: 'error',
      from: { path: '^client/src/features/', pathNot: ['\\.query\\.tsx?$', tests] },
      to: { path: '^client/src/store/', dependencyTypesNot: ['type-only'] },
    },
    island('sqlite knows the core', '^server/src/sqlite/', [PROTOCOL, CORE, '^server/src/auth/token']),
    island('memory knows the core', '^server/src/memory/', [PROTOCOL, CORE, '^server/src/auth/token']),
    {
      name: 'conformance knows the protocol alone',
      severity: 'error',
      from: { path: '^conformance/' },
      to: { path: '^(client|server|simulator|trials|e2e|bench|scripts)/' },
    },
    {
      name: 'the server and the client share the protocol alone',
      severity: 'error',
      from: { path: '^server/src/', pathNot: tests },
      to: { path: '^client/' },
    },
    {
      name: 'and the other way round',
      severity: 'error',
      from: { path: '^client/', pathNot: tests },
      to: { path: '^server/' },
    },
  ],
}

export const options: ICruiseOptions = { doNotFollow: { path: 'node_modules' }, exclude: { path: '\\.build|dist/' } }
