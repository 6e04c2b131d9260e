import { beforeEach, expect, test } from 'vitest'
import { keepPrevious, PREVIOUS } from './previous-version.ts'

type Held = Map<string, Map<string, string>>

/** The browser's caches, as maps from address to content. */
function fakeCaches(held: Held): CacheStorage {
  const cache = (files: Map<string, string>) => ({
    keys: async () => [...files.keys()].map((url) => ({ url }) as Request),
    match: async ({ url }: Request) => files.get(url) as unknown as Response,
    put: async ({ url }: Request, content: unknown) => void files.set(url, content as string),
  })
  return {
    delete: async (name: string) => held.delete(name),
    open: async (name: string) => {
      const files = held.get(name) ?? new Map()
      held.set(name, files)
      return cache(files)
    },
  } as unknown as CacheStorage
}

const at = (path: string) => `http://localhost${path}`
let held: Held

beforeEach(() => {
  held = new Map()
  Object.assign(globalThis, { caches: fakeCaches(held) })
})

const precached = (...paths: string[]) => held.set('precache', new Map(paths.map((path) => [at(path), path])))
const previous = () => [...(held.get(PREVIOUS)?.values() ?? [])]

test('hashed files that the coming version no longer has are set aside', async () => {
  precached('/index.html', '/assets/app-1.js', '/assets/shared.js')
  await keepPrevious('precache', new Set(['/index.html', '/assets/app-2.js', '/assets/shared.js']))
  expect(previous()).toEqual(['/assets/app-1.js'])
})

test('what is two versions old goes', async () => {
  held.set(PREVIOUS, new Map([[at('/assets/app-0.js'), '/assets/app-0.js']]))
  precached('/assets/app-1.js')
  await keepPrevious('precache', new Set(['/assets/app-2.js']))
  expect(previous()).toEqual(['/assets/app-1.js'])
})

test('a version that never came to run does not push out the one that does', async () => {
  // Version 2 was installed beside the running 1, and now comes 3.
  precached('/assets/app-1.js', '/assets/app-2.js')
  held.set(PREVIOUS, new Map([[at('/assets/app-1.js'), '/assets/app-1.js']]))
  await keepPrevious('precache', new Set(['/assets/app-3.js']))
  expect(previous()).toContain('/assets/app-1.js')
})
