import type { Page } from '@playwright/test'
import type { Person } from './support/person.ts'
import { expect, test } from './support/test.ts'
import { WireUser } from './support/wire-user.ts'

const info = (page: Page) =>
  page
    .getByRole('complementary', { name: 'Conversation info' })
    .or(page.getByRole('dialog', { name: 'Conversation info' }))
const member = (page: Page, name: string) =>
  info(page).getByRole('list', { name: 'Members' }).getByRole('listitem').filter({ hasText: name })

async function does(person: Person, name: string, action: string): Promise<void> {
  await info(person.page)
    .getByRole('button', { name: `Actions for ${name}` })
    .click()
  await person.page.getByRole('menuitem', { name: action }).click()
}

async function fromMenu(person: Person, title: string, action: string): Promise<void> {
  await person.row(title).focus()
  await person.page.keyboard.press('Shift+F10')
  await person.page.getByRole('menu', { name: 'Conversation menu' }).getByRole('menuitem', { name: action }).click()
}

test('a group is named, led, left and added to, offline too, and each says what happened', async ({ world }) => {
  await WireUser.signUp(world.server.direct, 'cleo', 'Cleo')
  const dora = await WireUser.signUp(world.server.direct, 'dora', 'Dora')
  const ada = await world.person('ada')
  const bob = await world.person('bob', { viewport: { width: 360, height: 800 } })
  await dora.writesTo('ada', ['hello'])
  await ada.makesGroup('Rowing', ['bob', 'cleo'])
  await expect(ada.log).toContainText('You made Rowing. Invite people.')
  await ada.log.getByRole('button', { name: 'Invite people' }).click()
  await expect(info(ada.page).getByRole('button', { name: 'Create invite link' })).toBeVisible()
  await ada.page.keyboard.press('Escape')
  await expect(info(ada.page)).toHaveCount(0)
  await bob.opens('Rowing')

  await ada.page.keyboard.press('Control+.')
  await expect(info(ada.page).getByRole('heading', { name: '3 members' })).toBeVisible()
  await info(ada.page).getByRole('button', { name: 'Rename group' }).click()
  await info(ada.page).getByRole('textbox', { name: 'Group name' }).fill('Harbour Rowing')
  await ada.page.keyboard.press('Enter')
  await expect(ada.page.getByRole('main', { name: 'Conversation with Harbour Rowing' })).toBeVisible()
  await does(ada, 'Bob', 'Make admin')
  await expect(member(ada.page, 'Bob')).toContainText('Admin')
  await expect(bob.log).toContainText('Ada named the group Harbour Rowing')
  await expect(bob.log).toContainText('You are an admin now')

  world.proxy.set('cut')
  await expect(ada.chip).toBeVisible()
  await does(ada, 'Cleo', 'Remove from group')
  await ada.page.getByRole('alertdialog', { name: 'Remove Cleo?' }).getByRole('button', { name: 'Remove' }).click()
  await expect(member(ada.page, 'Cleo')).toContainText('Waiting to be removed')
  await info(ada.page).getByRole('button', { name: 'Add people' }).click()
  const dialog = ada.page.getByRole('dialog', { name: 'Add people' })
  await dialog.getByRole('option', { name: /@dora/ }).click()
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(member(ada.page, 'Dora')).toContainText('Waiting to be added')
  await expect(info(ada.page)).toContainText(/as of \d\d:\d\d/)
  const create = info(ada.page).getByRole('button', { name: 'Create invite link' })
  await expect(create).toBeDisabled()
  await expect(create).toHaveAccessibleDescription('Needs a connection')

  await ada.page.reload()
  await expect(member(ada.page, 'Dora')).toContainText('Waiting to be added')
  world.proxy.set('none')
  await expect(member(ada.page, 'Dora')).toContainText('@dora')
  await expect(member(ada.page, 'Cleo')).toHaveCount(0)
  await expect(bob.log).toContainText('Ada removed Cleo')
  await expect(bob.log).toContainText('Ada added Dora')

  await bob.page.getByRole('button', { name: 'Conversation info' }).click()
  await expect(member(bob.page, 'Dora')).toBeVisible()
  await info(bob.page).getByRole('button', { name: 'Leave group' }).click()
  const question = bob.page.getByRole('alertdialog', { name: 'Leave Harbour Rowing?' })
  await expect(question).toContainText("You'll keep your copy of the messages on this device.")
  await question.getByRole('button', { name: 'Leave group' }).click()
  await expect(info(bob.page).getByRole('button', { name: 'Rename group' })).toHaveCount(0)
  await info(bob.page).getByRole('button', { name: 'Close' }).click()
  await expect(bob.page.getByText('You left this group.')).toBeVisible()
  await expect(ada.log).toContainText('Bob left the group')
  await expect(member(ada.page, 'Bob')).toHaveCount(0)

  await ada.page.keyboard.press('Escape')
  await expect(info(ada.page)).toHaveCount(0)
  await expect(ada.page.getByRole('button', { name: 'Conversation info' })).toBeFocused()
})

test('rows are pinned, muted, marked and put away with the keyboard alone and offline, and all devices know', async ({
  world,
}) => {
  const { direct } = world.server
  const ada = await world.person('ada')
  for (const [handle, name] of [
    ['bob', 'Bob'],
    ['cleo', 'Cleo'],
  ] as const)
    await (await WireUser.signUp(direct, handle, name)).writesTo('ada', ['hello', 'there'])
  await expect(ada.row('Cleo')).toHaveAccessibleName(/^Cleo, 2 unread\. Cleo: there\. /)
  await expect(ada.page).toHaveTitle('(2) Tidemark')
  world.proxy.set('cut')
  await expect(ada.chip).toBeVisible()

  await fromMenu(ada, 'Bob', 'Pin')
  await expect(ada.row('Bob')).toHaveAccessibleName(/^Bob, pinned, 2 unread\. /)
  await fromMenu(ada, 'Bob', 'Mute')
  await ada.page.getByRole('dialog', { name: 'Mute Bob' }).getByRole('button', { name: '8 hours' }).click()
  await expect(ada.row('Bob')).toHaveAccessibleName(/^Bob, pinned, muted, 2 unread\. /)
  await expect(ada.page).toHaveTitle('(1) Tidemark')
  await fromMenu(ada, 'Cleo', 'Mark as read')
  await expect(ada.row('Cleo')).toHaveAccessibleName(/^Cleo\. /)
  await expect(ada.page).toHaveTitle('Tidemark')
  await fromMenu(ada, 'Cleo', 'Mark as unread')
  await expect(ada.row('Cleo')).toHaveAccessibleName(/^Cleo, unread\. /)
  await expect(ada.page).toHaveTitle('(1) Tidemark')

  await fromMenu(ada, 'Cleo', 'Archive')
  await expect(ada.row('Cleo')).toHaveCount(0)
  await ada.page.getByRole('status', { name: 'Notifications' }).getByRole('button', { name: 'Undo' }).click()
  await expect(ada.row('Cleo')).toBeVisible()
  await fromMenu(ada, 'Cleo', 'Archive')
  await expect(ada.row('Cleo')).toHaveCount(0)

  await ada.page.reload()
  await ada.seesChats()
  await expect(ada.row('Bob')).toHaveAccessibleName(/^Bob, pinned, muted, 2 unread\. /)
  world.proxy.set('none')
  await expect(ada.chip).toHaveCount(0)
  const again = await world.person('ada', { signedUp: false, viewport: { width: 360, height: 800 } })
  await again.signIn()
  await expect(again.row('Bob')).toHaveAccessibleName(/^Bob, pinned, muted, 2 unread\. /)
  await again.page.getByRole('button', { name: /^Archived/ }).click()
  await expect(again.row('Cleo')).toHaveAccessibleName(/^Cleo, unread\. /)
  await again.opens('Cleo')
  await again.page.getByRole('button', { name: 'Conversation menu' }).click()
  await again.page.getByRole('menuitem', { name: 'Unarchive' }).click()
  await expect(ada.row('Cleo')).toHaveAccessibleName(/^Cleo\. /)
})

test('a row pulled to the right is read, to the left put away, and resting on it opens its menu', async ({ world }) => {
  const ada = await world.person('ada', { viewport: { width: 360, height: 800 } })
  await (await WireUser.signUp(world.server.direct, 'bob', 'Bob')).writesTo('ada', ['hello'])
  await expect(ada.row('Bob')).toHaveAccessibleName(/1 unread/)

  await pulls(ada, 'Bob', 140)
  await expect(ada.row('Bob')).toHaveAccessibleName(/^Bob\. /)
  await pulls(ada, 'Bob', 40)
  await pulls(ada, 'Bob', -140)
  await expect(ada.row('Bob')).toHaveCount(0)
  await ada.page.getByRole('button', { name: 'Undo' }).click()
  await expect(ada.row('Bob')).toHaveAccessibleName(/^Bob\. /)

  const finger = await touch(ada)
  await finger.down('Bob')
  await expect(ada.page.getByRole('menu', { name: 'Conversation menu' })).toBeVisible()
  await finger.up()
  await expect(ada.page.getByRole('menu', { name: 'Conversation menu' })).toBeVisible()
  await expect(ada.page.getByRole('heading', { level: 1, name: 'Chats' })).toBeVisible()
})

/** A finger on a row, as the browser feels it. */
async function touch(person: Person) {
  const cdp = await person.context.newCDPSession(person.page)
  await cdp.send('Emulation.setTouchEmulationEnabled', { enabled: true })
  const at = { x: 0, y: 0 }
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd') =>
    cdp.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [at] })
  return {
    async down(title: string) {
      const box = await person.row(title).boundingBox()
      if (!box) throw new Error(`${title} is not in sight`)
      Object.assign(at, { x: box.x + box.width / 2, y: box.y + box.height / 2 })
      await send('touchStart')
    },
    async by(x: number) {
      at.x += x
      await send('touchMove')
    },
    up: () => send('touchEnd'),
  }
}

async function pulls(person: Person, title: string, by: number): Promise<void> {
  const finger = await touch(person)
  await finger.down(title)
  for (let step = 0; step < 4; step++) await finger.by(by / 4)
  await finger.up()
}

test('a link leads into a group: through signing up, signed in, offline, and not once it has ended', async ({
  world,
}) => {
  const ada = await world.person('ada')
  const bob = await world.person('bob', { viewport: { width: 360, height: 800 } })
  await ada.makesGroup('Harbour Rowing', ['bob'])
  await ada.page.keyboard.press('Control+.')
  await info(ada.page).getByRole('button', { name: 'Create invite link' }).click()
  await expect(info(ada.page).getByRole('img', { name: 'QR code of the invite link' })).toBeVisible()
  const url = (await info(ada.page).getByText('/join/').textContent()) ?? ''

  const cleo = await world.person('cleo', { signedUp: false, viewport: { width: 360, height: 800 } })
  await cleo.page.goto(url)
  const invitation = cleo.page.getByRole('main', { name: 'Invitation' })
  await expect(invitation).toContainText('Ada invited you to Harbour Rowing · 2 people')
  await invitation.getByRole('link', { name: 'Create account' }).click()
  await cleo.fillsSignUp()
  const question = cleo.page.getByRole('dialog', { name: 'Join Harbour Rowing?' })
  await question.getByRole('button', { name: 'Join' }).click()
  await expect(cleo.page.getByRole('main', { name: 'Conversation with Harbour Rowing' })).toBeVisible()
  await expect(ada.log).toContainText('Cleo joined')
  await cleo.writes('here I am')
  await ada.sees('here I am')

  const dora = await world.person('dora')
  await dora.page.goto(url)
  const asked = dora.page.getByRole('dialog', { name: 'Join Harbour Rowing?' })
  await expect(asked).toContainText('3 people')
  world.proxy.set('cut')
  await expect(dora.chip).toBeVisible()
  await asked.getByRole('button', { name: 'Join' }).click()
  await dora.writes('from the tunnel')
  await dora.sees('from the tunnel', 'waiting to send')
  await dora.page.reload()
  await expect(dora.row('Harbour Rowing')).toBeVisible()
  world.proxy.set('none')
  await ada.sees('from the tunnel')
  await dora.sees('from the tunnel', 'sent')

  await info(ada.page).getByRole('button', { name: 'Turn off link' }).click()
  await expect(info(ada.page).getByRole('button', { name: 'Create invite link' })).toBeVisible()
  await bob.page.goto(url)
  await expect(bob.page.getByRole('dialog', { name: 'Invitation' })).toContainText('This invite has expired.')
})
