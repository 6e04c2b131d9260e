import type { Locator } from '@playwright/test'
import { expect, test } from './support/test.ts'
import { WireUser } from './support/wire-user.ts'

test('whoever was never answered is answered, or blocked offline, unblocked, and deleted', async ({ world }) => {
  const mira = await WireUser.signUp(world.server.direct, 'mira', 'Mira')
  const eve = await WireUser.signUp(world.server.direct, 'eve', 'Eve')
  const ada = await world.person('ada')
  const { page } = ada
  const request = page.getByRole('group', { name: 'Message request' })
  const told = async () => (await mira.inbox()).map(({ event }) => event.kind)

  await mira.writesTo('ada', ['Do you row?'])
  await ada.opens('Mira')
  await expect(request).toHaveText("Mira isn't in your contacts. Reply, Block or Delete.")
  await expect(ada.row('Mira')).toHaveAccessibleName(/^Mira\. Mira: Do you row\?/)
  // The request is there with the messages: they don't move up when one is about to press something.
  await page.reload()
  await expect(request).toBeVisible()
  expect(await movedIn(ada.log)).toEqual([])
  await request.getByRole('button', { name: 'Reply' }).click()
  await expect(ada.box).toBeFocused()
  await expect.poll(told).toContain('delivered')

  await ada.context.setOffline(true)
  await request.getByRole('button', { name: 'Block' }).click()
  await page.getByRole('alertdialog', { name: 'Block Mira?' }).getByRole('button', { name: 'Block' }).click()
  const blocked = page.getByText('You blocked Mira.')
  await expect(blocked).toBeVisible()
  await expect(ada.box).toHaveCount(0)
  await page.reload()
  await expect(blocked).toBeVisible()
  await ada.context.setOffline(false)
  await expect
    .poll(async () => {
      await mira.writesTo('ada', ['Hello?'])
      return told()
    })
    .toContain('rejected')
  await page.getByRole('button', { name: 'Unblock' }).click()
  await expect(request).toBeVisible()
  await ada.writes('On Sundays')
  await expect(request).toHaveCount(0)

  await eve.writesTo('ada', ['Cheap oars'])
  await ada.opens('Eve')
  await request.getByRole('button', { name: 'Delete' }).click()
  await page
    .getByRole('alertdialog', { name: 'Delete this conversation?' })
    .getByRole('button', { name: 'Delete' })
    .click()
  await expect(page.getByRole('main', { name: 'No conversation selected' })).toBeVisible()
  await expect(ada.row('Eve')).toHaveCount(0)
  await eve.writesTo('ada', ['Very cheap oars'])
  await ada.opens('Eve')
  await ada.sees('Very cheap oars')
  await expect(ada.message('Cheap oars')).toHaveCount(0)
})

/** What of this was moved since the page was loaded, by no hand. */
const movedIn = (part: Locator): Promise<string[]> =>
  part.evaluate(async (within) => {
    interface Shift extends PerformanceEntry {
      sources: { node?: Node }[]
    }
    const shifts = await new Promise<Shift[]>((resolve) => {
      const observer = new PerformanceObserver((list) => resolve(list.getEntries() as Shift[]))
      observer.observe({ type: 'layout-shift', buffered: true })
      // None at all is not told.
      requestAnimationFrame(() => requestAnimationFrame(() => resolve(observer.takeRecords() as Shift[])))
    })
    return shifts.flatMap(({ sources }) =>
      sources.flatMap(({ node }) => (node && within.contains(node) ? [node.textContent ?? ''] : [])),
    )
  })
