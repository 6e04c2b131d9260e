import { expect, test } from './support/test.ts'
import { WireUser } from './support/wire-user.ts'

interface Icon {
  src: string
  sizes: string
  type?: string
  purpose?: string
}

test('the app can be installed: its manifest holds, its icons are what they say, and a worker serves the page', async ({
  world,
}) => {
  const { person: ada } = await world.personWithBrowser('ada')
  const { page } = ada
  expect(await page.evaluate(() => navigator.serviceWorker.controller?.state)).toBe('activated')

  const cdp = await ada.context.newCDPSession(page)
  const { errors, data } = await cdp.send('Page.getAppManifest')
  expect(errors).toEqual([])
  const manifest = JSON.parse(data ?? '') as {
    id: string
    name: string
    start_url: string
    scope: string
    display: string
    icons: Icon[]
    shortcuts: { name: string; url: string; icons: Icon[] }[]
    screenshots: (Icon & { form_factor: string })[]
    description: string
  }
  expect(manifest).toMatchObject({ id: '/', name: 'Tidemark', scope: '/', display: 'standalone' })
  const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors')
  expect(installabilityErrors).toEqual([])

  expect(manifest.description).not.toBe('')
  expect(manifest.shortcuts.map(({ name }) => name)).toEqual(['New conversation', 'Search', 'Outbox'])
  expect(manifest.screenshots.map(({ form_factor }) => form_factor)).toEqual(['narrow', 'narrow', 'wide', 'wide'])
  const icons = [...manifest.icons, ...manifest.shortcuts.flatMap(({ icons }) => icons), ...manifest.screenshots]
  const purposes = manifest.icons.map(({ purpose }) => purpose ?? 'any')
  for (const purpose of ['any', 'maskable', 'monochrome']) expect(purposes).toContain(purpose)
  for (const { src, sizes, type } of icons) {
    const icon = await page.evaluate(async (address) => {
      const image = new Image()
      image.src = address
      await image.decode()
      const answer = await fetch(address)
      return { type: answer.headers.get('content-type'), size: `${image.naturalWidth}x${image.naturalHeight}` }
    }, src)
    expect(icon.type, src).toContain(type ?? 'image/')
    if (sizes !== 'any') expect(icon.size, src).toBe(sizes)
  }
  for (const { url } of manifest.shortcuts) {
    await page.goto(new URL(url, world.url).href)
    await expect(page.getByRole('dialog').or(page.getByRole('main', { name: 'Search' }))).toBeVisible()
  }
})

test('whoever has nothing here yet is offered to install the app, asked by the browser or told how, and then left alone', async ({
  world,
}) => {
  await WireUser.signUp(world.server.direct, 'bob', 'Bob')
  const ada = await world.person('ada')
  const { page } = ada
  const card = page.getByRole('region', { name: 'Keep Tidemark a tap away' })
  const offers = (outcome: 'accepted' | 'dismissed') =>
    page.evaluate((answer) => {
      const offer = new Event('beforeinstallprompt', { cancelable: true })
      dispatchEvent(Object.assign(offer, { prompt: async () => ({ outcome: answer }) }))
      return offer.defaultPrevented
    }, outcome)

  expect(await offers('dismissed')).toBe(true)
  await card.getByRole('button', { name: 'Install' }).click()
  await expect(card).toHaveCount(0)
  await offers('accepted')
  await page.reload()
  await ada.seesChats()
  await ada.startsChatWith('bob')
  await offers('accepted')
  for (const text of ['one', 'two', 'three', 'four', 'five']) await ada.writes(text)
  // By now it would be there.
  await ada.sees('five', 'sent')
  await expect(card).toHaveCount(0)

  // Ninety days on.
  await page.evaluate(() => {
    const before = JSON.parse(localStorage.getItem('tidemark:install') ?? '{}') as { putOff: number }
    localStorage.setItem('tidemark:install', JSON.stringify({ ...before, putOff: before.putOff - 90 * 86_400_000 }))
  })
  await page.reload()
  await ada.seesChats()
  await offers('accepted')
  await card.getByRole('button', { name: 'Not now' }).click()
  await expect(card).toHaveCount(0)

  // Where it is done by hand.
  await page.evaluate(() => localStorage.removeItem('tidemark:install'))
  const phone = world.on(await ada.context.newPage(), 'ada')
  await phone.page.setViewportSize({ width: 360, height: 800 })
  await phone.page.addInitScript(() => Object.defineProperty(navigator, 'userAgent', { get: () => 'iPhone' }))
  await phone.page.goto(world.url)
  await phone.page.getByRole('button', { name: 'Install' }).click()
  const how = phone.page.getByRole('dialog', { name: 'Install Tidemark' })
  await expect(how.getByRole('listitem')).toHaveText([/Tap Share/, /Tap Add to Home Screen/])
  await phone.page.keyboard.press('Escape')
  await expect(how).toHaveCount(0)
  await expect(phone.page.getByRole('region', { name: 'Keep Tidemark a tap away' })).toHaveCount(0)
})
