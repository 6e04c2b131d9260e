/** Servers for the tests of a block, with settings of their own. */
import { afterAll, beforeAll, describe } from 'vitest'
import { type Env, newServer, type WireServer } from '../server-process.ts'

export { type Env, newServer, type WireServer } from '../server-process.ts'
export type StoreKind = 'sqlite' | 'memory'

const STORES = (process.env.WIRE_STORES ?? 'sqlite,memory').split(',') as StoreKind[]

/** One server for the tests of a block, started before them and ended after. */
export function serving(env: Env = {}): WireServer {
  const server = newServer(env)
  beforeAll(() => server.start())
  afterAll(() => server.end())
  return server
}

/** The same tests against each kind of store. */
export function forEachStore(title: string, tests: (store: StoreKind) => void): void {
  for (const store of STORES) describe(`${title} (${store})`, () => tests(store))
}
