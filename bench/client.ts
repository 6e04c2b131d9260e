/**
 * The app in a real Chromium: from a navigation with no server there, in a fresh browser process with 20,000 messages
 * kept, to the newest messages painted and the box typable. Beside what it weighs.
 *
 * `npm run bench:client [-- --rounds 5]`
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { AppServer } from '../e2e/support/app-server.ts'
import { RealBrowser } from '../e2e/support/browser.ts'
import { Person } from '../e2e/support/person.ts'
import { WireUser } from '../e2e/support/wire-user.ts'

const { values: args } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, write: { type: 'string' }, json: { type: 'string' } },
})
const rounds = Number(args.rounds)
const SENDERS = 20
const EACH = 1000
const BUDGET = [
  { rate: 1, ms: 600 },
  { rate: 4, ms: 1500 },
]

const median = (values: number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/**
 * Runs in the page before anything of the app: notes when the newest message is painted and the box takes text. As text,
 * since what a loader adds to functions does not exist in the page. The frame that shows them has been handed over when
 * the next one begins.
 */
const WATCH = `(() => {
  const look = () => {
    const box = document.querySelector('textarea')
    const message = document.querySelector('[role="log"] article, [role="log"] [role="article"]')
    if (!box || box.disabled || box.readOnly || !message) return requestAnimationFrame(look)
    requestAnimationFrame(() => { window.paintedAt = performance.now() })
  }
  look()
})()`

const server = await AppServer.start({ env: { RATE_OPS_PER_SECOND: '100000', RATE_OPS_BURST: '100000' } })
const browser = await RealBrowser.open({ prepare: async () => {} })
const results: { rate: number; times: number[] }[] = []
try {
  const ada = await new Person({ handle: 'ada', url: server.url, page: await browser.page() }).signUp()
  await ada.isInstalled()
  const text = (n: number) => `Message ${n}: the ferry is at seven forty, and the tarp is behind the blue shed`
  for (let i = 0; i < SENDERS; i++) {
    const sender = await WireUser.signUp(server.direct, `friend${i}`)
    await sender.writesTo(
      'ada',
      Array.from({ length: EACH }, (_, n) => text(n + 1)),
    )
  }
  await ada.opens(`friend${SENDERS - 1}`)
  await ada.page.getByRole('button', { name: /^Jump to latest/ }).click()
  await ada.message(`Message ${EACH}:`).waitFor()
  for (let i = 0; i < SENDERS; i++) await ada.holds(`dm:ada:friend${i}`, EACH)
  const address = ada.page.url()
  await server.kill()

  for (const { rate } of BUDGET) {
    const times: number[] = []
    for (let round = 0; round < rounds; round++) {
      await browser.kill()
      await browser.start()
      const page = await browser.page()
      const cdp = await page.context().newCDPSession(page)
      await cdp.send('Emulation.setCPUThrottlingRate', { rate })
      await page.addInitScript({ content: WATCH })
      await page.goto(address, { waitUntil: 'commit' })
      const painted = await page.waitForFunction(() => (window as { paintedAt?: number }).paintedAt, undefined, {
        timeout: 60_000,
      })
      times.push((await painted.jsonValue()) as number)
    }
    results.push({ rate, times })
  }
} finally {
  await browser.dispose()
  await server.dispose()
}

const sizes = execFileSync('node', ['--import', 'tsx', 'scripts/check-size.ts'], { encoding: 'utf8' }).trimEnd()
const table = [
  `Offline cold start with ${(SENDERS * EACH).toLocaleString('en')} messages kept, median of ${rounds} fresh browser processes;`,
  `${cpus().length} × ${cpus()[0]?.model.trim()}, Chromium headless.`,
  '',
  '| from navigation to the newest messages painted and the box typable | budget | here | each |',
  '| --- | --- | --- | --- |',
  ...results.map(({ rate, times }) => {
    const budget = BUDGET.find((entry) => entry.rate === rate)?.ms
    const each = times.map((time) => Math.round(time)).join(', ')
    return `| ${rate === 1 ? 'as it is' : `CPU slowed ${rate} ×`} | ${budget} ms | **${Math.round(median(times))} ms** | ${each} |`
  }),
  '',
  '```',
  sizes,
  '```',
  '',
].join('\n')
console.log(table)
if (args.write) writeFileSync(args.write, `# The app in the browser\n\nMade by \`npm run bench:client\`.\n\n${table}`)
if (args.json) writeFileSync(args.json, `${JSON.stringify(results, null, 2)}\n`)
