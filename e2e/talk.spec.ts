import { expect, test } from './support/test.ts'
import { WireUser } from './support/wire-user.ts'

test('two people talk: ticks go from waiting to read, and each sees that the other types, is here and has gone', async ({
  world,
}) => {
  const ada = await world.person('ada')
  const bob = await world.person('bob')

  await ada.startsChatWith('bob')
  world.proxy.set('cut')
  await ada.writes('is anybody there?')
  await ada.sees('is anybody there?', 'waiting to send')

  world.proxy.set('none')
  await ada.sees('is anybody there?', 'delivered')
  await expect(bob.row('Ada')).toHaveAccessibleName(/1 unread/)

  await bob.opens('Ada')
  await bob.sees('is anybody there?')
  await ada.sees('is anybody there?', 'read')

  await bob.writes('yes, dry bags packed')
  await ada.sees('yes, dry bags packed')
  await bob.sees('yes, dry bags packed', 'read')

  const header = ada.page.getByRole('main')
  await bob.box.pressSequentially('and')
  await expect(header.getByText('typing…')).toBeVisible()
  await expect(ada.row('Bob')).toContainText('typing…')
  await expect(ada.row('Bob')).toHaveAccessibleName(/yes, dry bags packed/)
  await bob.box.fill('')
  await expect(header.getByText('online', { exact: true })).toBeVisible()
  await expect(ada.row('Bob')).not.toContainText('typing…')

  // Tabs that do not lead: one hears of it, another tells of it.
  const second = world.on(await ada.context.newPage(), 'ada')
  await second.page.goto(world.url)
  const third = world.on(await bob.context.newPage(), 'bob')
  await third.page.goto(world.url)
  await third.opens('Ada')
  await third.box.pressSequentially('rope')
  await expect(second.row('Bob')).toContainText('typing…')
  // He rests: what nobody takes back ends by itself.
  await expect(second.row('Bob')).not.toContainText('typing…')
  await third.box.press('End')
  await third.box.pressSequentially('s too')
  await expect(header.getByText('typing…')).toBeVisible()
  await third.box.press('Enter')
  await ada.sees('ropes too')
  await expect(header.getByText('online', { exact: true })).toBeVisible()
  await second.page.close()

  await ada.context.setOffline(true)
  await expect(header.getByText(/^last seen before \d\d:\d\d$/)).toBeVisible()
  await expect(header.getByText('online', { exact: true })).toHaveCount(0)
  await ada.context.setOffline(false)
  await expect(header.getByText('online', { exact: true })).toBeVisible()
  await bob.context.close()
  await expect(header.getByText(/^last seen \d\d:\d\d$/)).toBeVisible()
})

test('what comes while somebody looks is said once, gathered by sender; a text is copied, and that is said too', async ({
  world,
}) => {
  const bob = await WireUser.signUp(world.server.direct, 'bob', 'Bob')
  const ada = await world.person('ada')
  await ada.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await ada.startsChatWith('bob')
  const said = await ada.page.evaluateHandle(() => {
    const texts: string[] = []
    Object.assign(document, { ariaNotify: (text: string) => texts.push(text) })
    return texts
  })
  await bob.writesTo('ada', ['rope', 'stove', 'tarp'])
  await ada.sees('tarp')
  await expect(ada.page.getByRole('status').filter({ hasText: '3 new messages from Bob' })).toHaveCount(1)

  expect(await said.jsonValue()).toEqual(['3 new messages from Bob'])
  await bob.writesTo('ada', ['and gas'])
  await expect.poll(() => said.jsonValue()).toEqual(['3 new messages from Bob', 'Bob: and gas'])
  await ada.page.evaluate(() => {
    localStorage.setItem('tidemark:preferences', JSON.stringify({ readAloud: 'sender' }))
    dispatchEvent(new StorageEvent('storage', { key: 'tidemark:preferences' }))
  })
  await bob.writesTo('ada', ['and matches'])
  await expect.poll(async () => (await said.jsonValue()).at(-1)).toBe('1 new message from Bob')

  await ada.chooses('stove', 'Copy text')
  await expect(ada.page.getByRole('status', { name: 'Notifications' })).toHaveText('Copied')
  const copied = async () => await ada.page.evaluate(async () => await navigator.clipboard.readText())
  expect(await copied()).toBe('stove')

  // Drawn over with the mouse, from within the first word to the last.
  const from = await ada.message('rope').getByText('rope').last().boundingBox()
  const to = await ada.message('tarp').getByText('tarp').last().boundingBox()
  if (!from || !to) throw new Error('what is copied is not in sight')
  await ada.page.mouse.move(from.x + 1, from.y + from.height / 2)
  await ada.page.mouse.down()
  await ada.page.mouse.move(to.x + to.width - 1, to.y + to.height / 2, { steps: 5 })
  await ada.page.mouse.up()
  await ada.page.keyboard.press('Control+c')
  await expect.poll(copied).toMatch(/^Bob, .*\d\d:\d\d: rope\nBob, .*\d\d:\d\d: stove\nBob, .*\d\d:\d\d: tarp$/)
  await ada.box.focus()
  await ada.page.keyboard.press('Control+v')
  await expect(ada.box).toHaveValue(await copied())
})
