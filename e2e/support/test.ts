/** Fixtures: a server of one's own for each test, a proxy that can fail before it, and people at browsers. */
import { type Browser, type BrowserContext, test as base, type Page } from '@playwright/test'
import { FaultProxy } from '../../trials/fault-proxy.ts'
import { AppServer, freePort } from './app-server.ts'
import { RealBrowser } from './browser.ts'
import { Person } from './person.ts'

/** Real faults at a test's pace: what a person would wait minutes for. */
const QUICK = { PING_INTERVAL_MS: '2000', PING_TIMEOUT_MS: '4000' }
const QUICK_DEVICE = {
  backoffBaseMs: 200,
  backoffCapMs: 1_500,
  wakeGapMs: 300,
  ackMs: 6_000,
  probeMs: 2_000,
  callRetryMs: 1_000,
  storeRetryMs: 1_000,
  serverRetryMs: 1_000,
  againMs: 1_000,
  awayMs: 5_000,
  fallbackMs: 15_000,
  heartbeat: 500,
  steal: 3_000,
}
const quicken = (timings: string): void => {
  if (!localStorage.getItem('tidemark:timings')) localStorage.setItem('tidemark:timings', timings)
}

export interface World {
  server: AppServer
  proxy: FaultProxy
  /** what browsers open: the proxy */
  url: string
  /** A person in a fresh context of a shared browser. */
  person(
    handle: string,
    options?: { signedUp?: boolean; viewport?: { width: number; height: number } },
  ): Promise<Person>
  /** A person in a browser process of their own, on a profile that outlives it. */
  personWithBrowser(handle: string): Promise<{ person: Person; browser: RealBrowser }>
  /** A browser process on an existing profile, killed at the end of the test. */
  openBrowser(profile?: string, args?: string[]): Promise<RealBrowser>
  /** Signs somebody up in a browser process. */
  at(browser: RealBrowser, handle: string): Promise<Person>
  /** Somebody at a page that is there already. */
  on(page: Page, handle: string): Person
}

interface Options {
  /** the server's environment */
  env: Record<string, string>
}

export const test = base.extend<Options & { world: World }>({
  env: [{}, { option: true }],
  world: async ({ browser, env }, use, testInfo) => {
    const port = await freePort()
    const proxy = await FaultProxy.listen(port)
    const url = `http://localhost:${proxy.port}`
    const server = await AppServer.start({ port, origin: url, env: { ...QUICK, ...env } })
    const contexts: BrowserContext[] = []
    const browsers: RealBrowser[] = []
    const world: World = {
      server,
      proxy,
      url,
      person: async (handle, options = {}) => {
        const context = await (browser as Browser).newContext(options.viewport ? { viewport: options.viewport } : {})
        contexts.push(context)
        await context.addInitScript(quicken, JSON.stringify(QUICK_DEVICE))
        const person = new Person({ handle, url, page: await context.newPage() })
        return options.signedUp === false ? person : await person.signUp()
      },
      personWithBrowser: async (handle) => {
        const own = await world.openBrowser()
        const person = await world.at(own, handle)
        await own.restart()
        person.page = await own.page()
        await person.page.goto(url)
        await person.seesChats()
        return { person, browser: own }
      },
      at: async (own, handle) => await world.on(await own.page(), handle).signUp(),
      on: (page, handle) => new Person({ handle, url, page }),
      openBrowser: async (profile, args) => {
        const prepare = async (context: BrowserContext) => {
          await context.addInitScript(quicken, JSON.stringify(QUICK_DEVICE))
        }
        const own = await RealBrowser.open({ prepare, ...(profile ? { profile } : {}), ...(args ? { args } : {}) })
        browsers.push(own)
        return own
      },
    }
    await use(world)
    if (testInfo.status !== testInfo.expectedStatus) {
      const pages = [...contexts, ...browsers.flatMap((own) => own.contexts)].flatMap((context) => context.pages())
      for (const page of pages) {
        const body = await page.locator('body').ariaSnapshot({ timeout: 2_000 }).catch(String)
        await testInfo.attach(`page ${page.url()}`, { body, contentType: 'text/plain' })
      }
      await testInfo.attach('the server', { body: server.log, contentType: 'text/plain' })
    }
    await Promise.all([...contexts.map((context) => context.close()), ...browsers.map((own) => own.dispose())])
    await proxy.close()
    await server.dispose()
  },
})

export { expect } from '@playwright/test'
