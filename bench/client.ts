/**
 * The app in a real Chromium against its budgets: how it starts with no server there, how it answers, scrolls, searches
 * and catches up, what it holds in memory. Beside what it weighs.
 *
 * `npm run bench:client [-- --rounds 5] [--only start --only long]`: groups are start, answers, memory, long.
 * What is not measured keeps its last figures.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import type { Page } from '@playwright/test'
import { AppServer } from '../e2e/support/app-server.ts'
import { RealBrowser } from '../e2e/support/browser.ts'
import { Person } from '../e2e/support/person.ts'
import { WireUser } from '../e2e/support/wire-user.ts'
import { lengthen, meet, vocabulary } from './long-history.ts'
import {
  catchUp,
  coldStart,
  enterToBubble,
  heap,
  holds,
  median,
  Probe,
  pause,
  quantile,
  scrolling,
  searching,
  switcherKeys,
  switching,
  typing,
} from './screens.ts'

const GROUPS = ['start', 'answers', 'memory', 'long'] as const
type Group = (typeof GROUPS)[number]

const { values: args } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', multiple: true, default: [...GROUPS] },
    write: { type: 'string' },
    json: { type: 'string' },
  },
})
const rounds = Number(args.rounds)
const isWanted = (group: Group) => args.only.includes(group)
const SENDERS = 20
const EACH = 1000
const MISSED = 10
const LONG = 100_000
const NEIGHBOURS = 200
/** Long enough for the browser to have done what it does once a page stands. */
const DAY_MS = 4000
const FRIENDS = Array.from({ length: SENDERS }, (_, n) => `friend${n}`)
const LAST = FRIENDS.at(-1)
const words = vocabulary()
/** In a few messages or in nearly all, one or several, a beginning, a number, narrowed. */
const SOUGHT = [
  'ba',
  'b',
  'message',
  'ba ke',
  'message 9',
  '77777',
  words.at(-1) ?? '',
  words[40] ?? '',
  'from:friend19 ke',
  'in:friend19 tur',
]
const CALLED = ['bak', 'lo mi', 'gro', 'zach']

interface Figure {
  group: Group
  what: string
  unit: 'ms' | 'MB' | 'frames' | 'tasks' | 'nodes' | 'px' | ''
  /** as it is, and with the CPU slowed four times */
  budget: readonly number[]
  here: readonly number[]
  /** all that were measured */
  each?: readonly (readonly number[])[]
}

const count = (number: number) => number.toLocaleString('en')
const before = args.json && existsSync(args.json) ? JSON.parse(readFileSync(args.json, 'utf8')) : {}
const kept: Figure[] = before.figures ?? []
const figures: Figure[] = []
const say = (what: string) => console.error(`${(performance.now() / 1000).toFixed(0)} s: ${what}`)
const note = (group: Group, unit: Figure['unit'], what: string, rest: Pick<Figure, 'budget' | 'here' | 'each'>) =>
  figures.push({ group, unit, what, ...rest })

const server = await AppServer.start({ env: { RATE_OPS_PER_SECOND: '100000', RATE_OPS_BURST: '100000' } })
const browser = await RealBrowser.open({ prepare: async () => {} })
try {
  const ada = await new Person({ handle: 'ada', url: server.url, page: await browser.page() }).signUp()
  const address = `${server.url}/c/dm:ada:${LAST}`
  await fillFromServer(ada)
  await server.kill()
  // As on any day but the first two: by then the browser keeps the app's code as it was compiled, which it does once it
  // has met it twice and has had a moment to itself.
  for (let day = 0; day < 3; day++) {
    await browser.restart()
    await open(address, `Message ${EACH}:`)
    await pause(DAY_MS)
  }

  const measures = { start: measureStart, answers: measureAnswers, memory: measureMemory, long: measureLong }
  for (const group of GROUPS.filter(isWanted)) {
    say(group)
    await measures[group](address)
  }
} finally {
  await browser.dispose()
  await server.dispose()
}

/** Twenty conversations of a thousand messages; half of them missed while the device had no network. */
async function fillFromServer(ada: Person): Promise<void> {
  const text = (n: number) => `Message ${n}: the ferry is at seven forty, and the tarp is behind the blue shed`
  const texts = Array.from({ length: EACH }, (_, n) => text(n + 1))
  const fill = async (friends: readonly string[]) => {
    for (const friend of friends) await (await WireUser.signUp(server.direct, friend)).writesTo('ada', texts)
  }
  say(`${count(SENDERS * EACH)} messages`)
  // The first snapshot is here: what comes from now on is caught up with, one message after the other.
  await ada.page.getByText('No conversations yet').waitFor()
  await ada.context.setOffline(true)
  await ada.page.getByRole('button', { name: /^Offline/ }).waitFor()
  await fill(FRIENDS.slice(0, MISSED))
  const probe = await Probe.on(ada.page, 1)
  say('catch-up')
  const { ms, longest } = await catchUp(probe, MISSED * EACH)
  if (isWanted('start')) {
    note('start', 'ms', `catch-up of ${count(MISSED * EACH)} missed messages, onto the disk`, {
      budget: [5000],
      here: [ms],
    })
    note('start', 'ms', 'the longest task meanwhile', { budget: [100], here: [longest] })
  }
  await fill(FRIENDS.slice(MISSED))
  await holds(probe, SENDERS * EACH)
  await ada.page.goto(`${server.url}/c/dm:ada:${LAST}`)
  await ada.page.getByRole('log').getByRole('article').first().waitFor()
  await probe.rests()
  await ada.page.getByRole('button', { name: /^Jump to latest/ }).click()
  await ada.message(`Message ${EACH}:`).waitFor()
  // What is read is remembered: from now on it opens at its end.
  await ada
    .row(`${LAST}`)
    .and(ada.page.getByRole('link', { name: /^(?!.*unread)/ }))
    .waitFor()
}

async function measureStart(address: string): Promise<void> {
  const each: number[][] = []
  for (const rate of [1, 4]) {
    const times: number[] = []
    for (let round = 0; round < rounds; round++)
      times.push(await coldStart(browser, { address, message: `Message ${EACH}:`, rate }))
    each.push(times)
  }
  const what = `offline cold start, ${count(SENDERS * EACH)} messages kept: the newest painted, the box typable`
  note('start', 'ms', what, { budget: [600, 1500], here: each.map(median), each })
}

async function current(): Promise<Page> {
  return browser.context.pages()[0] ?? (await browser.page())
}

/** As it is, and with the CPU slowed. */
async function both<T>(measure: (probe: Probe) => Promise<T>): Promise<[T, T]> {
  const page = await current()
  const asIs = await measure(await Probe.on(page, 1))
  const slowed = await measure(await Probe.on(page, 4))
  await Probe.on(page, 1)
  return [asIs, slowed]
}

/** @param message the newest, where that is known */
async function open(address: string, message = ''): Promise<Probe> {
  const page = await current()
  await page.goto(address)
  await page
    .getByRole('log')
    .getByRole('article', { name: new RegExp(message) })
    .first()
    .waitFor()
  return await Probe.on(page, 1)
}

async function measureAnswers(address: string): Promise<void> {
  // Once around: what is kept is the conversation, not the first look at it.
  await switching(await open(address, `Message ${EACH}:`), FRIENDS)
  const switched = await both((probe) => switching(probe, FRIENDS))
  note('answers', 'ms', 'another conversation: its messages painted', {
    budget: [50, 120],
    here: switched.map(median),
    each: switched,
  })
  // Not where the newest message is waited for by others.
  await open(`${server.url}/c/dm:ada:${FRIENDS[0]}`)
  const sent = await both(enterToBubble)
  note('answers', 'ms', 'Enter: the bubble painted', { budget: [50, 100], here: sent.map(median), each: sent })
  const typed = await both(typing)
  note('answers', 'ms', 'typing: a key, to what it draws (p75)', {
    budget: [100, 200],
    here: typed.map(({ keys }) => quantile(keys, 0.75)),
  })
  note('answers', 'tasks', 'typing: tasks over 50 ms', { budget: [0], here: typed.map(({ longTasks }) => longTasks) })
}

async function measureMemory(address: string): Promise<void> {
  const { after, growth } = await heap(await open(address), FRIENDS)
  note('memory', 'MB', 'heap after 20 conversations', { budget: [60], here: [after] })
  note('memory', 'MB', 'heap grown over 200 switches', { budget: [5], here: [growth] })
}

async function measureLong(address: string): Promise<void> {
  const { page } = await open(address)
  say('a hundred thousand messages')
  await meet(page, `dm:ada:${FRIENDS[0]}`, NEIGHBOURS)
  await lengthen(page, `dm:ada:${LAST}`, LONG)
  await open(address, `Message ${LONG}:`)

  await page.goto(`${server.url}/search`)
  await page.getByText(/^Search is still getting ready/).waitFor()
  await page.getByText(/^Search is still getting ready/).waitFor({ state: 'hidden', timeout: 240_000 })
  say(`${count(LONG)} messages came into the index`)
  const found = await both((probe) => searching(probe, SOUGHT))
  const first = found.map((times) => times.map(({ first }) => first))
  const all = found.map((times) => times.map(({ all }) => all))
  const limits = { budget: [100, 250], each: first }
  note('long', 'ms', `search in ${count(LONG)} messages: first results`, { ...limits, here: first.map(median) })
  note('long', 'ms', `the slowest of ${SOUGHT.length} searches`, {
    ...limits,
    here: first.map((times) => Math.max(...times)),
  })
  note('long', 'ms', 'all results that are shown, with their count', { budget: [], here: all.map(median), each: all })
  const keys = await both((probe) => switcherKeys(probe, CALLED))
  const work = keys.map(({ work }) => work)
  const painted = keys.map(({ painted }) => painted)
  note('long', 'ms', `a key in the switcher, ${NEIGHBOURS + SENDERS} conversations: the list stands`, {
    budget: [16, 50],
    here: work.map(median),
    each: work,
  })
  note('long', 'ms', 'and is painted, with the wait for a frame', {
    budget: [],
    here: painted.map(median),
    each: painted,
  })

  /** As it stands once it was said that the server is away, which takes room above the list. */
  async function openLong(): Promise<void> {
    const { page } = await open(address, `Message ${LONG}:`)
    await page
      .getByRole('button', { name: /^Can't reach/ })
      .first()
      .waitFor()
  }
  const scrolled: Awaited<ReturnType<typeof scrolling>>[] = []
  for (const rate of [1, 4]) {
    await openLong()
    scrolled.push(await scrolling(await Probe.on(page, rate), { turns: 250 }))
  }
  const of = <T>(tell: (seen: (typeof scrolled)[number]) => T) => scrolled.map(tell)
  note('long', 'ms', `scrolling ${count(LONG)} messages: a frame (p95)`, {
    budget: [18, 34],
    here: of(({ frames }) => quantile(frames, 0.95)),
  })
  note('long', 'frames', 'frames over 50 ms', {
    budget: [0],
    here: of(({ frames }) => frames.filter((ms) => ms > 50).length),
  })
  note('long', '', 'layout shift meanwhile', { budget: [0.01, 0.01], here: of(({ shift }) => shift) })
  note('long', 'nodes', 'DOM nodes, at most', { budget: [1500, 1500], here: of(({ nodes }) => nodes) })
  await openLong()
  const { jump } = await scrolling(await Probe.on(page, 1), { turns: 250, rows: true })
  // Unknown is not none.
  note('long', 'px', 'rows moved by what came in above them', { budget: [0], here: jump === undefined ? [] : [jump] })
}

const all = GROUPS.flatMap((group) => (isWanted(group) ? figures : kept).filter((figure) => figure.group === group))
const shown = (value: number, unit: Figure['unit']): string =>
  unit === '' ? value.toFixed(3) : `${unit === 'MB' ? value.toFixed(1) : count(Math.round(value))} ${unit}`
const cell = ({ budget, here, unit }: Figure, at: 0 | 1): string => {
  const [value, most] = [here[at], budget[at]]
  if (value === undefined) return ''
  if (most === undefined) return shown(value, unit)
  return `${value <= most ? '' : '**over** '}${shown(value, unit)} of ${shown(most, unit)}`
}

const sizes = execFileSync('node', ['--import', 'tsx', 'scripts/check-size.ts'], { encoding: 'utf8' }).trimEnd()
const table = [
  `${cpus().length} × ${cpus()[0]?.model.trim()}, Chromium headless. Medians where nothing else is said; each cold start is a browser process of its own.`,
  '',
  '| what | as it is | CPU slowed 4 × |',
  '| --- | --- | --- |',
  ...all.map((figure) => `| ${figure.what} | ${cell(figure, 0)} | ${cell(figure, 1)} |`),
  '',
  '```',
  sizes,
  '```',
  '',
].join('\n')
console.log(table)
if (args.write) writeFileSync(args.write, `# The app in the browser\n\nMade by \`npm run bench:client\`.\n\n${table}`)
if (args.json) writeFileSync(args.json, `${JSON.stringify({ figures: all }, null, 1)}\n`)
