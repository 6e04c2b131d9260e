/** Everything one does with a message, online and offline. */
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

  // Far up, and back to the very pixel, with what was new still marked so. From above the end, which would be come back
  // to as the end: those below leave room for that, since the focus needs all of the message in sight.
  await page.goto(world.url)
  await bob.exchange([
    said('the green one?', question.id),
    ...Array.from({ length: 4 }, (_, at) => said(`take it ${at}`)),
  ])
  await expect(ada.row('Bob')).toHaveAccessibleName(/unread.*take it 3/)
  await ada.opens('Bob')
  const divider = page.getByRole('separator', { name: 'New messages' })
  await expect(divider).toBeInViewport()
  await ada.sees('take it 3')
  const atStart = await placeOf(ada, 'the green one?')
  await ada.message('the green one?').hover()
  await page.mouse.wheel(0, -120)
  await expect.poll(async () => await placeOf(ada, 'the green one?')).toBeGreaterThan(atStart + 100)
  await ada.message('the green one?').focus()
  await page.keyboard.press('Tab')
  await expect(quoteIn(ada, 'the green one?')).toBeFocused()
  // What gets the focus stands clear of the edges, so the log may have moved with it.
  await expect.poll(() => restsIn(ada, 'the green one?')).toBe(true)
  const from = await placeOf(ada, 'the green one?')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/m/${question.id}$`))
  await expect(ada.message('which boat do we take?')).toBeFocused()
  await expect(ada.message('which boat do we take?')).toBeInViewport()
  await page.goBack()
  await expect(ada.message('the green one?')).toBeFocused()
  await expect(divider).toBeInViewport()
  await expect.poll(async () => await placeOf(ada, 'the green one?')).toBe(from)

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

test('sent messages are changed and taken back: offline at once and taken back again, online for both; or out of one’s own sight alone', async ({
  world,
}) => {
  const bob = await WireUser.signUp(world.server.direct, 'bob', 'Bob')
  const ada = await world.person('ada')
  const { page } = ada
  await ada.startsChatWith('bob')
  for (const text of ['one', 'two', 'three']) await ada.writes(text)
  await ada.sees('three', 'sent')
  await bob.writesTo('ada', ['not for my eyes'])
  await ada.sees('not for my eyes')

  await ada.context.setOffline(true)
  await ada.box.press('ArrowUp')
  await expect(page.getByRole('group', { name: 'Editing message' })).toBeVisible()
  await expect(ada.box).toHaveValue('three')
  await ada.writes('three and a half')
  await expect(ada.message('three and a half')).toHaveAccessibleName(/edited edit waiting to send/)
  await ada.chooses('three and a half', 'Undo edit')
  await expect(ada.message('three and a half')).toHaveCount(0)
  await expect(ada.message('three')).toHaveAccessibleName(/^You three \S+ \S+$/)

  await ada.message('two').focus()
  await page.keyboard.press('Delete')
  const question = page.getByRole('alertdialog', { name: 'Delete message?' })
  await question.getByRole('button', { name: 'Delete for everyone' }).click()
  await ada.sees('Deleting…')
  await page.reload()
  await ada.message('Deleting…').getByRole('button', { name: 'Undo' }).click()
  await ada.sees('two')
  await ada.chooses('one', 'Edit')
  await ada.writes('first')
  await ada.chooses('two', 'Delete')
  await question.getByRole('button', { name: 'Delete for everyone' }).click()
  await ada.context.setOffline(false)
  await ada.sees('This message was deleted')
  await expect(ada.message('first')).toHaveAccessibleName(/edited$/)
  expect((await bob.history(conversation)).map(({ kind }) => kind).slice(-2)).toEqual(['edit', 'remove'])

  await ada.chooses('not for my eyes', 'Delete')
  await expect(question.getByRole('button', { name: 'Delete for everyone' })).toHaveCount(0)
  await question.getByRole('button', { name: 'Delete for me' }).click()
  await expect(ada.message('not for my eyes')).toHaveCount(0)
  await page.getByRole('status', { name: 'Notifications' }).getByRole('button', { name: 'Undo' }).click()
  await ada.sees('not for my eyes')
  await ada.chooses('not for my eyes', 'Delete')
  await question.getByRole('button', { name: 'Delete for me' }).click()
  await expect(ada.message('not for my eyes')).toHaveCount(0)
  await page.reload()
  await ada.sees('first')
  await expect(ada.message('not for my eyes')).toHaveCount(0)
})

test('an admin takes back what another said in the group; a member does not', async ({ world }) => {
  const bob = await WireUser.signUp(world.server.direct, 'bob', 'Bob')
  const ada = await world.person('ada')
  await ada.makesGroup('Harbour', ['bob'])
  await ada.writes('welcome')
  await ada.sees('welcome', 'sent')
  const group = (await bob.inbox()).map(({ event }) => event).find(({ kind }) => kind === 'message') as {
    conversation: string
  }
  await bob.exchange([{ ...said('buy my boat'), conversation: group.conversation }])
  await ada.chooses('buy my boat', 'Delete')
  await ada.page.getByRole('alertdialog').getByRole('button', { name: 'Delete for everyone' }).click()
  await ada.sees('This message was deleted')
  await expect.poll(async () => (await bob.history(group.conversation)).at(-1)?.kind).toBe('remove')

  // Taken back elsewhere while it is reacted to here: that was too late, and is said.
  await ada.context.setOffline(true)
  await ada.message('welcome').focus()
  await ada.page.keyboard.press('+')
  await ada.page.getByRole('button', { name: 'React with 👍' }).click()
  await expect(ada.message('welcome').getByRole('button', { name: '👍 1, you reacted' })).toBeVisible()
  const phone = await WireUser.signIn(world.server.direct, 'ada')
  const { id: target } = (await phone.history(group.conversation)).find(({ kind }) => kind === 'message') as {
    id: string
  }
  await phone.exchange([{ id: v7(), kind: 'remove', at: Date.now(), conversation: group.conversation, target }])
  await ada.context.setOffline(false)
  const notifications = ada.page.getByRole('status', { name: 'Notifications' })
  await expect(notifications).toContainText('That message is gone. Nothing was changed')
  await ada.page.keyboard.press('Control+Alt+o')
  await expect(ada.page.getByText('Nothing waiting. Everything is on the server.')).toBeVisible()
})

test('reactions: with the keyboard, the mouse and a finger, at once and offline; each says who', async ({ world }) => {
  const bob = await WireUser.signUp(world.server.direct, 'bob', 'Bob')
  const ada = await world.person('ada')
  const { page } = ada
  const good = said('the boat is booked')
  await bob.exchange([good, said('and paid')])
  await bob.exchange([
    { id: v7(), kind: 'react', at: Date.now(), conversation, target: good.id, emoji: '🎉', on: true },
  ])
  await ada.opens('Bob')
  const reactions = ada.message('the boat is booked').getByRole('group', { name: 'Reactions' })
  const party = reactions.getByRole('button', { name: /^🎉/ })
  await expect(party).toHaveAccessibleName('🎉 1')

  await ada.context.setOffline(true)
  await party.click()
  await expect(party).toHaveAccessibleName('🎉 2, you reacted')
  await expect(party).toHaveAttribute('aria-pressed', 'true')
  await expect(party).toHaveAccessibleDescription('Bob, You')
  await ada.message('the boat is booked').focus()
  await page.keyboard.press('+')
  await expect(page.getByRole('button', { name: 'React with 👍' })).toBeFocused()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await expect(reactions.getByRole('button', { name: '❤️ 1, you reacted' })).toBeVisible()
  await expect(ada.message('the boat is booked')).toBeFocused()
  await page.reload()
  await expect(reactions.getByRole('button', { name: '❤️ 1, you reacted' })).toBeVisible()
  await reactions.getByRole('button', { name: '❤️ 1, you reacted' }).click()
  await expect(reactions.getByRole('button', { name: /❤️/ })).toHaveCount(0)
  await ada.message('and paid').hover()
  await ada.message('and paid').getByRole('button', { name: 'React' }).click()
  await page.getByRole('button', { name: 'React with 🙏' }).click()
  await expect(ada.message('and paid').getByRole('button', { name: '🙏 1, you reacted' })).toBeVisible()

  await ada.context.setOffline(false)
  await expect
    .poll(async () => {
      const events = await bob.history(conversation)
      return events.flatMap((event) =>
        event.kind === 'react' && event.by === 'ada' ? [`${event.emoji} ${event.on}`] : [],
      )
    })
    .toEqual(['🎉 true', '🙏 true'])
})

test('who has a message and who has read it; why one waits; and a message sent on, offline too', async ({ world }) => {
  const bob = await WireUser.signUp(world.server.direct, 'bob', 'Bob')
  const cyd = await WireUser.signUp(world.server.direct, 'cyd', 'Cyd')
  const ada = await world.person('ada')
  const { page } = ada
  await cyd.writesTo('ada', ['hello'])
  await ada.startsChatWith('bob')
  await ada.writes('the boat is booked')
  await ada.sees('the boat is booked', 'sent')
  await ada.message('the boat is booked').focus()
  await page.keyboard.press('i')
  const info = page.getByRole('dialog', { name: 'Message info' })
  await expect(info.getByText('Nobody yet')).toHaveCount(2)
  await bob.inbox()
  await bob.exchange([])
  await expect(info.getByRole('list', { name: 'Delivered to' })).toContainText('Bob')
  await expect(info.getByRole('list', { name: 'Read by' })).toHaveCount(0)
  await bob.reads(conversation)
  await expect(info.getByRole('list', { name: 'Read by' })).toContainText('Bob')
  await page.keyboard.press('Escape')
  await expect(info).toHaveCount(0)
  await expect(ada.message('the boat is booked')).toBeFocused()

  await ada.context.setOffline(true)
  await ada.writes('and paid')
  await ada.chooses('and paid', 'Message info')
  await expect(info).toContainText(/Written \d\d:\d\d · not sent yet · tries: 0/)
  await page.keyboard.press('Escape')
  await expect(ada.message('and paid')).toBeFocused()
  await ada.chooses('the boat is booked', 'Message info')
  await expect(info).toContainText(/as of \d\d:\d\d/)
  await page.keyboard.press('Escape')
  await ada.chooses('the boat is booked', 'Forward')
  const forward = page.getByRole('dialog', { name: 'Forward' })
  await forward.getByRole('combobox').fill('cyd')
  await forward.getByRole('option', { name: /Cyd/ }).click()
  await forward.getByRole('button', { name: 'Forward' }).click()
  await expect(page.getByText('Forwarded to Cyd')).toBeVisible()
  await expect(ada.row('Cyd')).toHaveAccessibleName(/1 waiting/)
  await ada.context.setOffline(false)
  await expect
    .poll(async () =>
      (await cyd.history(directConversation('ada', 'cyd'))).map((event) => 'text' in event && event.text),
    )
    .toEqual(['hello', 'the boat is booked'])
})

const quoteIn = (person: Person, text: string) => person.message(text).getByRole('button', { name: /^In reply to/ })

const placeOf = async (person: Person, text: string): Promise<number> =>
  Math.round((await person.message(text).boundingBox())?.y ?? Number.NaN)

/** Whether it stays where it is for ten frames. */
const restsIn = async (person: Person, text: string): Promise<boolean> =>
  await person.message(text).evaluate(async (article) => {
    const { top } = article.getBoundingClientRect()
    for (let frame = 0; frame < 10; frame++) {
      await new Promise((resolve) => requestAnimationFrame(resolve))
      if (Math.abs(article.getBoundingClientRect().top - top) > 0.5) return false
    }
    return true
  })
