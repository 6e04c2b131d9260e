import { expect, test } from './support/test.ts'
import { WireUser } from './support/wire-user.ts'

test('two people talk, and ticks go from waiting to sent, delivered and read', async ({ world }) => {
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
})

test('what comes while somebody looks is said once, gathered by sender; a text is copied, and that is said too', async ({
  world,
}) => {
  const bob = await WireUser.signUp(world.server.direct, 'bob', 'Bob')
  const ada = await world.person('ada')
  await ada.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await ada.startsChatWith('bob')
  await bob.writesTo('ada', ['rope', 'stove', 'tarp'])
  await ada.sees('tarp')
  await expect(ada.page.getByRole('status').filter({ hasText: '3 new messages from Bob' })).toHaveCount(1)

  await ada.chooses('stove', 'Copy text')
  await expect(ada.page.getByRole('status', { name: 'Notifications' })).toHaveText('Copied')
  expect(await ada.page.evaluate(async () => await navigator.clipboard.readText())).toBe('stove')
})
