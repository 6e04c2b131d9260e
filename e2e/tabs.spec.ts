/** Several tabs of one browser, and a version of the app or its database that comes while one is open. */
import { type Recording, recordWritesAfterThaw } from './support/recorded-writes.ts'
import { expect, test } from './support/test.ts'

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
