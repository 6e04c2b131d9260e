/** The app in a language that is read from right to left, made from the English: every word of it is told apart. */
import type { Locator, Page } from '@playwright/test'
import { folderOf, language, PSEUDO_LANGUAGE } from '../client/language.ts'
import { violations } from './support/axe.ts'
import { setStage } from './support/stage.ts'
import { expect, test } from './support/test.ts'

const ROUTES = ['/', '/new', '/new/group', '/outbox', '/search?q=the', '/settings', '/settings/appearance'] as const
const SECTIONS = ['profile', 'account', 'devices', 'storage', 'about'].map((section) => `/settings/${section}`)

test('from right to left, every screen is mirrored, fits, and says nothing that could not be translated', async ({
  world,
}) => {
  test.setTimeout(240_000)
  const wide = { width: 1280, height: 800 }
  const { page } = await setStage(world, wide)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const mira = new URL(await link(page, 'Mira Okafor')).pathname
  const rowing = new URL(await link(page, 'Harbour Rowing')).pathname
  await world.server.serves(folderOf(language(PSEUDO_LANGUAGE)))
  await forgetApp(page)
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl')

  await page.goto(world.url + mira)
  const list = await placeOf(page.getByRole('navigation').first())
  const pane = await placeOf(page.getByRole('main'))
  expect(list.left).toBeGreaterThanOrEqual(pane.right - 1)
  const own = await placeOf(page.getByText('Put it under Okafor'))
  const others = await placeOf(page.getByText('Dry bags!').last())
  expect(own.left).toBeLessThan(others.left)
  expect(own.right).toBeLessThan(others.right)

  for (const size of [wide, { width: 360, height: 800 }]) {
    await page.setViewportSize(size)
    for (const route of [...ROUTES, ...SECTIONS, mira, `${mira}/info`, rowing, `${rowing}/info`]) {
      await page.goto(world.url + route)
      await isDrawn(page)
      const where = `${route} at ${size.width}`
      expect.soft(await untranslated(page), where).toEqual([])
      expect.soft(await overflow(page), where).toEqual([])
    }
    expect.soft(await violations(page)).toEqual([])
  }
})

const link = async (page: Page, title: string): Promise<string> =>
  await page
    .getByRole('link', { name: new RegExp(`^${title}`) })
    .first()
    .evaluate((anchor) => (anchor as HTMLAnchorElement).href)

/** The service worker would open the build that it knows. */
async function forgetApp(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister()
    for (const name of await caches.keys()) await caches.delete(name)
  })
}

/** Nothing is on its way any more: neither parts of the app nor what they draw. */
async function isDrawn(page: Page): Promise<void> {
  await expect(page.locator('main:visible, [role=dialog]:visible, nav:visible').first()).toBeVisible()
  await page.waitForLoadState('networkidle')
}

const placeOf = async (locator: Locator) =>
  await locator.evaluate((element) => {
    const { left, right } = element.getBoundingClientRect()
    return { left, right }
  })

/** Words on the screen as they stand in the code. What people wrote and are called is marked as such. */
const untranslated = async (page: Page): Promise<string[]> =>
  await page.evaluate(() => {
    const found: string[] = []
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) {
      const { parentElement: holder, textContent } = texts.currentNode
      if (!holder || !/[a-z]{3}/i.test(textContent ?? '')) continue
      if (holder.closest('[dir=auto], [translate=no], bdi, kbd, script, style, noscript')) continue
      // Heard alone, so in no direction.
      if (holder.getBoundingClientRect().width > 1) found.push(textContent ?? '')
    }
    for (const element of document.querySelectorAll('[aria-label], [placeholder], [title]')) {
      for (const name of ['aria-label', 'placeholder', 'title']) {
        const value = element.getAttribute(name) ?? ''
        if (/[a-z]{3}/i.test(value) && !/[à-ž]/.test(value)) found.push(`${name}: ${value}`)
      }
    }
    return [...new Set(found)]
  })

/** What hangs out of the window sideways. */
const overflow = async (page: Page): Promise<string[]> =>
  await page.evaluate(() => {
    const out = [...document.querySelectorAll('button, a, input, textarea, h1, h2, h3, p, li')].filter((element) => {
      const { left, right, width, height } = element.getBoundingClientRect()
      return width > 1 && height > 1 && (left < -1 || right > innerWidth + 1)
    })
    return out.map((element) => `${element.tagName} ${element.textContent?.slice(0, 40)}`)
  })
