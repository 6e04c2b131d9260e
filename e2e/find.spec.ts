import { v7 } from 'uuid'
import { expect, test } from './support/test.ts'
import { WireUser } from './support/wire-user.ts'

const YEAR = new Date().getFullYear()

test('everything on this device is found by its words, offline too, and by the keyboard alone', async ({ world }) => {
  const mira = await WireUser.signUp(world.server.direct, 'mira', 'Mira Okafor')
  const tomas = await WireUser.signUp(world.server.direct, 'tomas', 'Tomás Vela')
  const ada = await world.person('ada')
  const { page } = ada
  const crew = v7()
  const old = new Date(YEAR - 1, 4, 3, 12).getTime()
  const say = (text: string, at = Date.now()) => ({ id: v7(), kind: 'message', at, conversation: crew, text })
  await tomas.exchange([
    { id: v7(), kind: 'group', at: old, conversation: crew, title: 'Stove builders', members: ['ada', 'mira'] },
    say('Crème brûlée on the small STOVE'),
    say('a secret that goes'),
    say('so, @ada?'),
  ])
  await mira.writesTo('ada', ['Dry bags!', ...Array.from({ length: 40 }, (_, n) => `filler ${n}`), 'and the stove'])
  await expect(ada.row('Stove builders')).toHaveAccessibleName(/^Stove builders, 3 unread, mentioned\. Tomás Vela: so/)

  await page.keyboard.press('Control+Shift+F')
  const main = page.getByRole('main', { name: 'Search' })
  await expect(main.getByRole('searchbox', { name: 'Search' })).toBeFocused()
  const messages = main.getByRole('region', { name: 'Messages' })
  await page.keyboard.type('stov')
  await expect(messages.getByRole('link')).toHaveCount(2)
  await expect(messages.getByRole('link').first()).toHaveText(/and the stove/)
  await expect(messages.locator('b')).toHaveText(['stove', 'STOVE'])
  await expect(main.getByRole('region', { name: 'Conversations' }).getByRole('link')).toHaveText([/Stove builders/])
  await expect(page).toHaveURL(/\/search\?q=stov$/)
  await expect(main.getByText(/^Searched back to \d/)).toBeVisible()

  await page.keyboard.press('Control+A')
  await page.keyboard.type('creme from:tomas')
  await expect(messages.getByRole('link')).toHaveText([/Crème brûlée/])
  await page.keyboard.press('Control+A')
  await page.keyboard.type('stove in:mira')
  await expect(messages.getByRole('link')).toHaveText([/and the stove/])
  await page.keyboard.press('Control+A')
  await page.keyboard.type('filler')
  await expect(messages.getByRole('link')).toHaveCount(40)
  await expect(main.getByRole('status').filter({ hasText: '40 results' })).toHaveCount(1)
  await page.keyboard.press('Control+A')
  await page.keyboard.type('okaf')
  await expect(main.getByRole('region', { name: 'People' }).getByRole('link')).toHaveText([/Mira Okafor/])

  // what is changed and removed meanwhile
  const [dry] = (await ada.kept('dm:ada:mira')).filter(({ text }) => text === 'Dry bags!')
  const [secret] = (await ada.kept(crew)).filter(({ text }) => text === 'a secret that goes')
  await mira.exchange([
    { id: v7(), kind: 'edit', at: Date.now(), conversation: 'dm:ada:mira', target: dry?.id, text: 'Waterproof bags!' },
  ])
  await tomas.exchange([{ id: v7(), kind: 'remove', at: Date.now(), conversation: crew, target: secret?.id }])
  await page.keyboard.press('Control+A')
  await page.keyboard.type('waterproof')
  await expect(messages.getByRole('link')).toHaveText([/Waterproof bags!/])
  await page.keyboard.press('Control+A')
  await page.keyboard.type('secret')
  await expect(main.getByText("Nothing on this device for 'secret'.")).toBeVisible()

  await ada.context.setOffline(true)
  await page.reload()
  await expect(main.getByRole('searchbox', { name: 'Search' })).toHaveValue('secret')
  await page.keyboard.press('Control+A')
  await page.keyboard.type('filler 7')
  await expect(messages.getByRole('link')).toHaveText([/filler 7/])
  await page.keyboard.press('ArrowDown')
  await expect(messages.getByRole('link')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main', { name: 'Conversation with Mira Okafor' })).toBeVisible()
  await expect(ada.message('filler 7')).toBeVisible()
  // what has not been sent yet
  await ada.writes('lantern is packed')
  await page.keyboard.press('Control+Shift+F')
  await page.keyboard.type('lantern')
  await expect(messages.getByRole('link')).toHaveText([/You: lantern is packed/])
})

test('a few letters lead to any conversation, and the help shows every key', async ({ world }) => {
  const mira = await WireUser.signUp(world.server.direct, 'mira', 'Mira Okafor')
  const tomas = await WireUser.signUp(world.server.direct, 'tomas', 'Tomás Vela')
  const ada = await world.person('ada')
  const { page } = ada
  await mira.writesTo('ada', ['hello'])
  await expect(ada.row('Mira Okafor')).toBeVisible()
  await tomas.writesTo('ada', ['hello'])
  await expect(ada.row('Tomás Vela')).toBeVisible()
  await ada.context.setOffline(true)
  await ada.goesHome()

  const dialog = page.getByRole('dialog', { name: 'Jump to' })
  const box = dialog.getByRole('combobox', { name: 'Jump to a person or conversation' })
  await page.keyboard.press('Control+k')
  await expect(box).toBeFocused()
  await expect(dialog.getByRole('option').first()).toHaveAccessibleName(/Tomás Vela/)
  await page.keyboard.type('okf')
  await expect(dialog.getByRole('option')).toHaveCount(1)
  await expect(dialog.getByRole('option')).toHaveAccessibleName(/Mira Okafor/)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main', { name: 'Conversation with Mira Okafor' })).toBeVisible()
  await expect(dialog).toHaveCount(0)
  // At once, whether the conversations are there yet or not.
  await page.keyboard.press('Control+k')
  await expect(box).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main', { name: 'Conversation with Tomás Vela' })).toBeVisible()

  await page.keyboard.press('Control+/')
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(help.getByText('Previous unread conversation')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(help).toHaveCount(0)
  await page.keyboard.press('F6')
  await expect(page.getByRole('textbox', { name: 'Message Tomás Vela' })).not.toBeFocused()
})

test('a search in a conversation steps through all it has here, offline too, and Escape leads back to where one was', async ({
  world,
}) => {
  const mira = await WireUser.signUp(world.server.direct, 'mira', 'Mira Okafor')
  const ada = await world.person('ada')
  const { page } = ada
  await mira.writesTo(
    'ada',
    Array.from({ length: 600 }, (_, n) => (n % 200 === 5 ? `the **stove**, part ${n}` : `filler ${n}`)),
  )
  await ada.holds('dm:ada:mira', 600)
  await ada.opens('Mira Okafor')
  await expect(ada.box).toBeFocused()
  const before = ada.message('filler 3 ')
  await expect(before).toBeInViewport()
  const stood = await before.boundingBox()
  await ada.context.setOffline(true)

  await page.keyboard.press('Control+f')
  const bar = page.getByRole('main').getByRole('search')
  const field = bar.getByRole('searchbox', { name: 'Search in conversation' })
  const status = bar.getByRole('status')
  await expect(field).toBeFocused()
  await expect(status).toHaveText('')
  await page.keyboard.type('stov')
  await expect(status).toHaveText('1 of 3')
  await expect(ada.message('part 405')).toBeInViewport()
  await page.keyboard.press('Enter')
  await expect(status).toHaveText('2 of 3')
  await expect(ada.message('part 205')).toBeInViewport()
  await bar.getByRole('button', { name: 'Next result' }).click()
  await expect(status).toHaveText('3 of 3')
  await expect(ada.message('part 5')).toBeInViewport()
  const marked = () => page.evaluate(() => [...CSS.highlights].map(([name, ranges]) => [name, [...ranges].join()]))
  await expect.poll(marked).toEqual([
    ['found', ''],
    ['found-here', 'stove'],
  ])
  await bar.getByRole('button', { name: 'Previous result' }).click()
  await expect(status).toHaveText('2 of 3')
  await field.press('Shift+Enter')
  await expect(status).toHaveText('1 of 3')
  await field.press('ArrowDown')
  await expect(status).toHaveText('3 of 3')
  await expect(ada.message('part 5')).toBeInViewport()

  // A strip over the message box is on top of it.
  await ada.chooses('part 5', 'Reply')
  const strip = page.getByRole('group', { name: 'Replying to Mira Okafor' })
  await expect(strip).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(strip).toHaveCount(0)
  await page.keyboard.press('Control+f')
  await expect(field).toBeFocused()
  await page.keyboard.type('nothing like it')
  await expect(status).toHaveText('0 of 0')
  await page.keyboard.press('Escape')
  await expect(bar).toHaveCount(0)
  await expect(ada.box).toBeFocused()
  await expect.poll(() => before.boundingBox()).toEqual(stood)
  expect(await page.evaluate(() => CSS.highlights.size)).toBe(0)

  // What is on its way, and the way from the info; nothing of it is in the history of the browser.
  await ada.writes('my stove is packed')
  await page.keyboard.press('Control+.')
  await page.getByRole('complementary').getByRole('button', { name: 'Search' }).click()
  await expect(field).toBeFocused()
  await page.keyboard.type('stove')
  await expect(status).toHaveText('1 of 4')
  await expect(ada.message('my stove is packed')).toBeInViewport()
  await page.keyboard.press('Escape')
  await expect(bar).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('complementary')).toHaveCount(0)
  await expect(page).toHaveURL(/\/c\/dm:ada:mira$/)

  // From the first of those that are drawn to the newest of all, and the same without the focus.
  await ada.message('my stove is packed').focus()
  await page.keyboard.press('PageUp')
  await expect(ada.message('filler 592')).toBeFocused()
  await page.keyboard.press('Home')
  await expect(ada.message('my stove is packed')).not.toBeInViewport()
  await page.keyboard.press('Alt+End')
  await expect(ada.message('my stove is packed')).toBeFocused()
  await page.keyboard.press('Home')
  const jump = page.getByRole('button', { name: /^Jump to latest/ })
  await expect(jump).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(jump).toHaveCount(0)
  await expect(ada.message('my stove is packed')).toBeInViewport()
})
