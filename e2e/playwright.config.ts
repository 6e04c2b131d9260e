import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  testIgnore: process.env.TIDEMARK_SCREENS ? [] : ['screens.spec.ts'],
  outputDir: '../test-results',
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: 2,
  timeout: 90_000,
  expect: { timeout: 30_000 },
  use: {
    headless: true,
    actionTimeout: 30_000,
    navigationTimeout: 30_000,
    launchOptions: {
      ...(process.env.TIDEMARK_CHROMIUM ? { executablePath: process.env.TIDEMARK_CHROMIUM } : {}),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--disable-background-networking',
        '--disable-component-update',
      ],
    },
  },
})
