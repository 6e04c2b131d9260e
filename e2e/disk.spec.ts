/** What becomes of a browser's disk: full, cleared, unreadable for a while, damaged, and copied. */
import { writeFileSync } from 'node:fs'
import { leveldb, zeroFrom } from './support/leveldb.ts'
import { textsOf } from './support/person.ts'
import { expect, test } from './support/test.ts'
import { noise, WireUser } from './support/wire-user.ts'

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

/** Any but those that no text holds: halves of pairs, and returns, which a box makes new lines of. */
function anyCharacter(): string {
  const point = 0x20 + Math.floor(Math.random() * (0x10ffff - 0x20))
  return point >= 0xd800 && point <= 0xdfff ? ' ' : String.fromCodePoint(point)
}
