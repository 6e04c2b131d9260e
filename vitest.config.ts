import { defineConfig } from 'vitest/config'
import { linguiMacros } from './client/lingui-macros.ts'

export default defineConfig({
  plugins: [linguiMacros()],
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'protocol/**/*.test.ts',
            'client/**/*.test.{ts,tsx}',
            'server/src/**/*.test.ts',
            'scripts/**/*.test.ts',
          ],
        },
      },
      {
        extends: true,
        test: { name: 'wire', include: ['server/test/**/*.test.ts'], globalSetup: ['server/test/build.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'conformance',
          include: ['conformance/**/*.test.ts'],
          // Any server of the protocol, or our own.
          globalSetup: [process.env.CONFORMANCE_URL ? 'conformance/given.ts' : 'server/test/conformance.ts'],
        },
      },
      {
        extends: true,
        test: { name: 'trials', include: ['trials/**/*.test.ts'], globalSetup: ['server/test/build.ts'] },
      },
      { extends: true, test: { name: 'simulator', include: ['simulator/**/*.test.ts'] } },
    ],
  },
})
