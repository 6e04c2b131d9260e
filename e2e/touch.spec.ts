/** What only a finger does to messages, and what a phone's keyboard does to them. */
import type { Locator } from '@playwright/test'
import type { Person } from './support/person.ts'
import { expect, test } from './support/test.ts'
import { WireUser } from './support/wire-user.ts'

test('with a finger a bubble is drawn aside, and held for all that can be done; the keyboard hides no newest message', async ({
  world,
  browser,
}) => {
  const bob = await WireUser.signUp(world.server.direct, 'bob', 'Bob')
  await bob.inbox()
  const context = await browser.newContext({ hasTouch: true, isMobile: true, viewport: { width: 360, height: 800 } })
  const ada = world.on(await context.newPage(), 'ada')
  await ada.signUp()
  await bob.writesTo('ada', ['pull me', 'let me be'])
  await ada.opens('Bob')
  await ada.sees('let me be')
  await swipe(ada, 'pull me', 40)
  await expect(ada.page.getByRole('group', { name: 'Replying to Bob' })).toHaveCount(0)
  await swipe(ada, 'pull me', 120)
  await expect(ada.page.getByRole('group', { name: 'Replying to Bob' })).toContainText('pull me')
  await ada.page.getByRole('button', { name: 'Cancel' }).click()
  await expect(ada.page.getByRole('group', { name: 'Replying to Bob' })).toHaveCount(0)

  const menu = ada.page.getByRole('menu', { name: 'Message actions' })
  const lifts = await rests(ada, 'pull me')
  await expect(menu).toBeVisible()
  await lifts()
  expect(await ada.page.evaluate(() => getSelection()?.toString())).toBe('')
  await expect.poll(async () => await frameOf(menu.locator('..'))).toEqual({ left: 0, right: 360, bottom: 800 })
  await ada.page.getByRole('button', { name: 'React with ❤️' }).tap()
  await expect(menu).toHaveCount(0)
  await expect(ada.message('pull me').getByRole('button', { name: '❤️ 1, you reacted' })).toBeVisible()

  // One finger moves on, the other rests: as long, and a little longer.
  await ada.page.evaluate(
    ([resting, moving]) => {
      const down = { pointerType: 'touch', isPrimary: true, bubbles: true }
      resting?.dispatchEvent(new PointerEvent('pointerdown', { ...down, pointerId: 7 }))
      moving?.dispatchEvent(new PointerEvent('pointerdown', { ...down, pointerId: 8 }))
      moving?.dispatchEvent(new PointerEvent('pointermove', { ...down, pointerId: 8, clientY: 20 }))
    },
    [await bubbleOf(ada, 'pull me'), await bubbleOf(ada, 'let me be')],
  )
  await expect(menu).toBeVisible()
  await menu.getByRole('menuitem', { name: 'Reply' }).tap()
  await expect(ada.page.getByRole('group', { name: 'Replying to Bob' })).toContainText('pull me')
  await ada.page.getByRole('button', { name: 'Cancel' }).click()

  // The keyboard takes half of the window, and gives it back.
  await bob.writesTo(
    'ada',
    Array.from({ length: 20 }, (_, index) => `line ${index + 1}.`),
  )
  await ada.page
    .getByRole('button', { name: /^Jump to latest/ })
    .or(ada.message('line 20.'))
    .first()
    .click()
  await expect(ada.message('line 20.')).toBeInViewport({ ratio: 1 })
  const form = ada.page.getByRole('form', { name: 'Message box' })
  const { bottom } = await frameOf(form)
  await ada.box.tap()
  await ada.page.setViewportSize({ width: 360, height: 430 })
  await expect.poll(async () => (await frameOf(form)).bottom).toBe(bottom - 370)
  await expect(ada.message('line 20.')).toBeInViewport({ ratio: 1 })
  await ada.page.setViewportSize({ width: 360, height: 800 })
  await expect.poll(async () => (await frameOf(form)).bottom).toBe(bottom)
  await expect(ada.message('line 20.')).toBeInViewport({ ratio: 1 })
  await context.close()
})

const bubbleOf = async (person: Person, text: string) =>
  await person.message(text).getByText(text).last().elementHandle()

async function frameOf(locator: Locator): Promise<{ left: number; right: number; bottom: number }> {
  const { x, y, width, height } = (await locator.boundingBox()) ?? { x: -1, y: -1, width: 0, height: 0 }
  return { left: x, right: x + width, bottom: Math.round(y + height) }
}

/** A finger that rests on a message, as the browser feels it, until it is lifted. */
async function rests(person: Person, text: string): Promise<() => Promise<unknown>> {
  const cdp = await person.context.newCDPSession(person.page)
  const box = await person.message(text).getByText(text).last().boundingBox()
  if (!box) throw new Error(`${text} is not in sight`)
  const touchPoints = [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }]
  await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints })
  return async () => await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
}

/** All of it in one go: however busy the machine is, the finger does not rest. */
async function swipe(person: Person, text: string, by: number): Promise<void> {
  await person
    .message(text)
    .getByText(text)
    .last()
    .evaluate((element, by) => {
      const { x, y, width, height } = element.getBoundingClientRect()
      for (const [type, step] of [
        ['pointerdown', 0],
        ['pointermove', 0.3],
        ['pointermove', 1],
        ['pointerup', 1],
      ] as const) {
        const [clientX, clientY] = [x + width / 2 + by * step, y + height / 2]
        const finger = { pointerId: 7, pointerType: 'touch', isPrimary: true, clientX, clientY }
        element.dispatchEvent(new PointerEvent(type, { ...finger, bubbles: true }))
      }
    }, by)
}
