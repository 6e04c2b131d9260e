/** Files of the version before, for tabs that still run it. */

export const PREVIOUS = 'tidemark-previous'

/**
 * Sets aside the hashed files that are in the precache and not in the coming version. What was set aside before that is
 * two versions old, and goes.
 */
export async function keepPrevious(precache: string, coming: ReadonlySet<string>): Promise<void> {
  await caches.delete(PREVIOUS)
  const [current, previous] = await Promise.all([caches.open(precache), caches.open(PREVIOUS)])
  for (const request of await current.keys()) {
    const { pathname } = new URL(request.url)
    const response = pathname.startsWith('/assets/') && !coming.has(pathname) && (await current.match(request))
    if (response) await previous.put(request, response)
  }
}
