import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './support/test.ts'
import { noise, WireUser } from './support/wire-user.ts'

test('[S24] when the leading tab freezes, the other takes over, and what the thawed one writes is refused', async ({
  world,
}) => {
  await world.person('bob')
  const browser = await world.openBrowser(undefined, ['--process-per-tab', '--disable-features=site-per-process-reuse'])
  const ada = await world.at(browser, 'ada')
  await ada.startsChatWith('bob')
  await ada.writes('from the first tab')
  await ada.sees('from the first tab', 'delivered')

  const before = await browser.renderers()
  const [first, second] = [ada.page, await browser.newProcessPage()]
  await second.goto(first.url())
  ada.page = second
  await ada.sees('from the first tab', 'delivered')
  const after = await browser.renderers()
  const firstPid = await browser.rendererOf(first)
  const secondPid = await browser.rendererOf(second)
  expect(firstPid).not.toBe(secondPid)
  expect(before).toContain(firstPid)
  expect(after).toContain(secondPid)

  process.kill(firstPid, 'SIGSTOP')
  try {
    await ada.writes('from the second tab')
    await ada.sees('from the second tab', 'delivered')
  } finally {
    process.kill(firstPid, 'SIGCONT')
  }
  const term = await ada.term()
  ada.page = first
  await ada.sees('from the second tab', 'delivered')
  await ada.writes('the first tab again')
  await ada.sees('the first tab again', 'delivered')
  expect(await ada.term()).toBe(term)
})

test('[S15] five thousand messages that came while away are caught up with, progress is shown and typing never waits', async ({
  world,
}) => {
  const ada = await world.person('ada')
  await ada.isInstalled()
  await ada.page.close()
  const senders = await Promise.all(
    ['ben', 'cara', 'dan', 'eve', 'finn'].map((handle) => WireUser.signUp(world.server.direct, handle)),
  )
  await Promise.all(senders.map((sender) => sender.writesTo('ada', numbered(`${sender.handle} says`, 1000))))

  ada.page = await ada.context.newPage()
  await ada.page.goto(world.url)
  await ada.page.evaluate(() => {
    const seen: string[] = []
    Object.assign(window, { seenChips: seen })
    new MutationObserver(() => {
      for (const button of document.querySelectorAll('button')) {
        const name = button.getAttribute('aria-label') ?? button.textContent ?? ''
        if (name.startsWith('Updating') && seen.at(-1) !== name) seen.push(name)
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true })
  })
  await ada.startsChatWith('somebody')
  const longest = await ada.longestTaskWhile(async () => {
    await ada.box.pressSequentially('typing while thousands come in', { delay: 20 })
    await expect(ada.box).toHaveValue('typing while thousands come in')
    for (const { handle } of senders)
      await expect(ada.row(handle)).toHaveAccessibleName(/99\+ unread|1000 unread/, { timeout: 60_000 })
  })
  expect(longest).toBeLessThan(1_000)
  for (const { handle } of senders) {
    await ada.opens(handle)
    await ada.sees(`${handle} says 1000`)
  }
})

test('[S5] the server is killed at ten random moments of two-way traffic, and every id is there once at both ends', async ({
  world,
}) => {
  const ada = await world.person('ada')
  const bob = await world.person('bob')
  await ada.startsChatWith('bob')
  await bob.startsChatWith('ada')
  const rounds = 10
  for (let round = 1; round <= rounds; round++) {
    await ada.writes(`ada ${round} a`)
    await bob.writes(`bob ${round} a`)
    const killing = world.server.kill()
    await ada.writes(`ada ${round} b`)
    await bob.writes(`bob ${round} b`)
    await killing
    await world.server.start()
    await ada.writes(`ada ${round} c`)
    await bob.writes(`bob ${round} c`)
  }
  const all = (who: string) =>
    Array.from({ length: rounds }, (_, i) => ['a', 'b', 'c'].map((part) => `${who} ${i + 1} ${part}`)).flat()
  for (const text of [...all('ada').slice(-3), ...all('bob').slice(-3)]) {
    await ada.sees(text)
    await bob.sees(text)
  }
  await ada.sees(`ada ${rounds} c`, 'delivered')
  await bob.sees(`bob ${rounds} c`, 'delivered')

  const kept = [await ada.kept('dm:ada:bob'), await bob.kept('dm:ada:bob')]
  expect(kept[0]).toEqual(kept[1])
  const witness = (await (await WireUser.signIn(world.server.direct, 'ada')).history('dm:ada:bob')).flatMap((event) =>
    event.kind === 'message' ? [event.text as string] : [],
  )
  expect(witness.filter((text) => text.startsWith('ada'))).toEqual(all('ada'))
  expect(witness.filter((text) => text.startsWith('bob'))).toEqual(all('bob'))
  expect(kept[0]).toEqual(witness)
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

test('[S6] when storage is full, every byte is still in the box after a reload', async ({ world }) => {
  await world.person('bob')
  const ada = await world.person('ada')
  await ada.startsChatWith('bob')
  await ada.writes('there is room yet')
  await ada.sees('there is room yet', 'sent')
  const limit = await ada.limitsStorageTo(200_000)
  const text = noise(limit)
  await ada.box.fill(text)
  await expect(ada.page.getByText(/out of space|Too long/).first()).toBeVisible()
  await ada.page.reload()
  await expect(ada.box).toHaveValue(text)

  const fits = noise(12_000)
  // Chromium goes by the room that there was for half a minute longer.
  await expect(async () => {
    await ada.box.fill(fits)
    await ada.box.press('Enter')
    const said = ada.page.getByText('This device is out of space. Your text is still in the box').first()
    await expect(said).toBeVisible({ timeout: 2_000 })
  }).toPass({ timeout: 60_000 })
  await expect(ada.box).toHaveValue(fits)
  await ada.page.reload()
  await expect(ada.box).toHaveValue(fits)
})

test('when storage is cleared under the open app, the box keeps its text and the messages come back', async ({
  world,
}) => {
  await world.person('bob')
  const ada = await world.person('ada')
  await ada.startsChatWith('bob')
  await ada.writes('on the server')
  await ada.sees('on the server', 'sent')
  await ada.box.fill('half a sentence')
  await ada.clearsStorage('indexeddb')
  await expect(ada.page.getByText(/removed the messages kept on this device/).first()).toBeVisible()
  await expect(ada.box).toHaveValue('half a sentence')
  await ada.sees('on the server')
  await ada.box.press('Enter')
  await ada.sees('half a sentence', 'sent')
})

test('[S27] a profile that lost its newest writes heals', async ({ world }) => {
  const bob = await world.person('bob')
  const { person: ada, browser } = await world.personWithBrowser('ada')
  await ada.startsChatWith('bob')
  for (const text of ['one', 'two', 'three']) {
    await ada.writes(`number ${text}`)
    await ada.sees(`number ${text}`, 'delivered')
  }
  const address = ada.page.url()
  await browser.kill()
  for (const log of leveldb(browser.profile, world.url).filter((file) => file.endsWith('.log'))) {
    const { length } = readFileSync(log)
    truncateSync(log, Math.floor(length / 2))
  }
  await browser.start()
  ada.page = await browser.page()
  await ada.page.goto(address)
  await ada.opensAfterDamage()
  await ada.page.goto(address)
  for (const text of ['one', 'two', 'three']) await ada.sees(`number ${text}`)
  await ada.writes('after the damage')
  await ada.sees('after the damage', 'delivered')
  await bob.opens('Ada')
  await bob.sees('after the damage')
  await expect(bob.log.getByRole('article')).toHaveCount(4)
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
  await browser.start()
  ada.page = await browser.page()
  await ada.page.goto(address)
  await ada.opensAfterDamage()
  await ada.page.goto(address)
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
  await twin.sees('waiting in both')
  await twin.writes('from the copy')
  await twin.sees('from the copy', 'delivered')
  await browser.kill()
  await bob.opens('Ada')
  await bob.sees('from the copy')
  await expect(bob.message('waiting in both')).toHaveCount(1)
  await expect(bob.log.getByRole('article')).toHaveCount(3)
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
  const other = await ada.context.newPage()
  await other.goto(`${world.url}/favicon.svg`)
  await other.evaluate(async () => {
    const [{ name, version }] = (await indexedDB.databases()).filter((entry) =>
      entry.name?.startsWith('tidemark:'),
    ) as [{ name: string; version: number }]
    await new Promise<void>((resolve, reject) => {
      const opening = indexedDB.open(name, version + 10)
      opening.onupgradeneeded = () => opening.result.createObjectStore('fromTheFuture')
      opening.onsuccess = () => {
        opening.result.close()
        resolve()
      }
      opening.onerror = () => reject(opening.error)
    })
  })
  await expect(ada.page.getByText('Updated in another tab').first()).toBeVisible()
  await expect(ada.box).toHaveValue('not sent yet')
  await ada.box.press('Enter')
  await expect(ada.box).toHaveValue('not sent yet')
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
  await ada.signsOut()
  const carol = world.on(ada.page, 'carol')
  await carol.signUp()
  await expect(carol.page.getByText('No conversations yet')).toBeVisible()
  await expect(carol.page.getByText('for ada and bob alone')).toHaveCount(0)
  const databases = await carol.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))
  expect(databases.filter((name) => name?.startsWith('tidemark:'))).toHaveLength(1)
})

const numbered = (text: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${text} ${i + 1}`)

/** Files of the origin's IndexedDB in a profile. */
function leveldb(profile: string, url: string): string[] {
  const { protocol, hostname, port } = new URL(url)
  const directory = join(
    profile,
    'Default',
    'IndexedDB',
    `${protocol.slice(0, -1)}_${hostname}_${port}.indexeddb.leveldb`,
  )
  return readdirSync(directory).map((name) => join(directory, name))
}
