import { defineConfig } from '@lingui/cli'
import { formatter } from '@lingui/format-po'

export default defineConfig({
  sourceLocale: 'en',
  locales: ['en'],
  fallbackLocales: { default: 'en' },
  catalogs: [
    {
      path: '<rootDir>/client/src/locales/{locale}',
      include: ['<rootDir>/client/src'],
      exclude: ['**/*.test.*', '**/engine/**', '**/worker/**'],
    },
  ],
  format: formatter({ lineNumbers: false }),
})
