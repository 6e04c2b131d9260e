/** A server's process, as it is shipped, on a free port with a directory of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { SERVER } from './build.ts'

export type Env = Record<string, string>

export interface LogLine {
  msg: string
  url?: string
  [field: string]: unknown
}

export class WireServer {
  url = ''
  exitCode: number | null = null
  readonly log: LogLine[] = []
  stderr = ''
  private process: ChildProcess | undefined
  private exited: Promise<number | null> = Promise.resolve(null)

  constructor(
    private readonly env: Env,
    readonly dataDir: string,
    private readonly script = SERVER,
  ) {}

  get pid(): number {
    return this.process?.pid ?? 0
  }

  get port(): number {
    return Number(new URL(this.url).port)
  }

  /** Resolves once it serves; rejects where it ends before that. */
  start(env: Env = {}): Promise<void> {
    const child = spawn(process.execPath, [this.script], {
      env: { PATH: process.env.PATH, PORT: '0', DATA_DIR: this.dataDir, CLIENT_DIR: 'no-client', ...this.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.process = child
    child.stderr.on('data', (chunk) => {
      this.stderr += chunk
    })
    this.exited = new Promise((resolve) => {
      child.once('exit', (code) => {
        if (child === this.process) this.exitCode = code
        resolve(code)
      })
    })
    return new Promise((resolve, reject) => {
      this.exited.then((code) => reject(new Error(`ended with ${code}: ${this.stderr}`)))
      createInterface(child.stdout).on('line', (line) => {
        const told = JSON.parse(line) as LogLine
        this.log.push(told)
        if (told.msg !== 'listening') return
        this.url = told.url ?? ''
        resolve()
      })
    })
  }

  /** @returns the exit code; `null` where a signal ended it */
  signal(signal: NodeJS.Signals): Promise<number | null> {
    this.process?.kill(signal)
    return this.exited
  }

  /** @throws where it had ended by itself, or told of an error that no rule foresaw */
  async end(): Promise<void> {
    const { exitCode } = this
    await this.signal('SIGKILL')
    rmSync(this.dataDir, { recursive: true, force: true })
    const faults = this.log.filter(({ fault }) => fault !== undefined)
    if (exitCode !== null || faults.length > 0) {
      throw new Error(`the server ended with ${exitCode}: ${this.stderr} ${JSON.stringify(faults, null, 1)}`)
    }
  }
}

export const newServer = (env: Env = {}): WireServer =>
  new WireServer(env, mkdtempSync(join(tmpdir(), 'tidemark-wire-')))
