/** Our own server with each of its stores, for the conformance suite of `npm test`. */
import type { TestProject } from 'vitest/node'
import type { Target } from '../../conformance/target.ts'
import build from './build.ts'
import { newServer } from './server-process.ts'

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await build()
  const servers = [newServer({ STORE: 'sqlite' }), newServer({ STORE: 'memory' })]
  await Promise.all(servers.map((server) => server.start()))
  const names = ['sqlite', 'memory']
  project.provide(
    'targets',
    servers.map(({ url }, i): Target => ({ name: names[i] as string, url })),
  )
  // Throws where one of them ended, or told of an error that no rule foresaw.
  return async () => {
    await Promise.all(servers.map((server) => server.end()))
  }
}
