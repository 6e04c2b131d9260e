/** Builds and serves the app. `tidemark` speaks to its server on the same origin: `/api` and `/socket.io`. */
import { resolve } from 'node:path'
import { lingui } from '@lingui/vite-plugin'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { about } from './client/about.ts'
import { emojiData } from './client/emoji-data.ts'
import { folderOf, language, pageInLanguage } from './client/language.ts'
import { linguiMacros } from './client/lingui-macros.ts'
import { precompress } from './client/precompress.ts'
import { manifest } from './client/web-manifest.ts'
import { wordsByModule } from './client/words-by-module.ts'

/** Where `npm run dev` runs the server. */
const server = process.env.TIDEMARK_SERVER ?? 'http://127.0.0.1:3001'

/** The text face is on the way before the stylesheet names it, so that it is there for the first paint or not at all. */
function preloadFont(name: RegExp): Plugin {
  return {
    name: 'preload-font',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const font = Object.keys(bundle ?? {}).find((file) => name.test(file))
        if (!font) return []
        const attrs = { rel: 'preload', as: 'font', type: 'font/woff2', href: `/${font}`, crossorigin: '' }
        return [{ tag: 'link', attrs, injectTo: 'head-prepend' }]
      },
    },
  }
}

/** Of Socket.IO the app uses one transport, and text alone: the others are left out, and the search for binary. */
function onlyWhatIsSpoken(): Plugin {
  const instead = {
    'transports/index.js': "import { WS } from './websocket.js'\nexport const transports = { websocket: WS }",
    'polling-xhr.js': 'export class XHR {}',
    'is-binary.js': 'export const isBinary = () => false\nexport const hasBinary = () => false',
    'binary.js': 'export const deconstructPacket = undefined\nexport const reconstructPacket = undefined',
  }
  return {
    name: 'only-what-is-spoken',
    enforce: 'pre',
    load: {
      filter: {
        id: /(engine\.io-client\/build\/esm\/transports\/(index|polling-xhr)|socket\.io-parser\/build\/esm\/(is-)?binary)\.js$/,
      },
      handler: (id) => Object.entries(instead).find(([end]) => id.endsWith(end))?.[1],
    },
  }
}

/** What went into each chunk, for `scripts/check-size.ts` to say what is heavy. */
function weigh(): Plugin {
  return {
    name: 'weigh',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk')
      const weights = chunks.map(({ fileName, modules }) => [
        fileName,
        Object.entries(modules).map(([id, { renderedLength }]) => [id, renderedLength]),
      ])
      this.emitFile({
        type: 'asset',
        fileName: '.vite/weights.json',
        source: JSON.stringify(Object.fromEntries(weights)),
      })
    },
  }
}

/** Needed by the first screen, and by what comes after it. */
const SHARED =
  /node_modules\/(react|dexie|zustand|use-sync-external-store)\/|lucide-react\/dist\/esm\/(?!icons)|src\/engine\/(membership|optimistic)|protocol\/(ids|limits)\.ts/

const spoken = language()

export default defineConfig({
  root: resolve(import.meta.dirname, 'client'),
  // Dexie for browsers of the last years: as `build.target`, and a tenth smaller.
  resolve: { alias: [{ find: /^dexie$/, replacement: 'dexie/dist/modern/dexie.mjs' }] },
  plugins: [
    about(),
    emojiData(),
    linguiMacros(),
    react(),
    lingui(),
    wordsByModule(spoken),
    pageInLanguage(spoken),
    onlyWhatIsSpoken(),
    weigh(),
    preloadFont(/figtree-latin-wght-normal.*\.woff2$/),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src/worker',
      filename: 'sw.ts',
      registerType: 'prompt',
      // Registered by `src/app/update.ts`: the address of a worker needs a Trusted Types policy.
      injectRegister: false,
      manifest,
      // The system fetches them when the app is installed, and keeps them itself; pages show the drawn ones.
      includeManifestIcons: false,
      injectManifest: {
        globPatterns: ['index.html', 'assets/*.{js,css,woff2,bin}', 'icons/*.svg', '*.webmanifest'],
        // Their names carry a hash of their content.
        dontCacheBustURLsMatching: /^assets\//,
        maximumFileSizeToCacheInBytes: 2 * 1024 * 1024,
      },
      devOptions: { enabled: false },
    }),
    precompress(),
  ],
  css: { transformer: 'lightningcss', modules: { localsConvention: 'camelCaseOnly' } },
  build: {
    outDir: resolve(import.meta.dirname, folderOf(spoken)),
    emptyOutDir: true,
    target: 'baseline-widely-available',
    cssMinify: 'lightningcss',
    manifest: true,
    // Content-Security-Policy: nothing is inlined, and every browser that runs this preloads modules by itself.
    assetsInlineLimit: 0,
    modulePreload: {
      polyfill: false,
      // What is loaded late was fetched ahead and is kept: a list of what each such part needs is not worth its bytes.
      resolveDependencies: (_name, needs, { hostType }) =>
        hostType === 'html' ? needs : needs.filter((file) => file.endsWith('.css')),
    },
    // The schemas of `protocol/` are the server's: what the client has no use for goes, and their library with it.
    rolldownOptions: {
      treeshake: { manualPureFunctions: ['z'] },
      // What the first screen and later parts share is one file, not one each: it is asked for once, and packed together.
      output: { codeSplitting: { groups: [{ name: 'shared', test: SHARED }] } },
    },
  },
  server: {
    port: 3000,
    strictPort: true,
    proxy: {
      '/api': { target: server },
      '/socket.io': { target: server, ws: true },
    },
  },
})
