import { expect, test } from './support/test.ts'

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
