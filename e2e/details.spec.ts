/** Small things that people notice only when they are wrong: docs/details.md. */
import type { Locator, Page } from '@playwright/test'
import { v7 } from 'uuid'
import { directConversation } from '#protocol/ids.ts'
import { expect, test } from './support/test.ts'
import { WireUser } from './support/wire-user.ts'

test('a conversation opens at what is new, stays where its reader is, and is come back to there; the title counts', async ({
  world,
}) => {
  const bob = await WireUser.signUp(world.server.direct, 'bob', 'Bob')
  const cleo = await WireUser.signUp(world.server.direct, 'cleo', 'Cleo')
  const ada = await world.person('ada')
  const phone = await world.person('ada', { signedUp: false })
  await phone.signIn()
  const { page } = ada
  await cleo.writesTo('ada', ['hello from Cleo'])
  await expect(ada.row('Cleo')).toBeVisible()
  await bob.writesTo('ada', numbered(1, 60))
  await expect(page).toHaveTitle('(2) Tidemark')
  await ada.opens('Bob')
  await expect(page.getByRole('separator', { name: 'New messages' })).toBeInViewport()
  await page.keyboard.press('Alt+End')
  await expect(ada.message('line 60.')).toBeInViewport()
  await expect(page).toHaveTitle('(1) Tidemark')
  await expect(phone.row('Bob')).not.toHaveAccessibleName(/unread/)

  await bob.writesTo('ada', numbered(61, 90))
  await expect(ada.message('line 90.')).toBeInViewport()
  await expect(ada.row('Bob')).not.toHaveAccessibleName(/unread/)
  await ada.goesHome()
  await bob.writesTo('ada', numbered(91, 130))
  await expect(ada.row('Bob')).toHaveAccessibleName(/, 40 unread/)
  await ada.opens('Bob')
  const divider = page.getByRole('separator', { name: 'New messages' })
  await expect(divider).toBeInViewport()
  await expect(ada.message('line 90.')).toBeInViewport()
  await expect(ada.message('line 130.')).not.toBeInViewport()

  // Up a little: what comes now moves nothing, and is counted.
  await ada.log.hover()
  await page.mouse.wheel(0, -200)
  await expect(divider).toBeInViewport()
  const before = await topOf(divider)
  await bob.writesTo('ada', ['and one more'])
  await expect(page.getByRole('button', { name: /^Jump to latest messages, \d+ unread$/ })).toBeVisible()
  await expect(ada.row('Bob')).toHaveAccessibleName(/and one more/)
  expect(await topOf(divider)).toBe(before)

  // Nothing is unread any more: who comes back finds the place that they left.
  await page.keyboard.press('Alt+End')
  await expect(ada.message('and one more')).toBeInViewport()
  await expect(ada.row('Bob')).not.toHaveAccessibleName(/unread/)
  await ada.log.hover()
  await page.mouse.wheel(0, -1_500)
  await expect(ada.message('line 88.')).toBeInViewport()
  await twoFrames(page)
  const place = await topOf(ada.message('line 88.'))
  await ada.opens('Cleo')
  await ada.sees('hello from Cleo')
  await page.goBack()
  await expect(page.getByRole('main', { name: 'Conversation with Bob' })).toBeVisible()
  await expect(ada.message('line 88.')).toBeInViewport()
  expect(await topOf(ada.message('line 88.'))).toBe(place)

  // To the beginning, through all that is loaded on the way: what one looks at goes by as much as was scrolled.
  await ada.log.hover()
  for (let line = 88; line > 8; line -= 3) {
    const seen = ada.message(`line ${line}.`)
    await expect(seen).toBeInViewport()
    const from = await topOf(seen)
    await page.mouse.wheel(0, -114)
    await expect.poll(() => topOf(seen)).toBe(from + 114)
    await twoFrames(page)
    expect(await topOf(seen)).toBe(from + 114)
  }
})

test('under the pointer the list keeps its order, and takes its place again when the pointer goes', async ({
  world,
}) => {
  const bob = await WireUser.signUp(world.server.direct, 'bob', 'Bob')
  const cleo = await WireUser.signUp(world.server.direct, 'cleo', 'Cleo')
  const ada = await world.person('ada')
  await bob.writesTo('ada', ['first'])
  await expect(ada.row('Bob')).toBeVisible()
  await cleo.writesTo('ada', ['second'])
  await expect.poll(() => titles(ada.page)).toEqual(['Cleo', 'Bob'])
  await ada.row('Cleo').hover()
  await bob.writesTo('ada', ['third'])
  await expect(ada.row('Bob')).toHaveAccessibleName(/third/)
  expect(await titles(ada.page)).toEqual(['Cleo', 'Bob'])
  await ada.page.mouse.move(900, 400)
  await expect.poll(() => titles(ada.page)).toEqual(['Bob', 'Cleo'])
})

test('whoever asks for the newest in the moment in which a line changes gets there', async ({ world }) => {
  const bob = await WireUser.signUp(world.server.direct, 'bob', 'Bob')
  const ada = await world.person('ada')
  await bob.writesTo('ada', numbered(1, 500))
  await expect(ada.row('Bob')).toHaveAccessibleName(/line 500\./)
  await ada.opens('Bob')
  await expect(ada.message('line 1.')).toBeInViewport()
  const jump = await ada.page.getByRole('button', { name: /^Jump to latest/ }).elementHandle()
  await ada.page.evaluate((button) => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector('main')?.textContent?.includes('line one')) return
      observer.disconnect()
      ;(button as HTMLElement).click()
    }).observe(document, { subtree: true, childList: true, characterData: true })
  }, jump)
  const conversation = directConversation('ada', 'bob')
  const [first] = await ada.kept(conversation)
  await bob.exchange([{ id: v7(), kind: 'edit', at: Date.now(), conversation, target: first?.id, text: 'line one' }])
  await expect(ada.message('line 500.')).toBeInViewport()
})

test('the theme of the system and the day are followed at once; at four times the size the box and the log are there', async ({
  world,
}) => {
  const bob = await WireUser.signUp(world.server.direct, 'bob', 'Bob')
  const ada = await world.person('ada')
  const { page } = ada
  await bob.writesTo('ada', numbered(1, 5))
  await ada.opens('Bob')
  await ada.writes('so I see')
  const ground = async () => await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const light = await ground()
  // What is reset does not win over what is drawn, in whichever order the stylesheets come.
  const heading = page.getByRole('heading', { level: 1, name: 'Chats' })
  expect(Number(await heading.evaluate((it) => getComputedStyle(it).fontWeight))).toBeGreaterThan(600)
  await page.emulateMedia({ colorScheme: 'dark' })
  await expect.poll(ground).not.toBe(light)

  await expect(page.getByRole('separator', { name: 'Today' })).toBeInViewport()
  await page.clock.setFixedTime(Date.now() + 24 * 60 * 60_000)
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await expect(page.getByRole('separator', { name: 'Yesterday' })).toBeInViewport()
  await expect(page.getByRole('separator', { name: 'Today' })).toHaveCount(0)

  // 1280 by 1024 at 400 %.
  await page.setViewportSize({ width: 320, height: 256 })
  await expect(ada.box).toBeInViewport({ ratio: 1 })
  await expect(ada.message('so I see')).toBeInViewport()
  await page.getByRole('button', { name: 'Back to conversations' }).click()
  await expect(ada.row('Bob')).toBeInViewport({ ratio: 1 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
})

const numbered = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}.`)

const topOf = async (locator: Locator): Promise<number> => Math.round((await locator.boundingBox())?.y ?? Number.NaN)

const twoFrames = async (page: Page): Promise<void> =>
  await page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  )

/** Of the conversations, in the order of the list. */
const titles = async (page: Page): Promise<string[]> =>
  await page
    .getByRole('list', { name: 'Conversation list' })
    .getByRole('link')
    .evaluateAll((links) => links.map((link) => link.textContent?.match(/^\w+/)?.[0] ?? ''))
