import { expect, test } from './support/test.ts'

const FIVE = ['first: rope', 'second: stove', 'third: tarp', 'fourth: gas', 'fifth: tea']
const ANY_OF_FIVE = /(first: rope|second: stove|third: tarp|fourth: gas|fifth: tea)/

test('[S6] five messages written while the server is down survive the tab, the browser and the wait, and arrive once and in order', async ({
  world,
}) => {
  const bob = await world.person('bob')
  const { person: ada, browser } = await world.personWithBrowser('ada')
  await ada.startsChatWith('bob')
  await ada.isInstalled()

  await world.server.kill()
  for (const text of FIVE) await ada.writes(text)
  for (const text of FIVE) await ada.sees(text, 'waiting to send')
  const address = ada.page.url()

  const second = await browser.context.newPage()
  await ada.page.close()
  ada.page = second
  await ada.page.goto(address)
  expect(await eventually(() => ada.texts(ANY_OF_FIVE), 5)).toEqual(FIVE)

  await browser.kill()
  await browser.start()
  ada.page = await browser.page()
  await ada.page.goto(address)
  expect(await eventually(() => ada.texts(ANY_OF_FIVE), 5)).toEqual(FIVE)
  for (const text of FIVE) await ada.sees(text, 'waiting to send')

  await world.server.start()
  for (const text of FIVE) await ada.sees(text, 'delivered')
  await bob.opens('Ada')
  await bob.sees(FIVE[4] as string)
  expect(await bob.texts(ANY_OF_FIVE)).toEqual(FIVE)
})

test('[S1] a half-open link is noticed within 25 seconds, and what was written meanwhile arrives once and in order', async ({
  world,
}) => {
  const bob = await world.person('bob')
  const ada = await world.person('ada')
  await ada.startsChatWith('bob')
  await ada.writes('before the tunnel')
  await ada.sees('before the tunnel', 'delivered')

  world.proxy.set('swallow')
  for (const text of FIVE) await ada.writes(text)
  for (const text of FIVE) await ada.sees(text, 'waiting to send')
  await expect(ada.chip).toBeVisible({ timeout: 25_000 })

  world.proxy.set('none')
  world.proxy.breakAll()
  for (const text of FIVE) await ada.sees(text, 'delivered')
  await bob.opens('Ada')
  await bob.sees(FIVE[4] as string)
  expect(await bob.texts(ANY_OF_FIVE)).toEqual(FIVE)
})

test('after one visit the app opens at a deep link with the server down', async ({ world }) => {
  await world.person('bob')
  const ada = await world.person('ada')
  await ada.startsChatWith('bob')
  await ada.writes('kept on this device')
  await ada.sees('kept on this device', 'sent')
  await ada.isInstalled()
  const address = ada.page.url()
  expect(new URL(address).pathname).toContain('/c/')

  await world.server.kill()
  const opened = await ada.page.context().newPage()
  await ada.page.close()
  ada.page = opened
  await ada.page.goto(address)
  await ada.sees('kept on this device')
  await expect(ada.box).toBeEditable()
  await ada.writes('and this one waits')
  await ada.sees('and this one waits', 'waiting to send')
})

test('a part that is not on this device yet says so, breaks nothing, and comes by itself with the text and the focus where they were', async ({
  world,
}) => {
  await world.person('bob')
  const ada = await world.person('ada')
  await ada.startsChatWith('bob')
  await ada.writes('on this device')
  await ada.sees('on this device', 'sent')
  await ada.lacksParts(/outbox-dialog|message-overlays|\/health/)
  await ada.page.reload()
  await ada.box.fill('half a sentence')
  const waiting = ada.page.getByRole('alertdialog', { name: "This part isn't on this device yet" })
  await ada.box.press('Control+Alt+o')
  await expect(waiting).toBeVisible()
  await ada.page.keyboard.press('Escape')
  await expect(waiting).toHaveCount(0)
  await expect(ada.box).toBeFocused()
  await ada.box.press('Control+Alt+o')
  await waiting.getByRole('button', { name: 'Close' }).click()
  await expect(ada.box).toBeFocused()
  await expect(ada.box).toHaveValue('half a sentence')

  await ada.message('on this device').focus()
  await ada.page.keyboard.press('Shift+F10')
  await expect(waiting).toBeVisible()
  await ada.page.unrouteAll()
  const menu = ada.page.getByRole('menu', { name: 'Message actions' })
  await expect(menu.locator(':focus').or(menu.and(ada.page.locator(':focus')))).toHaveCount(1)
  // Its stylesheet did not come either, at first.
  await expect(menu.getByRole('menuitem').first()).toHaveCSS('display', 'flex')
  await ada.page.keyboard.press('Escape')
  await expect(ada.message('on this device')).toBeFocused()

  await ada.box.focus()
  await ada.box.press('Control+Alt+o')
  await expect(ada.page.getByRole('dialog', { name: 'Outbox' })).toBeFocused()
  await ada.page.keyboard.press('Escape')
  await expect(ada.box).toBeFocused()
  await expect(ada.box).toHaveValue('half a sentence')
})

test('two who start the same direct conversation offline end in one', async ({ world }) => {
  const ada = await world.person('ada')
  const bob = await world.person('bob')
  await world.server.kill()
  await ada.startsChatWith('bob')
  await ada.writes('hello from ada')
  await bob.startsChatWith('ada')
  await bob.writes('hello from bob')
  await ada.sees('hello from ada', 'waiting to send')
  await bob.sees('hello from bob', 'waiting to send')

  await world.server.start()
  for (const person of [ada, bob]) {
    await person.sees('hello from ada')
    await person.sees('hello from bob')
    await expect(person.page.getByRole('list', { name: 'Conversation list' }).getByRole('listitem')).toHaveCount(1)
  }
  const pattern = /hello from (ada|bob)/
  await ada.sees('hello from ada', 'delivered')
  await bob.sees('hello from bob', 'delivered')
  expect(await ada.texts(pattern)).toEqual(await bob.texts(pattern))
})

test('a group made offline, with messages in it and one username that does not exist, is there for everyone else', async ({
  world,
}) => {
  const ada = await world.person('ada')
  const bob = await world.person('bob')
  await world.server.kill()
  await ada.makesGroup('Harbour Rowing', ['bob', 'nobody-here'])
  await ada.writes('flat water tomorrow')
  await ada.writes('six of us?')
  await ada.sees('six of us?', 'waiting to send')

  await world.server.start()
  await ada.sees('six of us?', 'delivered')
  await expect(ada.log.getByText('No one is called nobody-here here')).toBeVisible()
  await bob.opens('Harbour Rowing')
  await bob.sees('flat water tomorrow')
  expect(await bob.texts(/flat water tomorrow|six of us\?/)).toEqual(['flat water tomorrow', 'six of us?'])
})

test('[S22] where WebSocket is blocked, the two still talk', async ({ world }) => {
  const ada = await world.person('ada')
  const bob = await world.person('bob')
  world.proxy.set('refuse-upgrades')
  await ada.startsChatWith('bob')
  await ada.writes('over plain requests')
  await ada.sees('over plain requests', 'sent')
  await expect(bob.row('Ada')).toBeVisible({ timeout: 40_000 })
  await bob.opens('Ada')
  await bob.sees('over plain requests')
  await bob.writes('got it')
  await ada.sees('got it')
})

test('[S22] where WebSocket is blocked for a while, the two talk without it, and then with it again', async ({
  world,
}) => {
  const bob = await world.person('bob')
  const ada = await world.person('ada')
  await ada.startsChatWith('bob')
  world.proxy.set('refuse-upgrades')
  await ada.writes('over plain requests')
  await ada.sees('over plain requests', 'delivered')
  const exchanges: string[] = []
  ada.page.on('request', (request) => {
    if (request.url().endsWith('/api/exchange')) exchanges.push(request.url())
  })
  await expect.poll(() => exchanges.length).toBeGreaterThan(1)

  const welcomed = ada.page.waitForEvent('websocket', {
    predicate: async (socket) => {
      await socket.waitForEvent('framereceived', { predicate: ({ payload }) => String(payload).includes('"welcome"') })
      return true
    },
  })
  world.proxy.set('none')
  await welcomed
  exchanges.length = 0
  await ada.writes('over the socket')
  await ada.sees('over the socket', 'delivered')
  await bob.opens('Ada')
  expect(await eventually(() => bob.texts(/over (plain requests|the socket)/), 2)).toEqual([
    'over plain requests',
    'over the socket',
  ])
  await ada.sees('over the socket', 'read')
  expect(exchanges).toEqual([])
})

test('[S9] a message that waits is edited and deleted in place, and nobody ever hears of it', async ({ world }) => {
  const bob = await world.person('bob')
  const ada = await world.person('ada')
  await ada.startsChatWith('bob')
  await world.server.kill()
  await ada.writes('at sevn')
  await ada.writes('never mind this one')
  await ada.sees('never mind this one', 'waiting to send')
  await ada.chooses('at sevn', 'Edit')
  await ada.page.getByRole('textbox', { name: /^Message / }).fill('at seven')
  await ada.page.getByRole('button', { name: 'Save' }).click()
  await ada.sees('at seven', 'waiting to send')
  await ada.chooses('never mind this one', 'Delete')
  await ada.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  await expect(ada.message('never mind this one')).toHaveCount(0)

  await world.server.start()
  await ada.sees('at seven', 'delivered')
  await bob.opens('Ada')
  await bob.sees('at seven')
  await expect(bob.log.getByRole('article')).toHaveCount(1)
  await expect(bob.log.getByText('edited')).toHaveCount(0)
})

test('[S3] a message whose ack was lost is edited and another deleted: nothing is lost and nothing doubled', async ({
  world,
}) => {
  const bob = await world.person('bob')
  const ada = await world.person('ada')
  await ada.startsChatWith('bob')
  await ada.writes('all well')
  await ada.sees('all well', 'delivered')

  world.proxy.set('swallow-answers')
  await ada.writes('ferry at sevn')
  await ada.writes('scrap this')
  await ada.sees('scrap this', 'waiting to send')
  await ada.chooses('ferry at sevn', 'Edit')
  await ada.box.fill('ferry at seven')
  await ada.page.getByRole('button', { name: 'Save' }).click()
  await ada.sees('ferry at seven')
  await ada.chooses('scrap this', 'Delete')
  await ada.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  await expect(ada.message('scrap this')).toHaveCount(0)

  world.proxy.set('none')
  world.proxy.breakAll()
  await ada.sees('ferry at seven', 'delivered')
  await bob.opens('Ada')
  await bob.sees('ferry at seven')
  await expect(bob.message('scrap this')).toHaveCount(0)
  await expect(bob.message('ferry at')).toHaveCount(1)
})

test('[S8] a refused message says why and what to do, and those behind it are delivered', async ({ world }) => {
  const bob = await world.person('bob')
  const ada = await world.person('ada')
  await world.server.kill()
  await ada.startsChatWith('no-such-person')
  await ada.writes('are you there?')
  await ada.row('no-such-person').focus()
  await ada.page.keyboard.press('Shift+F10')
  await ada.page.getByRole('menuitem', { name: 'Pin' }).click()
  await expect(ada.row('no-such-person')).toHaveAccessibleName(/, pinned, /)
  await ada.startsChatWith('bob')
  await ada.writes('this one is fine')

  await world.server.start()
  const notifications = ada.page.getByRole('status', { name: 'Notifications' })
  await expect(notifications).toContainText('No one is called no-such-person here', { timeout: 20_000 })
  await expect(ada.row('no-such-person')).not.toHaveAccessibleName(/, pinned/)
  await ada.sees('this one is fine', 'delivered')
  await bob.opens('Ada')
  await bob.sees('this one is fine')
  await ada.opens('no-such-person')
  await ada.sees('are you there?', 'not sent')
  await expect(ada.log.getByText('No one is called no-such-person here')).toBeVisible()
  await expect(ada.log.getByRole('button', { name: 'Copy text' })).toBeVisible()
  await ada.log.getByRole('button', { name: 'Delete' }).click()
  await ada.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  await expect(ada.message('are you there?')).toHaveCount(0)
})

/** The first value with as many elements as expected. */
async function eventually<T>(read: () => Promise<T[]>, length: number): Promise<T[]> {
  let value: T[] = []
  await expect
    .poll(async () => {
      value = await read()
      return value.length
    })
    .toBe(length)
  return value
}
