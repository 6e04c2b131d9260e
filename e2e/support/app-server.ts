/** The real server in a process of its own, killed and started again on the same data and port. */
import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface ServerSettings {
  port?: number
  /** what browsers connect to, where it is not the server itself */
  origin?: string
  env?: Record<string, string>
}

export async function freePort(): Promise<number> {
  const probe = net.createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as net.AddressInfo
  await new Promise<void>((resolve) => probe.close(() => resolve()))
  return port
}

export class AppServer {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'tidemark-data-'))
  readonly port: number
  readonly #settings: ServerSettings
  #process: ChildProcess | undefined
  #log = ''
  #clientDir: string | undefined
  readonly #copies: string[] = []

  private constructor(port: number, settings: ServerSettings) {
    this.port = port
    this.#settings = settings
  }

  static async start(settings: ServerSettings = {}): Promise<AppServer> {
    const server = new AppServer(settings.port ?? (await freePort()), settings)
    await server.start()
    return server
  }

  get url(): string {
    return this.#settings.origin ?? `http://localhost:${this.port}`
  }

  /** The server itself, past any proxy. */
  get direct(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** Serves another build of the app from now on: the same one with a later service worker. */
  async deployNewVersion(): Promise<void> {
    const client = mkdtempSync(join(tmpdir(), 'tidemark-client-'))
    this.#copies.push(client)
    cpSync('dist/client', client, { recursive: true })
    for (const name of readdirSync(client).filter((file) => /^sw\.js/.test(file))) rmSync(join(client, name))
    writeFileSync(join(client, 'sw.js'), `${readFileSync('dist/client/sw.js', 'utf8')}\n// a later version\n`)
    await this.serves(client)
  }

  /** Another build of the app from now on. */
  async serves(clientDir: string): Promise<void> {
    this.#clientDir = clientDir
    await this.stop()
    await this.start()
  }

  /** What it said since it was started last. */
  get log(): string {
    return this.#log
  }

  get pid(): number {
    if (!this.#process?.pid) throw new Error('the server is down')
    return this.#process.pid
  }

  /** Resolves when it says that it listens. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, ['dist/server/main.js'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        PORT: String(this.port),
        DATA_DIR: this.dataDir,
        ...(this.#settings.origin ? { PUBLIC_ORIGIN: this.#settings.origin } : {}),
        ...(this.#clientDir ? { CLIENT_DIR: this.#clientDir } : {}),
        ...this.#settings.env,
      },
    })
    this.#process = child
    await new Promise<void>((resolve, reject) => {
      const hear = (chunk: Buffer) => {
        this.#log += chunk.toString()
        if (this.#log.includes('"listening"')) resolve()
      }
      child.stdout?.on('data', hear)
      child.stderr?.on('data', hear)
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${this.#log}`)))
    })
    child.removeAllListeners('exit')
  }

  /** SIGKILL: no drain, no goodbye. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** SIGTERM: drains. Gives the exit code. */
  async stop(): Promise<number | null> {
    return await this.#end('SIGTERM')
  }

  /** Stops the server for good and deletes its data. */
  async dispose(): Promise<void> {
    await this.kill()
    rmSync(this.dataDir, { recursive: true, force: true })
    for (const copy of this.#copies) rmSync(copy, { recursive: true, force: true })
  }

  /** While it is stopped: a copy of its data, to be put back by `restore`. */
  backUp(): string {
    const copy = mkdtempSync(join(tmpdir(), 'tidemark-copy-'))
    cpSync(this.dataDir, copy, { recursive: true })
    return copy
  }

  restore(copy: string): void {
    rmSync(this.dataDir, { recursive: true, force: true })
    cpSync(copy, this.dataDir, { recursive: true })
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#process
    this.#process = undefined
    this.#log = ''
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
    child.kill(signal)
    return await ended
  }
}
