/** Everything one does with a message: online, offline, by keyboard and by finger. */
import { v7 } from 'uuid'
import { directConversation } from '#protocol/ids.ts'
import type { Person } from './support/person.ts'
import { expect, test } from './support/test.ts'
import { WireUser } from './support/wire-user.ts'

const conversation = directConversation('ada', 'bob')
const said = (text: string, reply?: string) => ({
  id: v7(),
  kind: 'message',
  at: Date.now(),
  conversation,
  text,
  ...(reply && { reply }),
})

test('a reply by keyboard, offline: its target survives a reload, the quote shows on both sides and leads to the original and back', async ({
  world,
}) => {
  const bob = await WireUser.signUp(world.server.direct, 'bob', 'Bob')
  const ada = await world.person('ada')
  const { page } = ada
  const question = said('which boat do we take?')
  await bob.exchange([question, ...Array.from({ length: 90 }, (_, at) => said(`and another thing ${at}`))])
  await ada.opens('Bob')
  await ada.sees('another thing 89')
  await bob.exchange([said('so, which one?', question.id)])
  await ada.sees('so, which one?')

  await ada.context.setOffline(true)
  await ada.message('so, which one?').focus()
  await page.keyboard.press('r')
  const strip = page.getByRole('group', { name: 'Replying to Bob' })
  await expect(strip).toContainText('so, which one?')
  await expect(ada.box).toBeFocused()
  await page.keyboard.type('the green')
  await page.reload()
  await expect(strip).toBeVisible()
  await expect(ada.box).toHaveValue('the green')
  await ada.box.focus()
  await page.keyboard.press('Escape')
  await expect(strip).toHaveCount(0)
  await page.keyboard.press('Control+ArrowUp')
  await expect(strip).toContainText('so, which one?')
  await page.keyboard.press('Control+ArrowUp')
  await expect(strip).toContainText('another thing 89')
  await page.keyboard.press('Control+ArrowDown')
  await expect(strip).toContainText('so, which one?')
  await page.keyboard.type(' one')
  await page.keyboard.press('Enter')
  await ada.sees('the green one', 'waiting to send')
  await expect(strip).toHaveCount(0)
  await expect(quoteIn(ada, 'the green one')).toHaveAccessibleName('In reply to Bob: so, which one?')
  await ada.context.setOffline(false)
  await ada.sees('the green one', 'sent')
  const sent = (await bob.history(conversation)).at(-1)
  expect(sent).toMatchObject({ text: 'the green one', reply: expect.any(String) })

  // Far up, and back to the very pixel.
  await ada.message('so, which one?').scrollIntoViewIfNeeded()
  const from = await placeOf(ada, 'so, which one?')
  await ada.message('so, which one?').focus()
  await page.keyboard.press('Tab')
  await expect(quoteIn(ada, 'so, which one?')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/m/${question.id}$`))
  await expect(ada.message('which boat do we take?')).toBeFocused()
  await expect(ada.message('which boat do we take?')).toBeInViewport()
  await page.goBack()
  await expect(ada.message('so, which one?')).toBeFocused()
  await expect.poll(async () => await placeOf(ada, 'so, which one?')).toBe(from)

  // Gone is gone, also where it is quoted.
  await bob.exchange([{ ...said(''), kind: 'remove', text: undefined, target: question.id }])
  await expect(quoteIn(ada, 'so, which one?')).toHaveAccessibleName('In reply to Message removed')
})

test('a quote of what is not on this device says so, and its original is fetched when it is asked for', async ({
  world,
}) => {
  const bob = await WireUser.signUp(world.server.direct, 'bob', 'Bob')
  await WireUser.signUp(world.server.direct, 'ada', 'Ada')
  await bob.writesTo('ada', ['before it all'])
  const question = said('which boat do we take?')
  await bob.exchange([question])
  for (let round = 0; round < 6; round++)
    await bob.exchange(Array.from({ length: 99 }, (_, at) => said(`thing ${round} ${at}`)))
  await bob.exchange([said('so, which one?', question.id)])

  // A new device knows the newest alone.
  const ada = await world.person('ada', { signedUp: false })
  await ada.signIn()
  await ada.isInstalled()
  await ada.page.route('**/api/conversations/**', async (route) => await route.abort())
  await ada.opens('Bob')
  await ada.page.getByRole('button', { name: /^Jump to latest messages/ }).click()
  await expect(quoteIn(ada, 'so, which one?')).toHaveAccessibleName("In reply to A message that isn't on this device")
  await quoteIn(ada, 'so, which one?').click()
  await expect(ada.page.getByText("That message loads when you're back online")).toBeVisible()
  await ada.page.unroute('**/api/conversations/**')
  await quoteIn(ada, 'so, which one?').press('Enter')
  await expect(ada.message('which boat do we take?')).toBeInViewport()
  await ada.page.goBack()
  await expect(quoteIn(ada, 'so, which one?')).toHaveAccessibleName('In reply to Bob: which boat do we take?')
})

test('with a finger a bubble is drawn aside to answer it', async ({ world, browser }) => {
  const bob = await WireUser.signUp(world.server.direct, 'bob', 'Bob')
  await bob.inbox()
  const context = await browser.newContext({ hasTouch: true, isMobile: true, viewport: { width: 360, height: 800 } })
  const ada = world.on(await context.newPage(), 'ada')
  await ada.signUp()
  await bob.writesTo('ada', ['pull me'])
  await ada.opens('Bob')
  await ada.sees('pull me')
  await swipe(ada, 'pull me', 40)
  await expect(ada.page.getByRole('group', { name: 'Replying to Bob' })).toHaveCount(0)
  await swipe(ada, 'pull me', 120)
  await expect(ada.page.getByRole('group', { name: 'Replying to Bob' })).toContainText('pull me')
  await ada.page.getByRole('button', { name: 'Cancel' }).click()
  await expect(ada.page.getByRole('group', { name: 'Replying to Bob' })).toHaveCount(0)
  await context.close()
})

const quoteIn = (person: Person, text: string) => person.message(text).getByRole('button', { name: /^In reply to/ })

const placeOf = async (person: Person, text: string): Promise<number> =>
  Math.round((await person.message(text).boundingBox())?.y ?? Number.NaN)

async function swipe(person: Person, text: string, by: number): Promise<void> {
  const bubble = person.message(text).getByText(text).last()
  const box = (await bubble.boundingBox()) as { x: number; y: number; width: number; height: number }
  const cdp = await person.context.newCDPSession(person.page)
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] })
  for (let step = 1; step <= 10; step++)
    await cdp.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x: x + (by * step) / 10, y }] })
  await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  await cdp.detach()
}
