/** What an installed Tidemark is called and looks like. */
import type { ManifestOptions } from 'vite-plugin-pwa'

export const manifest: Partial<ManifestOptions> = {
  id: '/',
  name: 'Tidemark',
  short_name: 'Tidemark',
  description: 'Messages that are kept the moment you write them, and get there when the network does.',
  lang: 'en',
  dir: 'ltr',
  start_url: '/?source=pwa',
  scope: '/',
  display: 'standalone',
  display_override: ['window-controls-overlay', 'standalone'],
  launch_handler: { client_mode: ['navigate-existing', 'auto'] },
  handle_links: 'preferred',
  categories: ['social', 'productivity'],
  theme_color: '#f8f4ee',
  background_color: '#f8f4ee',
  icons: [
    { src: '/icons/icon.svg', type: 'image/svg+xml', sizes: 'any', purpose: 'any' },
    { src: '/icons/icon-192.png', type: 'image/png', sizes: '192x192', purpose: 'any' },
    { src: '/icons/icon-512.png', type: 'image/png', sizes: '512x512', purpose: 'any' },
    { src: '/icons/maskable-512.png', type: 'image/png', sizes: '512x512', purpose: 'maskable' },
    { src: '/icons/monochrome-512.png', type: 'image/png', sizes: '512x512', purpose: 'monochrome' },
  ],
  screenshots: [
    { src: '/screenshots/list-360-light.png', sizes: '360x800', form_factor: 'narrow', label: 'Your conversations' },
    {
      src: '/screenshots/conversation-360-light.png',
      sizes: '360x800',
      form_factor: 'narrow',
      label: 'A conversation',
    },
    { src: '/screenshots/conversation-1280-light.png', sizes: '1280x800', form_factor: 'wide', label: 'On a desktop' },
    { src: '/screenshots/group-1280-dark.png', sizes: '1280x800', form_factor: 'wide', label: 'A group, in the dark' },
  ],
  shortcuts: [
    { name: 'New conversation', url: '/new', icons: [{ src: '/icons/shortcut-new-96.png', sizes: '96x96' }] },
    { name: 'Search', url: '/search', icons: [{ src: '/icons/shortcut-search-96.png', sizes: '96x96' }] },
    { name: 'Outbox', url: '/outbox', icons: [{ src: '/icons/shortcut-outbox-96.png', sizes: '96x96' }] },
  ],
}
