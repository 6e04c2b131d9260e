import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { expect, test } from '@playwright/test'
import { freePort } from './support/app-server.ts'

const ROOT = resolve(import.meta.dirname, '..')
const NOT_CLONED = new Set(['.git', '.build', 'data', 'dist', 'node_modules', 'test-results'])

test('npm start builds and serves a clone, ends with 0 on SIGTERM and leaves nothing running, and starts again at once', async () => {
  test.setTimeout(180_000)
  const clone = mkdtempSync(join(tmpdir(), 'tidemark-clone-'))
  copySources(clone)
  const port = await freePort()
  const settings = { PORT: String(port), DATA_DIR: join(clone, 'somewhere') }
  try {
    const first = await npmStart(clone, settings)
    await expectServed(port)
    expect(await terminate(first)).toEqual({ code: 0, left: [] })

    const began = performance.now()
    const second = await npmStart(clone, settings)
    expect(performance.now() - began).toBeLessThan(10_000)
    await expectServed(port)
    expect(await terminate(second)).toEqual({ code: 0, left: [] })
  } finally {
    rmSync(clone, { recursive: true, force: true })
  }
})

/** What a clone has, and the packages that are installed already. */
function copySources(clone: string): void {
  cpSync(ROOT, clone, { recursive: true, filter: (path) => !NOT_CLONED.has(relative(ROOT, path)) })
  symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'))
}

/** Resolves when the server says that it listens. */
async function npmStart(cwd: string, settings: Record<string, string>): Promise<ChildProcess> {
  const npm = spawn('npm', ['start'], {
    cwd,
    env: { ...process.env, ...settings },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let heard = ''
  await new Promise<void>((done, fail) => {
    const hear = (chunk: Buffer) => {
      heard += chunk.toString()
      if (heard.includes('"listening"')) done()
    }
    npm.stdout?.on('data', hear)
    npm.stderr?.on('data', hear)
    npm.once('exit', (code) => fail(new Error(`npm start ended with ${code}:\n${heard}`)))
  })
  npm.removeAllListeners('exit')
  return npm
}

async function expectServed(port: number): Promise<void> {
  const page = await fetch(`http://localhost:${port}/`)
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('<title>Tidemark')
  const account = { handle: `ada${Date.now()}`, name: 'Ada', password: 'a long enough password' }
  const signUp = await fetch(`http://localhost:${port}/api/accounts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(account),
  })
  expect(signUp.status).toBe(201)
}

/** SIGTERM to npm itself; `left`: what still runs of all that it started. */
async function terminate(npm: ChildProcess): Promise<{ code: number | null; left: string[] }> {
  const group = npm.pid as number
  const code = await new Promise<number | null>((done, fail) => {
    const late = setTimeout(() => fail(new Error('still running after ten seconds')), 10_000)
    npm.once('exit', (status) => {
      clearTimeout(late)
      done(status)
    })
    npm.kill('SIGTERM')
  })
  return { code, left: running(group) }
}

/** The ended ones that nobody has asked after yet don't count. */
function running(group: number): string[] {
  const all = execFileSync('ps', ['-e', '-o', 'pgid=,stat=,args='], { encoding: 'utf8' }).split('\n')
  return all.filter((line) => new RegExp(`^ *${group} +[^Z ]`).test(line))
}
