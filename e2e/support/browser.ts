/**
 * A real Chromium in a process group of its own, on a profile that outlives it: so that it can be killed as power or
 * an impatient person would, and opened again.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test'

const FLAGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-extensions',
  '--disable-features=Translate,OptimizationHints,MediaRouter',
  '--password-store=basic',
  '--remote-debugging-port=0',
]

/** More than anything that goes on by itself. */
const BALLAST_BYTES = 256 * 1024 * 1024

const executable = (): string => process.env.TIDEMARK_CHROMIUM || chromium.executablePath()

export class RealBrowser {
  readonly profile: string
  readonly #prepare: (context: BrowserContext) => Promise<void>
  #process: ChildProcess | undefined
  #browser: Browser | undefined

  private constructor(profile: string, prepare: (context: BrowserContext) => Promise<void>) {
    this.profile = profile
    this.#prepare = prepare
  }

  /** `prepare` is called at each start, before anything is opened. */
  static async open(options: {
    profile?: string
    args?: string[]
    prepare: (context: BrowserContext) => Promise<void>
  }): Promise<RealBrowser> {
    const profile = options.profile ?? mkdtempSync(join(tmpdir(), 'tidemark-profile-'))
    const opened = new RealBrowser(profile, options.prepare)
    await opened.start(options.args)
    return opened
  }

  async start(args: string[] = []): Promise<void> {
    // What a browser that was killed left behind.
    for (const left of ['DevToolsActivePort', 'SingletonLock', 'SingletonCookie', 'SingletonSocket'])
      rmSync(join(this.profile, left), { force: true })
    const child = spawn(executable(), [...FLAGS, ...args, `--user-data-dir=${this.profile}`, 'about:blank'], {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    this.#process = child
    const endpoint = await new Promise<string>((resolve, reject) => {
      let heard = ''
      child.stderr?.on('data', (chunk: Buffer) => {
        heard += chunk.toString()
        const match = /DevTools listening on (ws:\/\/\S+)/.exec(heard)
        if (match?.[1]) resolve(match[1])
      })
      child.once('exit', (code) => reject(new Error(`Chromium ended with ${code}:\n${heard}`)))
    })
    child.stderr?.resume()
    this.#browser = await chromium.connectOverCDP(endpoint)
    await this.#prepare(this.context)
  }

  get context(): BrowserContext {
    const context = this.#browser?.contexts()[0]
    if (!context) throw new Error('the browser is closed')
    return context
  }

  /** None where it is closed. */
  get contexts(): BrowserContext[] {
    return this.#browser?.contexts() ?? []
  }

  async page(): Promise<Page> {
    const blank = this.context.pages().find((page) => page.url() === 'about:blank')
    return blank ?? (await this.context.newPage())
  }

  /** Process id of a page's renderer: the one that grows by as much as the page takes. */
  async rendererOf(page: Page): Promise<number> {
    const before = await this.#residentBytes()
    await page.evaluate((bytes) => {
      Object.assign(window, { ballast: new Uint8Array(bytes).fill(1) })
    }, BALLAST_BYTES)
    const after = await this.#residentBytes()
    await page.evaluate(() => {
      Object.assign(window, { ballast: undefined })
    })
    const grown = [...after].filter(([pid, bytes]) => bytes - (before.get(pid) ?? 0) > BALLAST_BYTES / 2)
    const [found, ...others] = grown
    if (!found || others.length > 0) throw new Error(`${grown.length} renderers have grown`)
    return found[0]
  }

  async #residentBytes(): Promise<Map<number, number>> {
    if (!this.#browser) throw new Error('the browser is closed')
    const session = await this.#browser.newBrowserCDPSession()
    const { processInfo } = await session.send('SystemInfo.getProcessInfo')
    await session.detach()
    const pids = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id)
    const { stdout } = spawnSync('ps', ['-o', 'pid=,rss=', '-p', pids.join(',')], { encoding: 'utf8' })
    return new Map(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.trim().split(/\s+/).map(Number) as [number, number])
        .map(([pid, kib]) => [pid, kib * 1024]),
    )
  }

  /**
   * Closed as a person closes it, and opened again. Chromium writes cookies to the disk half a minute late, so a browser
   * that is to be killed and still be signed in must have been closed since it signed in.
   */
  async restart(): Promise<void> {
    const child = this.#process
    if (!child || !this.#browser) throw new Error('the browser is closed')
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    const session = await this.#browser.newBrowserCDPSession()
    await Promise.all([ended, session.send('Browser.close')])
    await this.start()
  }

  /** SIGKILL to the whole process group. */
  async kill(): Promise<void> {
    const child = this.#process
    if (!child?.pid) return
    this.#process = undefined
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    try {
      process.kill(-child.pid, 'SIGKILL')
      await ended
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
    this.#browser = undefined
  }

  /** A copy of the profile, for a second browser. The browser must be closed. */
  copyProfile(): string {
    const copy = mkdtempSync(join(tmpdir(), 'tidemark-profile-'))
    cpSync(this.profile, copy, { recursive: true })
    return copy
  }

  readProfile(file: string): string | undefined {
    const path = join(this.profile, file)
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined
  }

  async dispose(): Promise<void> {
    await this.kill()
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 })
  }
}
