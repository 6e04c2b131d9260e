/**
 * Opens the app with no network, at any of its addresses. Keeps the app's own files and nothing else: what people wrote
 * is in the database, and no answer of the server is ever cached.
 */
import { cacheNames } from 'workbox-core'
import { createHandlerBoundToURL, matchPrecache, type PrecacheEntry, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'
import { keepPrevious, PREVIOUS } from './previous-version.ts'

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: PrecacheEntry[] }

const manifest = self.__WB_MANIFEST
const pathOf = (entry: PrecacheEntry | string) => `/${typeof entry === 'string' ? entry : entry.url}`
const SERVER = [/^\/api\//, /^\/socket\.io\//, /^\/health$/, /^\/metrics$/]

self.addEventListener('install', (event) => {
  event.waitUntil(keepPrevious(cacheNames.precache, new Set(manifest.map(pathOf))))
})

// A tab may still run the version before: what it loads late comes from what was kept of it.
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith('/assets/'),
  async ({ request }) =>
    (await matchPrecache(request.url)) ?? (await caches.match(request, { cacheName: PREVIOUS })) ?? fetch(request),
)
precacheAndRoute(manifest)
registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: SERVER }))

// Never by itself: a new version takes over when the page asks, or when no page of the old one is left.
self.addEventListener('message', ({ data }) => {
  if (data === 'take-over') void self.skipWaiting()
})

self.addEventListener('activate', (event) => {
  event.waitUntil(self.clients.claim())
})
