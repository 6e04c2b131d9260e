/** A server under load, in a process of its own: what it costs is read from /proc. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import net from 'node:net'

const TICKS = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

export async function freePort(): Promise<number> {
  const probe = net.createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as net.AddressInfo
  await new Promise<void>((resolve) => probe.close(() => resolve()))
  return port
}

export class Target {
  readonly port: number
  readonly #command: string[]
  readonly #env: Record<string, string>
  #process: ChildProcess | undefined

  private constructor(port: number, command: string[], env: Record<string, string>) {
    this.port = port
    this.#command = command
    this.#env = env
  }

  static async start(command: string[], env: Record<string, string> = {}): Promise<Target> {
    const target = new Target(await freePort(), command, env)
    await target.start()
    return target
  }

  /** Gives the ms from the start of the process until it listens. */
  async start(): Promise<number> {
    const began = performance.now()
    const child = spawn(process.execPath, this.#command, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...this.#env, PORT: String(this.port) },
    })
    this.#process = child
    await new Promise<void>((resolve, reject) => {
      let heard = ''
      child.stdout?.on('data', (chunk: Buffer) => {
        if (heard.includes('"listening"')) return
        heard += chunk.toString()
        if (heard.includes('"listening"')) resolve()
      })
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${heard}`)))
    })
    child.removeAllListeners('exit')
    return performance.now() - began
  }

  /** Seconds of CPU, user and system, of all threads. */
  cpuSeconds(): number {
    const stat = readFileSync(`/proc/${this.#pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) / TICKS
  }

  /** Bytes of resident memory. */
  rss(): number {
    const kb = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${this.#pid}/status`, 'utf8'))?.[1]
    return Number(kb) * 1024
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#process
    this.#process = undefined
    if (!child || child.exitCode !== null) return
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    child.kill(signal)
    await ended
  }

  get #pid(): number {
    if (!this.#process?.pid) throw new Error('the server is down')
    return this.#process.pid
  }
}
