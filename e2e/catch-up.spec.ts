import { textsOf } from './support/person.ts'
import { expect, test } from './support/test.ts'
import { WireUser } from './support/wire-user.ts'

test('[S15] five thousand messages that came while away are caught up with, progress is shown and the box takes what is typed meanwhile', async ({
  world,
}) => {
  const senders = await Promise.all(
    ['ben', 'cara', 'dan', 'eve', 'finn'].map((handle) => WireUser.signUp(world.server.direct, handle)),
  )
  const ada = await world.person('ada')
  // Somebody who says nothing: marks of what is read would add to what comes.
  await WireUser.signUp(world.server.direct, 'bob')
  await ada.startsChatWith('bob')
  const address = ada.page.url()
  await ada.page.close()
  await Promise.all(senders.map((sender) => sender.writesTo('ada', numbered(`${sender.handle} says`, 1000))))

  ada.page = await ada.context.newPage()
  await ada.page.addInitScript(recordProgress)
  await ada.page.goto(address)
  await expect(ada.chip).toHaveAccessibleName(/^Updating/)
  await ada.box.pressSequentially('typing while thousands come in', { delay: 20 })
  await expect(ada.box).toHaveValue('typing while thousands come in')
  for (const { handle } of senders) await expect(ada.row(handle)).toHaveAccessibleName(/1,000 unread/)
  const left = (await ada.page.evaluate(() => (window as Progress).progress)).map(Number)
  expect(left.length).toBeGreaterThan(1)
  expect(left).toEqual(left.toSorted((a, b) => b - a))
  for (const { handle } of senders) {
    expect(textsOf(await ada.kept(`dm:ada:${handle}`))).toEqual(numbered(`${handle} says`, 1000))
  }
})

const numbered = (text: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${text} ${i + 1}`)

type Progress = Window & typeof globalThis & { progress: string[] }

/** Runs in the page: how many messages were still to come, each time that the screen said so. */
function recordProgress(): void {
  const { progress } = Object.assign(window, { progress: [] as string[] })
  new MutationObserver(() => {
    for (const button of document.querySelectorAll('button')) {
      const count = /^Updating, ([\d,]+) messages/.exec(button.textContent ?? '')?.[1]?.replaceAll(',', '')
      if (count && progress.at(-1) !== count) progress.push(count)
    }
  }).observe(document, { subtree: true, childList: true, characterData: true })
}
