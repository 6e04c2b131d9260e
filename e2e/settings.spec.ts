import { readFileSync } from 'node:fs'
import { crc32, inflateRawSync } from 'node:zlib'
import { PASSWORD } from './support/person.ts'
import { expect, test } from './support/test.ts'
import { WireUser } from './support/wire-user.ts'

test('settings work offline: a name that waits, how it looks, what is kept, and all of it as a zip; a password needs the server', async ({
  world,
}) => {
  const mira = await WireUser.signUp(world.server.direct, 'mira', 'Mira Okafor')
  const ada = await world.person('ada')
  const { page } = ada
  await mira.writesTo('ada', ['Dry bags <b>&</b> "stove"'])
  await expect(ada.row('Mira Okafor')).toBeVisible()

  await page.keyboard.press('Control+,')
  const main = page.getByRole('main', { name: 'Settings' })
  const nav = main.getByRole('navigation', { name: 'Settings' })
  await nav.getByRole('link', { name: 'Devices' }).click()
  await expect(main.getByRole('list', { name: 'Devices' }).getByRole('listitem')).toHaveAccessibleName(
    /, this device, active now$/,
  )
  const elsewhere = await WireUser.signIn(world.server.direct, 'ada')
  await nav.getByRole('link', { name: 'Profile' }).click()
  await nav.getByRole('link', { name: 'Devices' }).click()
  await expect(main.getByRole('list', { name: 'Devices' }).getByRole('listitem')).toHaveCount(2)
  await main.getByRole('button', { name: /^Sign out (?!all)/ }).click()
  await expect(main.getByText('Only this device')).toBeVisible()
  await expect(elsewhere.call('GET', '/api/session')).rejects.toThrow(/401/)

  await nav.getByRole('link', { name: 'Account' }).click()
  const change = main.getByRole('form', { name: 'Password' })
  await change.getByLabel('Current password').fill('not this one')
  await change.getByLabel('New password').fill('a lighthouse in fog')
  await change.getByRole('button', { name: 'Change password' }).click()
  await expect(change.getByText('That is not your current password')).toBeVisible()
  await expect(change.getByLabel('Current password')).toBeFocused()
  await change.getByLabel('Current password').fill(PASSWORD)
  await page.keyboard.press('Enter')
  await expect(page.getByText('Password changed')).toBeVisible()
  await expect(change.getByLabel('New password')).toHaveValue('')
  await nav.getByRole('link', { name: 'Devices' }).click()

  await ada.context.setOffline(true)
  await page.reload()
  await expect(main.getByRole('heading', { level: 2, name: 'Devices' })).toBeVisible()
  await expect(main.getByText(/Needs a connection/)).toBeVisible()
  await nav.getByRole('link', { name: 'Profile' }).click()
  await main.getByRole('textbox', { name: 'Name', exact: true }).fill('Ada Lovelace')
  await main.getByRole('button', { name: 'Save' }).click()
  await expect(main.getByText("Saves when you're online")).toBeVisible()
  await expect(main.getByRole('button', { name: 'Save' })).toBeFocused()

  await nav.getByRole('link', { name: 'Appearance' }).click()
  await main.getByRole('radiogroup', { name: 'Theme' }).getByRole('radio', { name: 'Dark' }).check()
  await main.getByRole('radiogroup', { name: 'Density' }).getByRole('radio', { name: 'Compact' }).check()
  await main.getByRole('slider', { name: 'Text size' }).fill('18')
  await main.getByRole('switch', { name: 'Enter sends' }).uncheck()
  const shown = () =>
    page.evaluate(() => ({
      scheme: getComputedStyle(document.documentElement).colorScheme,
      size: getComputedStyle(document.documentElement).fontSize,
      density: document.documentElement.dataset.density,
    }))
  expect(await shown()).toEqual({ scheme: 'dark', size: '19.2px', density: 'compact' })
  await page.reload()
  await expect(main.getByRole('switch', { name: 'Enter sends' })).not.toBeChecked()
  expect(await shown()).toEqual({ scheme: 'dark', size: '19.2px', density: 'compact' })

  await ada.opens('Mira Okafor')
  await ada.box.fill('one')
  await ada.box.press('Enter')
  await expect(ada.box).toHaveValue('one\n')
  await ada.box.pressSequentially('two')
  await ada.box.press('Control+Enter')
  await ada.sees('one', 'waiting to send')

  await page.keyboard.press('Control+,')
  await nav.getByRole('link', { name: 'Storage & data' }).click()
  await expect(main.getByRole('meter', { name: 'Storage used' })).toBeVisible()
  await expect(main.getByText(/^Last synced \w{3} \d\d:\d\d:\d\d/)).toBeVisible()
  await main.getByRole('button', { name: 'Export my data' }).click()
  const dialog = page.getByRole('dialog', { name: 'Export my data' })
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Export', exact: true }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(/^tidemark-ada-\d{4}-\d\d-\d\d\.zip$/)
  const files = unzipped(readFileSync(await download.path()))
  const json = JSON.parse(files['messages.json'] ?? '') as {
    format: string
    conversations: { id: string; lines: { text?: string; unsent?: true }[] }[]
  }
  expect(json.format).toBe('tidemark')
  const lines = json.conversations.find(({ id }) => id === 'dm:ada:mira')?.lines
  expect(lines).toMatchObject([{ text: 'Dry bags <b>&</b> "stove"' }, { text: 'one\ntwo', unsent: true }])
  expect(files['index.html']).toContain('Dry bags &lt;b&gt;&amp;&lt;/b&gt; &quot;stove&quot;')
  expect(files['index.html']).not.toMatch(/<script/)
  await dialog.getByRole('button', { name: 'Done' }).click()

  await ada.context.setOffline(false)
  await expect(main.getByText(/^Last synced .*, 0 behind$/)).toBeVisible()
  await main.getByRole('button', { name: 'Remove everything' }).click()
  const asking = page.getByRole('alertdialog', { name: 'Remove everything from this device?' })
  await expect(asking.getByRole('button', { name: 'Remove everything' })).toBeDisabled()
  await asking.getByRole('textbox', { name: 'Type REMOVE to go on' }).fill('REMOVE')
  await asking.getByRole('button', { name: 'Remove everything' }).click()
  const form = page.getByRole('form', { name: 'Sign in' })
  await form.getByRole('textbox', { name: 'Username' }).fill('ada')
  await form.getByLabel('Password', { exact: true }).fill('a lighthouse in fog')
  await form.getByRole('button', { name: 'Sign in' }).click()
  await ada.seesChats()
  await page.keyboard.press('Control+,')
  await nav.getByRole('link', { name: 'Profile' }).click()
  await expect(main.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('Ada Lovelace')
})

test('a device with the newest messages alone fetches all the others while nothing else happens, and lets go of them where room is wanted', async ({
  world,
}) => {
  const mira = await WireUser.signUp(world.server.direct, 'mira', 'Mira Okafor')
  const elsewhere = await WireUser.signUp(world.server.direct, 'ada', 'Ada')
  await mira.writesTo(
    'ada',
    Array.from({ length: 300 }, (_, n) => `message ${n}`),
  )
  const ada = await world.person('ada', { signedUp: false })
  const { page } = ada
  await ada.signIn()
  await expect(ada.row('Mira Okafor')).toBeVisible()
  expect((await ada.kept('dm:ada:mira')).length).toBeLessThan(300)
  await page.goto(`${world.url}/search?q=message`)
  const main = page.getByRole('main', { name: 'Search' })
  await main.getByRole('link', { name: 'Keep all history on this device' }).click()
  const storage = page.getByRole('main', { name: 'Settings' })
  await storage.getByRole('switch', { name: 'Keep all history on this device' }).check()
  await expect(storage.getByText('All of it is here.')).toBeVisible()
  await ada.holds('dm:ada:mira', 300)
  await page.goto(`${world.url}/search?q=0`)
  await expect(main.getByRole('region', { name: 'Messages' }).getByRole('link')).toHaveText([/message 0/])

  await elsewhere.reads('dm:ada:mira')
  await page.goto(`${world.url}/settings/storage`)
  await expect(ada.row('Mira Okafor')).not.toHaveAccessibleName(/unread/)
  await ada.isInstalled()
  await ada.context.setOffline(true)
  await storage.getByRole('button', { name: 'Free up space' }).click()
  const asking = page.getByRole('alertdialog', { name: 'Free up space?' })
  await asking.getByRole('button', { name: 'Free up space' }).click()
  await expect(page.getByText('Removed 100 old messages from this device')).toBeVisible()
  await expect(storage.getByRole('switch', { name: 'Keep all history on this device' })).not.toBeChecked()
  await ada.holds('dm:ada:mira', 200)
  await expect(storage.getByText('66 % is here. Older messages are fetched when you scroll to them.')).toBeVisible()
  await ada.context.setOffline(false)
  await storage.getByRole('switch', { name: 'Keep all history on this device' }).check()
  await expect(storage.getByText('All of it is here.')).toBeVisible()
  await ada.holds('dm:ada:mira', 300)
})

/** The files of a zip whose entries are stored or deflated, each checked by its sum. */
function unzipped(zip: Buffer): Record<string, string> {
  const files: Record<string, string> = {}
  let at = zip.readUInt32LE(zip.length - 22 + 16)
  while (zip.readUInt32LE(at) === 0x02014b50) {
    const [method, sum, size] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 16), zip.readUInt32LE(at + 20)]
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ]
    const local = zip.readUInt32LE(at + 42)
    const begin = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const packed = zip.subarray(begin, begin + size)
    const content = method === 0 ? packed : inflateRawSync(packed)
    expect(crc32(content)).toBe(sum)
    files[zip.subarray(at + 46, at + 46 + nameLength).toString()] = content.toString()
    at += 46 + nameLength + extra + comment
  }
  return files
}
