import { expect, test } from './support/test.ts'

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
    shortcuts: { url: string; icons: Icon[] }[]
  }
  expect(manifest).toMatchObject({ id: '/', name: 'Tidemark', scope: '/', display: 'standalone' })
  const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors')
  expect(installabilityErrors).toEqual([])

  const icons = [...manifest.icons, ...manifest.shortcuts.flatMap(({ icons }) => icons)]
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
    await expect(page.getByRole('dialog')).toBeVisible()
  }
})
