import type { Page } from '@playwright/test'
import { PASSWORD } from './support/person.ts'
import { expect, test } from './support/test.ts'
import { WireUser } from './support/wire-user.ts'

test('with the keyboard alone: an account, a conversation, a message, its menu, the outbox, another conversation, signing out', async ({
  world,
}) => {
  const bob = await WireUser.signUp(world.server.direct, 'bob', 'Bob')
  const mira = await WireUser.signUp(world.server.direct, 'mira', 'Mira')
  const ada = await world.person('ada', { signedUp: false })
  const { page } = ada
  await page.goto(`${world.url}/signup`)
  await tabTo(page, 'textbox', 'Name')
  await page.keyboard.type('Ada')
  await tabTo(page, 'textbox', 'Username')
  await page.keyboard.type('ada')
  await page.keyboard.press('Tab')
  await page.keyboard.type(PASSWORD)
  await page.keyboard.press('Enter')
  await ada.seesChats()

  await page.keyboard.press('Alt+n')
  await expect(page.getByRole('combobox', { name: 'Search people' })).toBeFocused()
  await page.keyboard.type('bob')
  await expect(page.getByRole('option', { name: /@bob/ })).toBeVisible()
  await page.keyboard.press('ArrowDown')
  while (!(await page.getByRole('option', { name: /@bob/ }).evaluate((option) => option.matches('[data-focused]')))) {
    await page.keyboard.press('ArrowDown')
  }
  await page.keyboard.press('Enter')
  await expect(ada.box).toBeFocused()
  await expect(page.getByRole('main', { name: 'Conversation with Bob', exact: true })).toBeVisible()
  await page.keyboard.type('hands off the mouse')
  await page.keyboard.press('Enter')
  await ada.sees('hands off the mouse', 'sent')
  await bob.writesTo('ada', ['right you are'])
  await ada.sees('right you are')

  await page.keyboard.press('Shift+Tab')
  while (!(await ada.log.evaluate((log) => log === document.activeElement || log.contains(document.activeElement)))) {
    await page.keyboard.press('Shift+Tab')
  }
  await page.keyboard.press('End')
  await page.keyboard.press('ArrowUp')
  await expect(ada.message('hands off the mouse')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menu', { name: 'Message actions' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('menu', { name: 'Message actions' })).toHaveCount(0)
  await expect(ada.message('hands off the mouse')).toBeFocused()

  await page.keyboard.press('F6')
  await expect(ada.box).toBeFocused()
  await page.keyboard.type('oars')
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Control+e')
  await expect(ada.box).toHaveValue('`oars`')
  await page.keyboard.press('Control+Enter')
  await expect(ada.message('oars').locator('code')).toHaveText('oars')
  await page.keyboard.press('F6')
  await expect(ada.row('Bob')).toBeFocused()
  await page.keyboard.press('F6')
  await expect(ada.log).toBeFocused()
  await page.keyboard.press('Alt+End')
  await expect(ada.message('oars')).toBeFocused()
  await page.keyboard.press('e')
  const strip = page.getByRole('group', { name: 'Editing message' })
  await expect(strip).toBeVisible()
  await page.keyboard.press('Shift+F6')
  await expect(ada.message('oars').or(ada.log).and(page.locator(':focus'))).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(strip).toHaveCount(0)
  await expect(ada.box).toBeFocused()

  await page.keyboard.press('Control+Alt+o')
  await expect(page.getByRole('dialog', { name: 'Outbox' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog', { name: 'Outbox' })).toHaveCount(0)

  await mira.writesTo('ada', ['and me?'])
  await expect(ada.row('Mira')).toBeVisible()
  await ada.row('Bob').focus()
  await page.keyboard.press('ArrowUp')
  await expect(ada.row('Mira')).toBeFocused()
  await page.keyboard.press('Enter')
  await ada.sees('and me?')
  await page.keyboard.press('Alt+ArrowDown')
  const withBob = page.getByRole('main', { name: 'Conversation with Bob' })
  await expect(withBob).toBeVisible()
  await mira.writesTo('ada', ['and now?'])
  await expect(ada.row('Mira')).toHaveAccessibleName(/unread.*and now/)
  await page.keyboard.press('Alt+Shift+ArrowUp')
  await ada.sees('and now?')
  await page.keyboard.press('Alt+ArrowDown')
  await expect(withBob).toBeVisible()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'Jump to a person or conversation' })).toBeFocused()
  await page.keyboard.type('mira')
  await expect(page.getByRole('option')).toHaveCount(1)
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('complementary', { name: 'Conversation info' })).toContainText('@mira')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('complementary')).toHaveCount(0)
  await page.setViewportSize({ width: 360, height: 800 })
  await expect(page.getByRole('button', { name: 'Back to conversations' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(ada.row('Bob')).toBeVisible()

  await tabTo(page, 'button', 'Account')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible()
  while (
    !(await page.getByRole('menuitem', { name: 'Sign out' }).evaluate((item) => item === document.activeElement))
  ) {
    await page.keyboard.press('ArrowDown')
  }
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('alertdialog', { name: 'Sign out?' })
  await expect(dialog).toBeVisible()
  await tabTo(page, 'button', 'Sign out')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('form', { name: 'Sign in' })).toBeVisible()
})

test('of many conversations those in sight are drawn, and keys lead to any of them', async ({ world }) => {
  const ada = await world.person('ada')
  const { page } = ada
  await (await WireUser.signIn(world.server.direct, 'ada')).makesGroups(120)
  const rows = page.getByRole('list', { name: 'Conversation list' }).getByRole('listitem')
  await expect(rows.first()).toHaveAttribute('aria-setsize', '120')
  expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(1_500)

  await rows.first().getByRole('link').focus()
  await page.keyboard.press('End')
  await expect(rows.last().getByRole('link')).toBeFocused()
  await expect(rows.last()).toHaveAttribute('aria-posinset', '120')
  await expect(rows.last()).toBeInViewport()
  await page.keyboard.type('group 57')
  await expect(ada.row('Group 57')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main', { name: 'Conversation with Group 57' })).toBeVisible()
  await expect(ada.row('Group 57')).toBeInViewport()
})

/** Tab until the control has focus; gives up after a round that any page of ours is shorter than. */
async function tabTo(page: Page, role: 'textbox' | 'button', name: string): Promise<void> {
  const control = page.getByRole(role, { name, exact: true }).last()
  for (let presses = 0; presses < 60; presses++) {
    if (await control.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`no way to ${name} by Tab`)
}
