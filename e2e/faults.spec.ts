import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PASSWORD, type Person } from './support/person.ts'
import { expect, test } from './support/test.ts'
import { noise, WireUser } from './support/wire-user.ts'

test('[S24] when the leading tab freezes, the other takes over, and what the thawed one writes is refused', async ({
  world,
}) => {
  await world.person('bob')
  const browser = await world.openBrowser(undefined, ['--process-per-tab'])
  const ada = await world.at(browser, 'ada')
  await ada.startsChatWith('bob')
  const first = ada.page
  await first.addInitScript(recordWritesAfterThaw)
  await ada.quickens({ syncedMs: 2_500 })
  await ada.writes('from the first tab')
  await ada.sees('from the first tab', 'delivered')

  const second = await browser.context.newPage()
  await second.goto(first.url())
  ada.page = second
  await ada.sees('from the first tab', 'delivered')
  const [firstPid, secondPid] = [await browser.rendererOf(first), await browser.rendererOf(second)]
  expect(firstPid).not.toBe(secondPid)
  const term = await ada.term()
  // A page that freezes in a transaction holds the database against every tab, whatever anybody does.
  await first.evaluate(() => (window as Recording).recorded.quiet())
  process.kill(firstPid, 'SIGSTOP')
  try {
    await ada.writes('from the second tab')
    await ada.sees('from the second tab', 'delivered')
    expect(await ada.term()).toBe(term + 1)
  } finally {
    process.kill(firstPid, 'SIGCONT')
  }
  await expect.poll(() => first.evaluate(() => (window as Recording).recorded.tried)).toBeGreaterThan(0)
  expect(await first.evaluate(() => (window as Recording).recorded.written)).toBe(0)

  ada.page = first
  await ada.sees('from the second tab', 'delivered')
  await ada.writes('the first tab again')
  await ada.sees('the first tab again', 'delivered')
  expect(await ada.term()).toBe(term + 1)
})

test('[S15] five thousand messages that came while away are caught up with, progress is shown and the box takes what is typed meanwhile', async ({
  world,
}) => {
  const senders = await Promise.all(
    ['ben', 'cara', 'dan', 'eve', 'finn'].map((handle) => WireUser.signUp(world.server.direct, handle)),
  )
  const ada = await world.person('ada')
  // Somebody who says nothing: marks of what is read would add to what comes.
  await WireUser.signUp(world.server.direct, 'bob')
  await ada.startsChatWith('bob')
  const address = ada.page.url()
  await ada.page.close()
  await Promise.all(senders.map((sender) => sender.writesTo('ada', numbered(`${sender.handle} says`, 1000))))

  ada.page = await ada.context.newPage()
  await ada.page.addInitScript(recordProgress)
  await ada.page.goto(address)
  await expect(ada.chip).toHaveAccessibleName(/^Updating/)
  await ada.box.pressSequentially('typing while thousands come in', { delay: 20 })
  await expect(ada.box).toHaveValue('typing while thousands come in')
  for (const { handle } of senders) await expect(ada.row(handle)).toHaveAccessibleName(/1,000 unread/)
  const left = (await ada.page.evaluate(() => (window as Progress).progress)).map(Number)
  expect(left.length).toBeGreaterThan(1)
  expect(left).toEqual(left.toSorted((a, b) => b - a))
  for (const { handle } of senders) {
    expect(textsOf(await ada.kept(`dm:ada:${handle}`))).toEqual(numbered(`${handle} says`, 1000))
  }
})

test('[S5] the server is killed at ten random moments of two-way traffic, and every id is there once at both ends', async ({
  world,
}) => {
  const [ada, bob] = [await world.person('ada'), await world.person('bob')]
  await ada.startsChatWith('bob')
  await bob.startsChatWith('ada')
  let over = false
  const talk = async (person: Person) => {
    const texts: string[] = []
    while (!over) {
      for (let i = 0; i < 3; i++) {
        texts.push(`${person.handle} ${texts.length + 1}.`)
        await person.writes(texts.at(-1) as string)
      }
      await person.sees(texts.at(-1) as string, 'sent')
    }
    return texts
  }
  const talks = [talk(ada), talk(bob)]
  const moments = Array.from({ length: 10 }, () => 1 + Math.floor(Math.random() * 20))
  test.info().annotations.push({ type: 'killed after as many pieces of traffic', description: moments.join(' ') })
  for (const pieces of moments) {
    await world.proxy.passes(pieces)
    await world.server.kill()
    await world.server.start()
  }
  over = true
  const [fromAda, fromBob] = (await Promise.all(talks)) as [string[], string[]]
  await ada.sees(fromAda.at(-1) as string, 'delivered')
  await bob.sees(fromBob.at(-1) as string, 'delivered')

  const history = await (await WireUser.signIn(world.server.direct, 'ada')).history('dm:ada:bob')
  const told = history.flatMap((event) => (event.kind === 'message' ? [{ id: event.id, text: event.text }] : []))
  expect(new Set(told.map(({ id }) => id)).size).toBe(told.length)
  expect(textsOf(told).filter((text) => text.startsWith('ada'))).toEqual(fromAda)
  expect(textsOf(told).filter((text) => text.startsWith('bob'))).toEqual(fromBob)
  for (const person of [ada, bob]) await expect.poll(() => person.kept('dm:ada:bob')).toEqual(told)
})

test("[S13] the server's data is put back to an older copy: both browsers heal, nothing typed is lost or doubled", async ({
  world,
}) => {
  const ada = await world.person('ada')
  const bob = await world.person('bob')
  await ada.startsChatWith('bob')
  await ada.writes('before the copy')
  await ada.sees('before the copy', 'delivered')
  await bob.opens('Ada')
  await bob.sees('before the copy')
  await world.server.stop()
  const copy = world.server.backUp()
  await world.server.start()
  await ada.writes('ada, after the copy')
  await ada.sees('ada, after the copy', 'read')
  await bob.writes('bob, after the copy')
  await bob.sees('bob, after the copy', 'delivered')

  await world.server.stop()
  world.server.restore(copy)
  await ada.writes('ada, while it was down')
  await world.server.start()
  await ada.sees('ada, while it was down', 'delivered')
  const texts = ['before the copy', 'ada, after the copy', 'bob, after the copy', 'ada, while it was down']
  for (const text of texts) {
    await ada.sees(text)
    await bob.sees(text)
  }
  const witness = await WireUser.signIn(world.server.direct, 'bob')
  await expect
    .poll(async () =>
      (await witness.history('dm:ada:bob')).flatMap((event) => (event.kind === 'message' ? [event.text] : [])).sort(),
    )
    .toEqual([...texts].sort())
  await expect.poll(async () => await ada.kept('dm:ada:bob')).toEqual(await bob.kept('dm:ada:bob'))
})

test('[S30] put back to before an account: made again, it finds what this browser kept when its person says so', async ({
  world,
}) => {
  const bob = await world.person('bob')
  await world.server.stop()
  const copy = world.server.backUp()
  await world.server.start()
  const ada = await world.person('ada')
  await ada.startsChatWith('bob')
  await ada.writes('sent before')
  await ada.sees('sent before', 'delivered')
  world.proxy.set('cut')
  await ada.writes('only on this device')
  await ada.sees('only on this device', 'waiting to send')
  await world.server.stop()
  world.server.restore(copy)
  await world.server.start()
  world.proxy.set('none')

  await ada.page.getByRole('button', { name: 'Sign in again' }).click()
  await ada.page.getByRole('link', { name: 'Create account' }).click()
  const form = ada.page.getByRole('form', { name: 'Create account' })
  await expect(form.getByRole('textbox', { name: 'Username' })).toHaveValue('ada')
  await form.getByRole('textbox', { name: 'Name', exact: true }).fill('Ada')
  await form.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await form.getByRole('button', { name: 'Create account' }).click()
  const question = ada.page.getByRole('main', { name: 'Messages from before' })
  await expect(question).toBeVisible()
  await ada.page.reload()
  await expect(question).toBeVisible()
  await expect(ada.page.getByText('only on this device')).toHaveCount(0)
  await question.getByRole('button', { name: 'Keep and send' }).click()
  await ada.row('Bob').click()
  for (const text of ['sent before', 'only on this device']) await ada.sees(text, 'delivered')
  await bob.opens('Ada')
  for (const text of ['sent before', 'only on this device']) await bob.sees(text)
  await expect(bob.log.getByRole('article')).toHaveCount(2)
  await expect.poll(() => ada.kept('dm:ada:bob')).toEqual(await bob.kept('dm:ada:bob'))
})

test('[S6] when storage is full, every byte is still in the box after a reload', async ({ world }) => {
  await world.person('bob')
  const ada = await world.person('ada', { signedUp: false })
  // From the beginning: for half a minute Chromium goes by the room that there was.
  const grant = await ada.grantsStorage(2_500_000)
  await ada.signUp()
  await ada.startsChatWith('bob')
  await ada.writes('there is room yet')
  await ada.sees('there is room yet', 'sent')

  // Random messages, one after the other, until one does not go in any more.
  const isFull = ada.page.getByRole('form', { name: 'Message box' }).getByRole('alert')
  let unsent: string
  do {
    unsent = noise(16_000)
    await ada.box.fill(unsent)
    await ada.box.press('Enter')
    await expect.poll(async () => (await ada.box.inputValue()) === '' || (await isFull.isVisible())).toBe(true)
  } while (!(await isFull.isVisible()))
  await grant.nothingMore()
  await expect(isFull).toHaveText('This device is out of space. Your text is still in the box.')
  expect(await ada.box.inputValue()).toBe(unsent)
  // As much as can be pasted, of every kind of character, over the text that was refused.
  const text = `${noise(60_000)}\n${Array.from({ length: 20_000 }, anyCharacter).join('')}`
  await ada.box.fill(text)
  await ada.page.reload()
  await expect.poll(async () => (await ada.box.inputValue()) === text).toBe(true)
  world.proxy.set('cut')
  await ada.context.setOffline(true)
  await ada.page.reload()
  await expect.poll(async () => (await ada.box.inputValue()) === text).toBe(true)
  await ada.context.setOffline(false)
  world.proxy.set('none')

  const fits = noise(12_000)
  await ada.box.fill(fits)
  await ada.box.press('Enter')
  const alert = ada.page
    .getByRole('alert')
    .filter({ hasText: 'This device is out of space. Your text is still in the box' })
  await expect(alert).toBeVisible()
  await expect(ada.box).toHaveValue(fits)
  const address = ada.page.url()
  await ada.page.getByRole('form', { name: 'Message box' }).getByRole('button', { name: 'Manage storage' }).click()
  await expect(ada.page.getByRole('meter', { name: 'Storage used' })).toBeVisible()
  await ada.page.goto(address)
  await expect(ada.box).toHaveValue(fits)
  await ada.box.press('Enter')
  await expect(alert).toBeVisible()
  await expect(ada.box).toHaveValue(fits)

  await grant.all()
  await ada.page.getByRole('button', { name: 'Try again' }).click()
  await expect(ada.box).toHaveValue('')
  await ada.sees(fits.slice(0, 100), 'sent')
})

test('when storage is cleared under the open app, the box keeps its text and the messages come back', async ({
  world,
}) => {
  await world.person('bob')
  const ada = await world.person('ada')
  await ada.startsChatWith('bob')
  await ada.writes('on the server')
  await ada.sees('on the server', 'sent')
  const second = world.on(await ada.context.newPage(), 'ada')
  await second.page.goto(ada.page.url())
  await second.sees('on the server')
  await ada.box.fill('half a sentence')
  await ada.clearsStorage('indexeddb')
  // One of the tabs makes the database anew, whichever speaks with the server.
  for (const { page } of [ada, second]) {
    await expect(page.getByText(/removed the messages kept on this device/).first()).toBeVisible()
  }
  await second.sees('on the server')
  await second.page.close()
  await expect(ada.box).toHaveValue('half a sentence')
  await ada.sees('on the server')
  await ada.box.press('Enter')
  await ada.sees('half a sentence', 'sent')
})

test('a disk that cannot be read for a while breaks no screen: what was shown stays, and what was asked for comes', async ({
  world,
}) => {
  const bob = await WireUser.signUp(world.server.direct, 'bob', 'Bob')
  const ada = await world.person('ada')
  await bob.writesTo('ada', ['all hands'])
  await expect(ada.row('Bob')).toBeVisible()
  await ada.page.evaluate(() => {
    const [store, index] = [IDBObjectStore.prototype, IDBIndex.prototype].map(Object.getOwnPropertyDescriptors)
    Object.assign(window, { store, index })
    for (const { prototype } of [IDBObjectStore, IDBIndex]) {
      prototype.get =
        prototype.getAll =
        prototype.openCursor =
          () => {
            throw new DOMException('not now', 'UnknownError')
          }
    }
  })
  await ada.row('Bob').click()
  await bob.writesTo('ada', ['on deck'])
  await expect(ada.page.getByRole('alert').filter({ hasText: "can't be opened now" })).toBeVisible()
  await expect(ada.row('Bob')).toBeVisible()
  await expect(ada.page.getByText('This part broke')).toHaveCount(0)
  await ada.page.evaluate(() => {
    const { store, index } = window as unknown as Record<string, PropertyDescriptorMap>
    Object.defineProperties(IDBObjectStore.prototype, store as PropertyDescriptorMap)
    Object.defineProperties(IDBIndex.prototype, index as PropertyDescriptorMap)
  })
  for (const text of ['all hands', 'on deck']) await ada.sees(text)
  await expect(ada.page.getByText("can't be opened now")).toHaveCount(0)
})

test('[S27] a profile that lost its newest writes heals, and keeps what is typed before it has', async ({ world }) => {
  const bob = await world.person('bob')
  const { person: ada, browser } = await world.personWithBrowser('ada')
  await ada.startsChatWith('bob')
  for (const text of ['number one', 'number two', 'number three']) {
    await ada.writes(text)
    await ada.sees(text, 'delivered')
  }
  const address = ada.page.url()
  await browser.kill()
  zeroFrom('number two', leveldb(browser.profile, world.url))
  world.proxy.set('cut')
  await browser.start()
  ada.page = await browser.page()
  await ada.page.goto(address)
  await ada.sees('number one')
  expect(textsOf(await ada.kept('dm:ada:bob'))).toEqual(['number one'])
  await ada.writes('behind the damage')
  await ada.sees('behind the damage', 'waiting to send')
  await browser.kill()
  await browser.start()
  ada.page = await browser.page()
  await ada.page.goto(address)
  await ada.sees('behind the damage', 'waiting to send')

  world.proxy.set('none')
  for (const text of ['number one', 'number two', 'number three']) await ada.sees(text)
  await ada.sees('behind the damage', 'delivered')
  await bob.opens('Ada')
  await bob.sees('behind the damage')
  await expect(bob.log.getByRole('article')).toHaveCount(4)
  await expect.poll(() => ada.kept('dm:ada:bob')).toEqual(await bob.kept('dm:ada:bob'))
})

test('a damaged database is noticed, said, and filled again from the server', async ({ world }) => {
  await world.person('bob')
  const { person: ada, browser } = await world.personWithBrowser('ada')
  await ada.startsChatWith('bob')
  await ada.writes('safe on the server')
  await ada.sees('safe on the server', 'sent')
  const address = ada.page.url()
  await browser.kill()
  for (const file of leveldb(browser.profile, world.url).filter((name) => /MANIFEST|CURRENT/.test(name)))
    writeFileSync(file, noise(200))
  world.proxy.set('cut')
  await browser.start()
  ada.page = await browser.page()
  await ada.page.goto(address)
  await expect(ada.page.getByText(/removed the messages kept on this device/).first()).toBeVisible()
  expect(await ada.kept('dm:ada:bob')).toEqual([])

  world.proxy.set('none')
  await ada.sees('safe on the server')
  await ada.writes('and on we go')
  await ada.sees('and on we go', 'sent')
})

test('[S23] a profile copied to a second browser: what is typed in either arrives once', async ({ world }) => {
  const bob = await world.person('bob')
  const { person: ada, browser } = await world.personWithBrowser('ada')
  await ada.startsChatWith('bob')
  await ada.writes('before the copy')
  await ada.sees('before the copy', 'delivered')
  const address = ada.page.url()
  await world.server.kill()
  await ada.writes('waiting in both')
  await ada.sees('waiting in both', 'waiting to send')
  await browser.kill()
  const copy = browser.copyProfile()
  await world.server.start()

  await browser.start()
  ada.page = await browser.page()
  await ada.page.goto(address)
  await ada.sees('waiting in both', 'delivered')
  const second = await world.openBrowser(copy)
  const twin = world.on(await second.page(), 'ada')
  await twin.page.goto(address)
  await twin.sees('waiting in both', 'delivered')
  await ada.writes('from the first')
  await twin.writes('from the copy')
  const texts = ['before the copy', 'waiting in both', 'from the first', 'from the copy']
  for (const person of [ada, twin]) for (const text of texts) await person.sees(text, 'delivered')
  await bob.opens('Ada')
  for (const text of texts) await bob.sees(text)
  await expect(bob.log.getByRole('article')).toHaveCount(4)
  for (const person of [ada, twin])
    await expect.poll(() => person.kept('dm:ada:bob')).toEqual(await bob.kept('dm:ada:bob'))
})

test('a newer version of the database in another tab closes the old one for good, and its box keeps its text', async ({
  world,
}) => {
  await world.person('bob')
  const ada = await world.person('ada')
  await ada.startsChatWith('bob')
  await ada.writes('under the old version')
  await ada.sees('under the old version', 'sent')
  await ada.box.fill('not sent yet')
  await ada.meetsNewerDatabase()
  await expect(ada.page.getByText('Updated in another tab').first()).toBeVisible()
  await expect(ada.box).toHaveValue('not sent yet')
  await ada.box.press('Enter')
  await expect(ada.box).toHaveValue('not sent yet')
  // Also where there is room for one thing alone, and none of it can be read.
  await ada.page.setViewportSize({ width: 360, height: 800 })
  await ada.page.reload()
  const notOpened = ada.page.getByRole('main', { name: 'Not opened' })
  await expect(notOpened.getByRole('heading', { name: 'Updated in another tab.' })).toBeVisible()
  await expect(notOpened.getByRole('button', { name: 'Reload' })).toBeVisible()
})

test('a new version of the app waits, and what is in the box is there after it came', async ({ world }) => {
  await world.person('bob')
  const ada = await world.person('ada')
  await ada.startsChatWith('bob')
  await ada.isInstalled()
  await ada.box.fill('in the middle of a sentence')
  await world.server.deployNewVersion()
  await ada.page.evaluate(async () => {
    await (await navigator.serviceWorker.ready).update()
  })
  const reload = ada.page.getByText('A new version is ready')
  await expect(reload).toBeVisible()
  await expect(ada.box).toHaveValue('in the middle of a sentence')
  await ada.page.getByRole('button', { name: 'Reload' }).click()
  await expect(reload).toHaveCount(0)
  await expect(ada.box).toHaveValue('in the middle of a sentence')
})

test('signed out from another device, unsent messages stay, and go after signing in again', async ({ world }) => {
  const bob = await world.person('bob')
  const ada = await world.person('ada')
  await ada.startsChatWith('bob')
  await ada.writes('while signed in')
  await ada.sees('while signed in', 'delivered')
  world.proxy.set('cut')
  await ada.writes('unsent when it happened')
  await ada.sees('unsent when it happened', 'waiting to send')
  const elsewhere = await WireUser.signIn(world.server.direct, 'ada')
  const { devices } = await elsewhere.call<{ devices: { id: string; name: string }[] }>('GET', '/api/devices')
  const own = await ada.deviceId()
  expect(devices.map(({ id }) => id)).toContain(own)
  await elsewhere.call('DELETE', `/api/devices/${own}`)

  world.proxy.set('none')
  const alert = ada.page.getByRole('alert').filter({ hasText: 'signed out from another device' })
  await expect(alert).toContainText("1 message isn't sent")
  await ada.sees('unsent when it happened', 'paused')
  await ada.sees('while signed in')
  await alert.getByRole('button', { name: 'Sign in again' }).click()
  await ada.entersPassword()
  await ada.row('Bob').click()
  await ada.sees('unsent when it happened', 'delivered')
  await bob.opens('Ada')
  await bob.sees('unsent when it happened')
  await expect(bob.log.getByRole('article')).toHaveCount(2)
})

test('another account on the same browser sees nothing of the first', async ({ world }) => {
  await world.person('bob')
  const ada = await world.person('ada')
  await ada.startsChatWith('bob')
  await ada.writes('for ada and bob alone')
  await ada.sees('for ada and bob alone', 'sent')
  // Cut off in the middle, she is signed out all the same.
  world.proxy.set('swallow')
  await ada.page.getByRole('button', { name: 'Account' }).click()
  await ada.page.getByRole('menuitem', { name: 'Sign out' }).click()
  const question = ada.page.getByRole('alertdialog', { name: 'Sign out?' })
  await question.getByRole('button', { name: 'Sign out' }).click()
  await expect(question.getByRole('button', { name: 'Signing out…' })).toBeVisible()
  await ada.page.reload()
  await expect(ada.page.getByRole('form', { name: 'Sign in' })).toBeVisible()
  world.proxy.set('none')
  world.proxy.breakAll()
  const carol = world.on(ada.page, 'carol')
  await carol.signUp()
  await expect(carol.page.getByText('No conversations yet')).toBeVisible()
  await expect(carol.page.getByText('for ada and bob alone')).toHaveCount(0)
  const databases = await carol.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))
  expect(databases.filter((name) => name?.startsWith('tidemark:'))).toHaveLength(1)
})

/** Any but those that no text holds: halves of pairs, and returns, which a box makes new lines of. */
function anyCharacter(): string {
  const point = 0x20 + Math.floor(Math.random() * (0x10ffff - 0x20))
  return point >= 0xd800 && point <= 0xdfff ? ' ' : String.fromCodePoint(point)
}

const numbered = (text: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${text} ${i + 1}`)
const textsOf = (messages: readonly { text?: string | undefined }[]): string[] => messages.map(({ text }) => text ?? '')

type Progress = Window & typeof globalThis & { progress: string[] }

/** Runs in the page: how many messages were still to come, each time that the screen said so. */
function recordProgress(): void {
  const { progress } = Object.assign(window, { progress: [] as string[] })
  new MutationObserver(() => {
    for (const button of document.querySelectorAll('button')) {
      const count = /^Updating, ([\d,]+) messages/.exec(button.textContent ?? '')?.[1]?.replaceAll(',', '')
      if (count && progress.at(-1) !== count) progress.push(count)
    }
  }).observe(document, { subtree: true, childList: true, characterData: true })
}

interface Recorded {
  /** transactions that could write the device's row and came to their end, and writes in them, since the thaw */
  tried: number
  written: number
  /** resolves when no transaction is open, and none was for a while */
  quiet(): Promise<void>
}
type Recording = Window & typeof globalThis & { recorded: Recorded }

/**
 * Runs in the page. That its lock was stolen is told to it only when it has tried to write: whoever thaws may well do
 * that first, and then only the term holds it back.
 */
function recordWritesAfterThaw(): void {
  let [seen, thawed] = [performance.now(), false]
  const isThawed = () => {
    const now = performance.now()
    thawed ||= now - seen > 2_000
    seen = now
    return thawed
  }
  setInterval(isThawed, 50)

  let tellOfTheft = () => {}
  const hasTried = new Promise<void>((resolve) => {
    tellOfTheft = resolve
  })
  let [open, ended] = [0, 0]
  const recorded: Recorded = {
    tried: 0,
    written: 0,
    quiet: () =>
      new Promise((resolve) => {
        const timer = setInterval(() => {
          if (open > 0 || performance.now() - ended < 200) return
          clearInterval(timer)
          resolve()
        }, 10)
      }),
  }
  Object.assign(window, { recorded })

  const { transaction } = IDBDatabase.prototype
  IDBDatabase.prototype.transaction = function (...args) {
    const made = transaction.apply(this, args)
    const isLate = made.mode === 'readwrite' && made.objectStoreNames.contains('device') && isThawed()
    open += 1
    const end = () => {
      open -= 1
      ended = performance.now()
      if (!isLate) return
      recorded.tried += 1
      tellOfTheft()
    }
    made.addEventListener('complete', end)
    made.addEventListener('abort', end)
    return made
  }
  const { put } = IDBObjectStore.prototype
  IDBObjectStore.prototype.put = function (...args) {
    if (isThawed() && this.transaction.objectStoreNames.contains('device')) recorded.written += 1
    return put.apply(this, args)
  }
  const { request } = LockManager.prototype
  LockManager.prototype.request = async function (this: LockManager, ...args: unknown[]) {
    try {
      return await Reflect.apply(request, this, args)
    } catch (error) {
      if (isThawed()) await hasTried
      throw error
    }
  } as typeof request
}

/** Files of the origin's IndexedDB in a profile. */
function leveldb(profile: string, url: string): string[] {
  const { protocol, hostname, port } = new URL(url)
  const origin = `${protocol.slice(0, -1)}_${hostname}_${port}`
  const directory = join(profile, 'Default', 'IndexedDB', `${origin}.indexeddb.leveldb`)
  return readdirSync(directory).map((name) => join(directory, name))
}

/** As if the power had gone before this text was on the disk: the file is as long as it was, and ends in zeros. */
function zeroFrom(text: string, files: readonly string[]): void {
  for (const log of files.filter((file) => file.endsWith('.log'))) {
    const bytes = readFileSync(log)
    const at = bytes.indexOf(text)
    if (at >= 0) return writeFileSync(log, bytes.fill(0, recordAt(bytes, at)))
  }
  throw new Error(`no log has '${text}'`)
}

/** Where LevelDB's record begins that holds this byte: one of its first fragment, in blocks of 32 KiB. */
function recordAt(log: Buffer, at: number): number {
  let record = 0
  for (let next = 0; next <= at; ) {
    const left = BLOCK - (next % BLOCK)
    if (left < HEADER) {
      next += left
      continue
    }
    const type = log.readUInt8(next + 6)
    if (type === WHOLE || type === FIRST) record = next
    next += HEADER + log.readUInt16LE(next + 4)
  }
  return record
}

const BLOCK = 32 * 1024
/** checksum, length, type */
const HEADER = 7
const WHOLE = 1
const FIRST = 2
