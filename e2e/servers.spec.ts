/** What becomes of the server: killed again and again, and put back to older copies of its data. */
import { PASSWORD, type Person, textsOf } from './support/person.ts'
import { expect, test } from './support/test.ts'
import { WireUser } from './support/wire-user.ts'

test('[S5] the server is killed at ten random moments of two-way traffic, and every id is there once at both ends', async ({
  world,
}) => {
  const [ada, bob] = [await world.person('ada'), await world.person('bob')]
  await ada.startsChatWith('bob')
  await bob.startsChatWith('ada')
  let over = false
  const talk = async (person: Person) => {
    const texts: string[] = []
    while (!over) {
      for (let i = 0; i < 3; i++) {
        texts.push(`${person.handle} ${texts.length + 1}.`)
        await person.writes(texts.at(-1) as string)
      }
      await person.sees(texts.at(-1) as string, 'sent')
    }
    return texts
  }
  const talks = [talk(ada), talk(bob)]
  const moments = Array.from({ length: 10 }, () => 1 + Math.floor(Math.random() * 20))
  test.info().annotations.push({ type: 'killed after as many pieces of traffic', description: moments.join(' ') })
  for (const pieces of moments) {
    await world.proxy.passes(pieces)
    await world.server.kill()
    await world.server.start()
  }
  over = true
  const [fromAda, fromBob] = (await Promise.all(talks)) as [string[], string[]]
  await ada.sees(fromAda.at(-1) as string, 'delivered')
  await bob.sees(fromBob.at(-1) as string, 'delivered')

  const history = await (await WireUser.signIn(world.server.direct, 'ada')).history('dm:ada:bob')
  const told = history.flatMap((event) => (event.kind === 'message' ? [{ id: event.id, text: event.text }] : []))
  expect(new Set(told.map(({ id }) => id)).size).toBe(told.length)
  expect(textsOf(told).filter((text) => text.startsWith('ada'))).toEqual(fromAda)
  expect(textsOf(told).filter((text) => text.startsWith('bob'))).toEqual(fromBob)
  for (const person of [ada, bob]) await expect.poll(() => person.kept('dm:ada:bob')).toEqual(told)
})

test("[S13] the server's data is put back to an older copy: both browsers heal, nothing typed is lost or doubled", async ({
  world,
}) => {
  const ada = await world.person('ada')
  const bob = await world.person('bob')
  await ada.startsChatWith('bob')
  await ada.writes('before the copy')
  await ada.sees('before the copy', 'delivered')
  await bob.opens('Ada')
  await bob.sees('before the copy')
  await world.server.stop()
  const copy = world.server.backUp()
  await world.server.start()
  await ada.writes('ada, after the copy')
  await ada.sees('ada, after the copy', 'read')
  await bob.writes('bob, after the copy')
  await bob.sees('bob, after the copy', 'delivered')

  await world.server.stop()
  world.server.restore(copy)
  await ada.writes('ada, while it was down')
  await world.server.start()
  await ada.sees('ada, while it was down', 'delivered')
  const texts = ['before the copy', 'ada, after the copy', 'bob, after the copy', 'ada, while it was down']
  for (const text of texts) {
    await ada.sees(text)
    await bob.sees(text)
  }
  const witness = await WireUser.signIn(world.server.direct, 'bob')
  await expect
    .poll(async () =>
      (await witness.history('dm:ada:bob')).flatMap((event) => (event.kind === 'message' ? [event.text] : [])).sort(),
    )
    .toEqual([...texts].sort())
  await expect.poll(async () => await ada.kept('dm:ada:bob')).toEqual(await bob.kept('dm:ada:bob'))
})

test('[S30] put back to before an account: made again, it finds what this browser kept when its person says so', async ({
  world,
}) => {
  const bob = await world.person('bob')
  await world.server.stop()
  const copy = world.server.backUp()
  await world.server.start()
  const ada = await world.person('ada')
  await ada.startsChatWith('bob')
  await ada.writes('sent before')
  await ada.sees('sent before', 'delivered')
  world.proxy.set('cut')
  await ada.writes('only on this device')
  await ada.sees('only on this device', 'waiting to send')
  await world.server.stop()
  world.server.restore(copy)
  await world.server.start()
  world.proxy.set('none')

  await ada.page.getByRole('button', { name: 'Sign in again' }).click()
  await ada.page.getByRole('link', { name: 'Create account' }).click()
  const form = ada.page.getByRole('form', { name: 'Create account' })
  await expect(form.getByRole('textbox', { name: 'Username' })).toHaveValue('ada')
  await form.getByRole('textbox', { name: 'Name', exact: true }).fill('Ada')
  await form.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await form.getByRole('button', { name: 'Create account' }).click()
  const question = ada.page.getByRole('main', { name: 'Messages from before' })
  await expect(question).toBeVisible()
  await ada.page.reload()
  await expect(question).toBeVisible()
  await expect(ada.page.getByText('only on this device')).toHaveCount(0)
  await question.getByRole('button', { name: 'Keep and send' }).click()
  await ada.row('Bob').click()
  for (const text of ['sent before', 'only on this device']) await ada.sees(text, 'delivered')
  await bob.opens('Ada')
  for (const text of ['sent before', 'only on this device']) await bob.sees(text)
  await expect(bob.log.getByRole('article')).toHaveCount(2)
  await expect.poll(() => ada.kept('dm:ada:bob')).toEqual(await bob.kept('dm:ada:bob'))
})
