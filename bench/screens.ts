/** What is measured in a page, as whoever looks at it would: from a key or a press to what is painted. */
import type { CDPSession, Page } from '@playwright/test'
import type { RealBrowser } from '../e2e/support/browser.ts'

// What runs in the page is text: what a loader adds to functions does not exist there.

/** A task that is posted in a frame runs when the page has painted it. */
const PAINTED = `const painted = (done) => {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => done(performance.now())
  port2.postMessage(0)
}`

/** Runs before anything of the app: notes when a message is painted and the box takes text. */
const watchStart = (message: string) => `(() => {
  ${PAINTED}
  const look = () => {
    const box = document.querySelector('textarea')
    const log = document.querySelector('[role="log"]')
    if (box && !box.disabled && !box.readOnly && log?.textContent.includes(${JSON.stringify(message)}))
      return painted((at) => { window.paintedAt = at })
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
})()`

/** What has not come by then does not come. */
const LONGEST_MS = 10_000

/** From the moment of the next event of a kind to the painting of the first frame in which a condition holds. */
const untilPainted = (event: string, holds: string) => `new Promise((done) => {
  ${PAINTED}
  addEventListener(${JSON.stringify(event)}, ({ timeStamp }) => {
    const look = () => {
      if (${holds}) return painted((at) => done(at - timeStamp))
      if (performance.now() - timeStamp > ${LONGEST_MS}) return done(undefined)
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  }, { capture: true, once: true })
})`

const WATCH_TASKS = `(() => {
  window.tasks = []
  window.taskObserver?.disconnect()
  window.taskObserver = new PerformanceObserver((list) => { for (const { duration } of list.getEntries()) window.tasks.push(duration) })
  window.taskObserver.observe({ type: 'longtask' })
})()`

export const quantile = (values: readonly number[], q: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? Number.NaN
export const median = (values: readonly number[]): number => quantile(values, 0.5)

export const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

/** A page with a CPU of some slowness. */
export class Probe {
  private constructor(
    readonly page: Page,
    readonly cdp: CDPSession,
    readonly rate: number,
  ) {}

  static async on(page: Page, rate: number): Promise<Probe> {
    const cdp = await page.context().newCDPSession(page)
    await cdp.send('Emulation.setCPUThrottlingRate', { rate })
    return new Probe(page, cdp, rate)
  }

  /** What an action leads to, from the event that it makes to the paint. */
  async painted(event: string, holds: string, act: () => Promise<void>): Promise<number> {
    const ms = await this.perhapsPainted(event, holds, act)
    if (ms === undefined) throw new Error(`it never came: ${holds}`)
    return ms
  }

  /** `undefined` where it leads to nothing. */
  async perhapsPainted(event: string, holds: string, act: () => Promise<void>): Promise<number | undefined> {
    const measured = this.page.evaluate<number | undefined>(untilPainted(event, holds))
    await this.page.evaluate('0')
    await act()
    return await measured
  }

  /** Until nothing is left to do: what one action leads to does not count for the next. */
  async rests(): Promise<void> {
    await this.page.evaluate('new Promise((done) => requestIdleCallback(done, { timeout: 5000 }))')
  }
}

/** A fresh browser process, from the navigation on. The page is asked nothing while it starts. */
export async function coldStart(
  browser: RealBrowser,
  { address, message, rate }: { address: string; message: string; rate: number },
): Promise<number> {
  await browser.kill()
  await browser.start()
  const page = await browser.page()
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Emulation.setCPUThrottlingRate', { rate })
  await cdp.send('Page.enable')
  await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: watchStart(message) })
  await cdp.send('Page.navigate', { url: address })
  for (;;) {
    await pause(400 * rate)
    const { result } = await cdp.send('Runtime.evaluate', { expression: 'window.paintedAt', returnByValue: true })
    if (typeof result.value === 'number') return result.value
  }
}

/** Resolves with the time at which so many events are on this device's disk: counted there, which costs the page little. */
const untilHeld = (count: number) => `(async () => {
  const names = (await indexedDB.databases()).map(({ name }) => name)
  const opening = indexedDB.open(names.find((name) => name.startsWith('tidemark:')))
  await new Promise((done) => { opening.onsuccess = done })
  const held = () => new Promise((done) => {
    const asked = opening.result.transaction('events').objectStore('events').count()
    asked.onsuccess = () => done(asked.result)
  })
  while ((await held()) < ${count}) await new Promise((done) => setTimeout(done, 50))
  const at = performance.now()
  opening.result.close()
  return at
})()`

export async function holds({ page }: Probe, count: number): Promise<void> {
  await page.evaluate(untilHeld(count))
}

/** From the network's return until so many messages are on the disk; and the longest task of the page meanwhile. */
export async function catchUp({ page }: Probe, count: number): Promise<{ ms: number; longest: number }> {
  await page.evaluate(WATCH_TASKS)
  await page.evaluate(`addEventListener('online', () => { window.backAt = performance.now() }, { once: true }), 0`)
  await page.context().setOffline(false)
  const caughtUp = await page.evaluate<number>(untilHeld(count))
  const [backAt, longest] = await page.evaluate<[number, number]>('[window.backAt, Math.max(0, ...window.tasks)]')
  return { ms: caughtUp - backAt, longest }
}

async function opened(probe: Probe, friend: string): Promise<number> {
  const row = probe.page.getByRole('list', { name: 'Conversation list' }).locator(`a[href="/c/dm:ada:${friend}"]`)
  const main = `main[aria-label="Conversation with ${friend}"]`
  return await probe.painted('click', `document.querySelector('${main} [role="log"] article')`, () => row.click())
}

export async function switching(probe: Probe, friends: readonly string[]): Promise<number[]> {
  const times: number[] = []
  for (const friend of friends) {
    await probe.rests()
    times.push(await opened(probe, friend))
  }
  return times
}

export async function enterToBubble(probe: Probe): Promise<number[]> {
  const times: number[] = []
  const box = probe.page.getByRole('textbox', { name: /^Message / })
  for (let n = 0; n < 15; n++) {
    const text = `On its way ${Math.random()}`
    await box.fill(text)
    await probe.rests()
    const holds = `[...document.querySelectorAll('[role="log"] article')].some((row) => row.textContent.includes('${text}'))`
    times.push(await probe.painted('keydown', holds, () => box.press('Enter')))
  }
  return times
}

const WATCH_KEYS = `(() => {
  window.keys = new Map()
  window.keyObserver?.disconnect()
  window.keyObserver = new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries())
      if (interactionId) window.keys.set(interactionId, Math.max(duration, window.keys.get(interactionId) ?? 0))
  })
  window.keyObserver.observe({ type: 'event', durationThreshold: 16 })
})()`

/** As event timing tells of it, in steps of 8 ms. */
export async function typing(probe: Probe): Promise<{ keys: number[]; longTasks: number }> {
  const box = probe.page.getByRole('textbox', { name: /^Message / })
  await box.click()
  await probe.rests()
  await probe.page.evaluate(WATCH_KEYS)
  await probe.page.evaluate(WATCH_TASKS)
  const words = 'the ferry is at seven forty, and the tarp is behind the blue shed. '
  await box.pressSequentially(words, { delay: 60 })
  await pause(300)
  const told = await probe.page.evaluate<{ keys: number[]; tasks: number[] }>(
    '({ keys: [...window.keys.values()], tasks: window.tasks })',
  )
  await box.fill('')
  // Of keys that took less than a frame nothing is told.
  const keys = [...told.keys, ...Array.from({ length: Math.max(0, words.length - told.keys.length) }, () => 16)]
  return { keys, longTasks: told.tasks.filter((ms) => ms > 50).length }
}

/** Answers are let go of some seconds after nobody shows them any more. */
const LET_GO_MS = 5000

const used = async ({ cdp }: Probe): Promise<number> => {
  await pause(LET_GO_MS)
  await cdp.send('HeapProfiler.collectGarbage')
  return (await cdp.send('Runtime.getHeapUsage')).usedSize / 1e6
}

export async function heap(probe: Probe, friends: readonly string[]): Promise<{ after: number; growth: number }> {
  for (const friend of friends) await opened(probe, friend)
  const after = await used(probe)
  for (let switched = 0; switched < 200; switched += friends.length)
    for (const friend of friends) await opened(probe, friend)
  return { after, growth: (await used(probe)) - after }
}

const WATCH_FRAMES = `(() => {
  const seen = (window.seen = { frames: [], shift: 0, nodes: 0, moved: 0, lost: 0, last: performance.now(), over: false })
  new PerformanceObserver((list) => { for (const { value } of list.getEntries()) seen.shift += value }).observe({ type: 'layout-shift' })
  const frame = (now) => {
    seen.frames.push(now - seen.last)
    seen.last = now
    if (seen.frames.length % 30 === 0) seen.nodes = Math.max(seen.nodes, document.querySelectorAll('*').length)
    if (!seen.over) requestAnimationFrame(frame)
  }
  requestAnimationFrame((now) => { seen.last = now; requestAnimationFrame(frame) })
})()`

/**
 * By how much the rows in sight have moved, from frame to frame: what comes in above them must not move them. Rows out
 * of sight may: they are drawn before they are measured, and a frame later they are where they belong.
 */
const WATCH_ROWS = `(() => {
  const log = document.querySelector('[role="log"]')
  const edge = log.getBoundingClientRect()
  const places = () => new Map([...log.querySelectorAll('[data-key]')].map((row) => [row.dataset.key, row.getBoundingClientRect()]))
  const inSight = ([, { top, bottom }]) => bottom > edge.top && top < edge.bottom
  const seen = window.seen
  let before = [...places()].filter(inSight)
  const frame = () => {
    const now = places()
    const kept = before.find(([key]) => now.has(key))
    if (kept === undefined) seen.lost += 1
    else seen.moved += now.get(kept[0]).top - kept[1].top
    before = [...now].filter(inSight)
    if (!seen.over) requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
})()`

export interface Scrolled {
  frames: number[]
  shift: number
  nodes: number
  /** px by which the rows moved otherwise than the wheel did; `undefined` where two frames had no row in common */
  jump?: number
}

/** px a turn; few where rows are followed from frame to frame: also two frames far apart have some in common. */
const TURN_PX = 120
const FOLLOWED_TURN_PX = 30

/** A wheel that is turned for some seconds, upwards; past several loads of older messages. */
export async function scrolling(probe: Probe, options: { turns: number; rows?: true }): Promise<Scrolled> {
  const { page, cdp } = probe
  const box = await page.getByRole('log').boundingBox()
  if (!box) throw new Error('the log is not in sight')
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await cdp.send('Input.dispatchMouseEvent', { type: 'mouseMoved', x, y })
  await probe.rests()
  await page.evaluate(WATCH_FRAMES)
  if (options.rows) await page.evaluate(WATCH_ROWS)
  const px = options.rows ? FOLLOWED_TURN_PX : TURN_PX
  const wheel = { type: 'mouseWheel', x, y, deltaX: 0, deltaY: -px } as const
  for (let turn = 0; turn < options.turns; turn++) {
    void cdp.send('Input.dispatchMouseEvent', wheel)
    await pause(16)
  }
  // The way of the last turn is smooth too.
  await pause(1000)
  const { moved, lost, ...seen } = await page.evaluate<Scrolled & { moved: number; lost: number }>(
    '(window.seen.over = true, window.seen)',
  )
  return { ...seen, ...(options.rows && lost === 0 && { jump: Math.abs(moved - px * options.turns) }) }
}

/** Each text is put into the empty field at once; to the first screenful of what it finds, and to all that is shown. */
export async function searching(probe: Probe, texts: readonly string[]): Promise<{ first: number; all: number }[]> {
  const { page, cdp } = probe
  const field = page.getByRole('main', { name: 'Search' }).getByRole('searchbox')
  const times: { first: number; all: number }[] = []
  for (const text of texts) {
    await field.fill('')
    await page.waitForFunction(`document.querySelectorAll('main [data-result]').length === 0`)
    await field.focus()
    await probe.rests()
    const found = `document.querySelectorAll('main section [data-result]').length > 0`
    // How many there are is said once all of them are drawn.
    const counted = `[...document.querySelectorAll('main [role="status"]')].some(({ textContent }) => textContent.includes(' result'))`
    const all = probe.painted('input', counted, async () => {})
    const first = probe.painted('input', found, async () => void (await cdp.send('Input.insertText', { text })))
    times.push({ first: await first, all: await all })
  }
  return times
}

/** Keys in the switcher, to the list that they lead to; and to the end of the task that does it, which waits for no frame. */
export async function switcherKeys(
  probe: Probe,
  words: readonly string[],
): Promise<{ painted: number[]; work: number[] }> {
  const { page } = probe
  const [painted, work]: [number[], number[]] = [[], []]
  await page.keyboard.press('Control+k')
  const field = page.getByRole('dialog').getByRole('combobox')
  await field.waitFor()
  await page.getByRole('option').first().waitFor()
  for (const word of words) {
    await field.fill('')
    for (const letter of word) {
      await probe.rests()
      await page.evaluate(`(() => {
        const text = () => document.querySelector('[role="dialog"] [role="listbox"]').textContent
        window.before = text()
        window.stood = undefined
        window.watching?.disconnect()
        window.watching = new MutationObserver(() => { if (text() !== window.before) window.stood ??= performance.now() })
        window.watching.observe(document.querySelector('[role="dialog"]'), { childList: true, subtree: true, characterData: true })
        addEventListener('keydown', ({ timeStamp }) => { window.pressed = timeStamp }, { capture: true, once: true })
      })()`)
      const ms = await probe.perhapsPainted('keydown', 'window.stood !== undefined', () => page.keyboard.press(letter))
      // A letter that narrows nothing draws nothing.
      if (ms === undefined) continue
      painted.push(ms)
      work.push(await page.evaluate('window.stood - window.pressed'))
    }
  }
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  return { painted, work }
}
