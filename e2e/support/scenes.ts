/** Every screen and dialog in the state with most on it, in chapters: for axe and for pictures. */
import { expect, type Page } from '@playwright/test'
import { PASSWORD, type Person } from './person.ts'
import { setStage } from './stage.ts'
import type { World } from './test.ts'
import { WireUser } from './wire-user.ts'

export interface Size {
  name: string
  width: number
  height: number
}

export interface Scene {
  name: string
  show(person: Person, world: World): Promise<void>
}

export interface Chapter {
  name: string
  /** the world before the first scene */
  begin(world: World, size: Size): Promise<Person>
  /** before each scene */
  turn(person: Person, world: World): Promise<void>
  scenes: readonly Scene[]
}

export const SIZES: readonly Size[] = [
  { name: '360', width: 360, height: 800 },
  { name: '1280', width: 1280, height: 800 },
]
export const THEMES = ['light', 'dark'] as const

const home = async (person: Person): Promise<void> => await person.goesHome()

const openDialog = async ({ page }: Person, name: string): Promise<void> => {
  await page.getByRole('button', { name, exact: true }).first().click()
  await expect(page.getByRole('dialog', { name })).toBeVisible()
}

const openMenu = async (person: Person, text: string): Promise<void> => {
  await person.message(text).focus()
  await person.page.keyboard.press('Shift+F10')
  await expect(person.page.getByRole('menu', { name: 'Message actions' })).toBeVisible()
}

const openInfo = async (person: Person, title: string): Promise<void> => {
  await person.opens(title)
  await person.page.getByRole('button', { name: 'Conversation info' }).click()
  await expect(person.page.getByRole('heading', { name: 'Conversation info' })).toBeVisible()
}

const pickPeople = async (person: Person): Promise<void> => {
  await openDialog(person, 'New conversation')
  await person.page.getByRole('option', { name: 'New group' }).click()
  const dialog = person.page.getByRole('dialog', { name: 'New group' })
  for (const handle of ['mira', 'jonas', 'tomas']) {
    await dialog.getByRole('combobox', { name: 'Search people' }).fill(handle)
    await dialog.getByRole('option', { name: new RegExp(`@${handle}`) }).click()
  }
}

/** To somebody who has come for the second time. */
const offerInstall = async (page: Page): Promise<void> => {
  await page.evaluate(() => {
    localStorage.setItem('tidemark:install', JSON.stringify({ sessions: 2 }))
    dispatchEvent(Object.assign(new Event('beforeinstallprompt'), { prompt: async () => ({ outcome: 'accepted' }) }))
  })
}

const live: Chapter = {
  name: 'while live',
  begin: setStage,
  turn: home,
  scenes: [
    { name: 'list', show: async (ada) => await expect(ada.row('Harbour Rowing')).toHaveAccessibleName(/unread/) },
    {
      name: 'conversation',
      show: async (ada) => {
        await ada.opens('Mira Okafor')
        await ada.sees('Dry bags!')
      },
    },
    {
      name: 'group',
      show: async (ada) => {
        await ada.opens('Harbour Rowing')
        await ada.sees('spare oars')
      },
    },
    {
      name: 'marks',
      show: async (ada) => {
        await ada.opens('Flat 4B')
        await expect(ada.message('Before he comes').locator('pre')).toBeVisible()
      },
    },
    {
      name: 'request',
      show: async (ada) => {
        await ada.opens('Dad')
        await expect(ada.page.getByRole('group', { name: 'Message request' })).toBeVisible()
      },
    },
    { name: 'former-group', show: async (ada) => await ada.opens('Trail crew') },
    { name: 'saved-messages', show: async (ada) => await ada.opens('Saved messages') },
    {
      name: 'empty-conversation',
      show: async (ada) => {
        await ada.startsChatWith('jonas')
        await expect(ada.page.getByRole('button', { name: 'Say hello' })).toBeVisible()
      },
    },
    {
      name: 'empty-group',
      show: async (ada) => {
        await ada.makesGroup('Sunday swim', ['jonas'])
        await expect(ada.page.getByRole('button', { name: 'Invite people' })).toBeVisible()
      },
    },
    {
      name: 'new-conversation',
      show: async (ada) => {
        await openDialog(ada, 'New conversation')
        await expect(ada.page.getByRole('option', { name: /@mira/ })).toBeVisible()
      },
    },
    {
      name: 'new-conversation-unknown',
      show: async (ada) => {
        await openDialog(ada, 'New conversation')
        await ada.page.getByRole('combobox', { name: 'Search people' }).fill('mra')
        await expect(ada.page.getByText(/Usernames are exact/)).toBeVisible()
      },
    },
    { name: 'new-group-people', show: pickPeople },
    {
      name: 'new-group-name',
      show: async (ada) => {
        await pickPeople(ada)
        await ada.page.getByRole('button', { name: 'Next' }).click()
        await ada.page.getByRole('button', { name: 'Create group' }).click()
        await expect(ada.page.getByText('Enter a name for the group')).toBeVisible()
      },
    },
    {
      name: 'account',
      show: async ({ page }) => {
        await page.getByRole('button', { name: 'Account' }).click()
        await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible()
      },
    },
    {
      name: 'conversation-menu',
      show: async (ada) => {
        await ada.row('Harbour Rowing').focus()
        await ada.page.keyboard.press('Shift+F10')
        await expect(ada.page.getByRole('menu', { name: 'Conversation menu' })).toBeVisible()
      },
    },
    {
      name: 'mute',
      show: async (ada) => {
        await ada.opens('Harbour Rowing')
        await ada.page.getByRole('button', { name: 'Conversation menu' }).click()
        await ada.page.getByRole('menuitem', { name: 'Mute' }).click()
        await expect(ada.page.getByRole('dialog', { name: 'Mute Harbour Rowing' })).toBeVisible()
      },
    },
    {
      name: 'search-in-conversation',
      show: async (ada) => {
        await ada.opens('Harbour Rowing')
        await ada.sees('spare oars')
        await ada.page.getByRole('button', { name: 'Search in conversation' }).click()
        await ada.page.getByRole('searchbox', { name: 'Search in conversation' }).fill('oars')
        await expect(ada.page.getByRole('search').getByRole('status')).toHaveText(/^1 of/)
      },
    },
    { name: 'info-group', show: async (ada) => await openInfo(ada, 'Harbour Rowing') },
    { name: 'info-person', show: async (ada) => await openInfo(ada, 'Mira Okafor') },
    {
      name: 'info-invite',
      show: async (ada) => {
        await openInfo(ada, 'Flat 4B')
        await ada.page.getByRole('button', { name: /^(Create invite|Reset) link$/ }).click()
        await ada.page.getByRole('img', { name: 'QR code of the invite link' }).scrollIntoViewIfNeeded()
      },
    },
    {
      name: 'leave-group',
      show: async (ada) => {
        await openInfo(ada, 'Harbour Rowing')
        await ada.page.getByRole('button', { name: 'Leave group' }).click()
        await expect(ada.page.getByRole('alertdialog', { name: 'Leave Harbour Rowing?' })).toBeVisible()
      },
    },
    {
      name: 'message-menu',
      show: async (ada) => {
        await ada.opens('Mira Okafor')
        await openMenu(ada, 'They need a name')
      },
    },
    {
      name: 'reacting',
      show: async (ada) => {
        await ada.opens('Harbour Rowing')
        await ada.message('the big thermos').focus()
        await ada.page.keyboard.press('+')
        await expect(ada.page.getByRole('button', { name: 'React with 👍' })).toBeVisible()
      },
    },
    {
      name: 'reacting-with-any',
      show: async (ada) => {
        await ada.opens('Harbour Rowing')
        await ada.message('the big thermos').focus()
        await ada.page.keyboard.press('+')
        await ada.page.getByRole('button', { name: 'More…' }).click()
        await expect(ada.page.getByRole('gridcell', { name: 'grinning face', exact: true })).toBeVisible()
      },
    },
    {
      name: 'emoji',
      show: async (ada) => {
        await ada.opens('Mira Okafor')
        await ada.page.evaluate(() =>
          localStorage.setItem(
            'tidemark:emoji',
            JSON.stringify({ scores: { '🚣': 3, '🌊': 2, '☕': 1 }, tone: 'medium' }),
          ),
        )
        await ada.box.press('Control+;')
        await expect(ada.page.getByRole('gridcell', { name: 'grinning face', exact: true })).toBeVisible()
      },
    },
    {
      name: 'delete-message',
      show: async (ada) => {
        await ada.opens('Mira Okafor')
        await ada.chooses('Put it under Okafor', 'Delete')
        await expect(ada.page.getByRole('alertdialog', { name: 'Delete message?' })).toBeVisible()
      },
    },
    {
      name: 'message-info',
      show: async (ada) => {
        await ada.opens('Mira Okafor')
        await ada.chooses('Put it under Okafor', 'Message info')
        await expect(ada.page.getByRole('list', { name: 'Read by' })).toBeVisible()
      },
    },
    {
      name: 'forward',
      show: async (ada) => {
        await ada.opens('Mira Okafor')
        await ada.chooses('They need a name', 'Forward')
        await ada.page.getByRole('option', { name: 'Harbour Rowing' }).click()
        await expect(ada.page.getByRole('option', { name: 'Harbour Rowing' })).toHaveAttribute('aria-selected', 'true')
      },
    },
    {
      name: 'replying',
      show: async (ada) => {
        await ada.opens('Harbour Rowing')
        await ada.chooses('You think of everything', 'Reply')
        await expect(ada.page.getByRole('group', { name: 'Replying to Tomás Vela' })).toBeVisible()
      },
    },
    {
      name: 'copied',
      show: async (ada) => {
        await ada.context.grantPermissions(['clipboard-read', 'clipboard-write'])
        await ada.opens('Mira Okafor')
        await ada.chooses('They need a name', 'Copy text')
        await expect(ada.page.getByText('Copied')).toBeVisible()
      },
    },
    {
      name: 'outbox-empty',
      show: async ({ page }) => {
        await page.keyboard.press('Control+Alt+o')
        await expect(page.getByText('Nothing waiting. Everything is on the server.')).toBeVisible()
      },
    },
    {
      name: 'search',
      show: async ({ page }) => {
        await page.keyboard.press('Control+Shift+F')
        await page.getByRole('main', { name: 'Search' }).getByRole('searchbox', { name: 'Search' }).fill('the')
        await expect(page.getByRole('region', { name: 'Messages' }).getByText('plumber')).toBeVisible()
      },
    },
    {
      name: 'search-hints',
      show: async ({ page }, { url }) => {
        await page.goto(`${url}/search`)
        await expect(page.getByText(/^Searched back to/)).toBeVisible()
      },
    },
    {
      name: 'search-nothing',
      show: async ({ page }, { url }) => {
        await page.goto(`${url}/search?q=xylophone`)
        await expect(page.getByText("Nothing on this device for 'xylophone'.")).toBeVisible()
      },
    },
    {
      name: 'switcher',
      show: async ({ page }) => {
        await page.keyboard.press('Control+k')
        await expect(page.getByRole('dialog', { name: 'Jump to' }).getByRole('option').first()).toBeVisible()
      },
    },
    {
      name: 'keyboard-shortcuts',
      show: async ({ page }) => {
        await page.keyboard.press('Control+/')
        await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
      },
    },
    {
      name: 'settings-profile',
      show: async ({ page }, { url }) => {
        await page.goto(`${url}/settings/profile`)
        await expect(page.getByRole('heading', { level: 2, name: 'Profile' })).toBeVisible()
        await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('Ada')
      },
    },
    {
      name: 'settings-account',
      show: async ({ page }, { url }) => {
        await page.goto(`${url}/settings/account`)
        await expect(page.getByRole('heading', { level: 2, name: 'Account' })).toBeVisible()
        await expect(page.getByText('You have blocked nobody.')).toBeVisible()
      },
    },
    {
      name: 'settings-devices',
      show: async ({ page }, { url }) => {
        await page.goto(`${url}/settings/devices`)
        await expect(page.getByRole('heading', { level: 2, name: 'Devices' })).toBeVisible()
        await expect(page.getByRole('button', { name: 'Sign out all others' })).toBeEnabled()
      },
    },
    {
      name: 'settings-appearance',
      show: async ({ page }, { url }) => {
        await page.goto(`${url}/settings/appearance`)
        await expect(page.getByRole('heading', { level: 2, name: 'Appearance' })).toBeVisible()
        await expect(page.getByRole('radiogroup', { name: 'Theme' })).toBeVisible()
      },
    },
    {
      name: 'settings-storage',
      show: async ({ page }, { url }) => {
        await page.goto(`${url}/settings/storage`)
        await expect(page.getByRole('heading', { level: 2, name: 'Storage & data' })).toBeVisible()
        await expect(page.getByRole('meter', { name: 'Storage used' })).toBeVisible()
      },
    },
    {
      name: 'settings-about',
      show: async ({ page }, { url }) => {
        await page.goto(`${url}/settings/about`)
        await expect(page.getByRole('heading', { level: 2, name: 'About' })).toBeVisible()
        await expect(page.getByText(/^Version/)).toBeVisible()
      },
    },
    {
      name: 'settings-list',
      show: async ({ page }) => {
        await page.keyboard.press('Control+,')
        await expect(page.getByRole('navigation', { name: 'Settings' })).toBeVisible()
      },
    },
    {
      name: 'remove-everything',
      show: async ({ page }, { url }) => {
        await page.goto(`${url}/settings/storage`)
        await page.getByRole('button', { name: 'Remove everything' }).click()
        await expect(page.getByRole('alertdialog', { name: 'Remove everything from this device?' })).toBeVisible()
      },
    },
    {
      name: 'export',
      show: async ({ page }, { url }) => {
        await page.goto(`${url}/settings/storage`)
        await openDialog({ page } as Person, 'Export my data')
      },
    },
    {
      name: 'naming',
      show: async (ada) => {
        await ada.opens('Harbour Rowing')
        await ada.box.pressSequentially('@')
        await expect(ada.page.getByRole('listbox', { name: 'People' })).toBeVisible()
      },
    },
    {
      name: 'not-found',
      show: async ({ page }, { url }) => {
        await page.goto(`${url}/nowhere/at/all`)
        await expect(page.getByText("That conversation isn't here.")).toBeVisible()
      },
    },
    {
      name: 'install-card',
      show: async ({ page }) => {
        await offerInstall(page)
        await expect(page.getByRole('region', { name: 'Keep Tidemark a tap away' })).toBeVisible()
      },
    },
    {
      name: 'install-by-hand',
      show: async ({ page }) => {
        await page.evaluate(() => Object.defineProperty(navigator, 'userAgent', { get: () => 'iPhone' }))
        await offerInstall(page)
        await expect(page.getByRole('button', { name: 'Install' })).toBeVisible()
        await page.evaluate(() => dispatchEvent(new Event('appinstalled')))
        await page.getByRole('button', { name: 'Install' }).click()
        await expect(page.getByRole('dialog', { name: 'Install Tidemark' })).toBeVisible()
      },
    },
    {
      name: 'typing',
      show: async (ada, { server }) => {
        await ada.opens('Mira Okafor')
        await (await WireUser.signIn(server.direct, 'mira')).types('ada', ada.page)
        await expect(ada.page.getByRole('main').getByText('typing…')).toBeVisible()
      },
    },
    {
      name: 'blocked',
      show: async (ada) => {
        await ada.opens('Dad')
        await ada.page.getByRole('button', { name: 'Block' }).click()
        await ada.page.getByRole('alertdialog', { name: 'Block Dad?' }).getByRole('button', { name: 'Block' }).click()
        await expect(ada.page.getByText('You blocked Dad.')).toBeVisible()
      },
    },
  ],
}

const offline: Chapter = {
  name: 'while offline',
  begin: async (world, size) => {
    const ada = await setStage(world, size)
    world.proxy.set('cut')
    await ada.startsChatWith('no-such-person')
    await ada.writes('did it arrive?')
    world.proxy.set('none')
    await ada.sees('did it arrive?', 'not sent')
    world.proxy.set('cut')
    await ada.context.setOffline(true)
    await ada.goesHome()
    await ada.opens('Mira Okafor')
    await ada.writes('It works. Bringing gas too')
    await ada.writes('Ferry is at 07:40, I have both tickets')
    await ada.goesHome()
    await ada.opens('Dad')
    await ada.writes('Hello both! Glad you made it')
    return ada
  },
  turn: async (ada) => {
    await ada.goesHome()
    await expect(ada.page.getByRole('button', { name: /^Offline, last synced .*3 waiting/ })).toBeVisible()
  },
  scenes: [
    { name: 'list-offline', show: async () => {} },
    {
      name: 'conversation-offline',
      show: async (ada) => {
        await ada.opens('Mira Okafor')
        await ada.sees('Ferry is at 07:40', 'waiting to send')
      },
    },
    {
      name: 'refused',
      show: async (ada) => {
        await ada.opens('no-such-person')
        await ada.sees('did it arrive?', 'not sent')
      },
    },
    {
      name: 'outbox',
      show: async (ada) => {
        await ada.chip.click()
        await expect(ada.page.getByRole('dialog', { name: 'Outbox' })).toBeVisible()
        await expect(ada.page.getByText('Ferry is at 07:40').last()).toBeVisible()
      },
    },
    {
      name: 'unsent-menu',
      show: async (ada) => {
        await ada.opens('Mira Okafor')
        await openMenu(ada, 'It works. Bringing gas too')
      },
    },
    {
      name: 'editing',
      show: async (ada) => {
        await ada.opens('Mira Okafor')
        await ada.chooses('It works. Bringing gas too', 'Edit')
        await expect(ada.page.getByRole('group', { name: 'Editing message' })).toBeVisible()
      },
    },
    {
      name: 'delete-unsent',
      show: async (ada) => {
        await ada.opens('Mira Okafor')
        await ada.chooses('It works. Bringing gas too', 'Delete')
        await expect(ada.page.getByRole('alertdialog')).toBeVisible()
      },
    },
    {
      name: 'new-conversation-offline',
      show: async (ada) => {
        await openDialog(ada, 'New conversation')
        await ada.page.getByRole('combobox', { name: 'Search people' }).fill('somebody')
        await expect(ada.page.getByRole('option', { name: '@somebody, not checked yet' })).toBeVisible()
      },
    },
    {
      name: 'sign-out',
      show: async ({ page }) => {
        await page.getByRole('button', { name: 'Account' }).click()
        await page.getByRole('menuitem', { name: 'Sign out' }).click()
        await expect(page.getByRole('alertdialog', { name: 'Sign out?' })).toBeVisible()
      },
    },
  ],
}

/** Every write is answered as a full disk answers it, until the page is loaded anew. */
const fillUp = async ({ page }: Person): Promise<void> =>
  await page.evaluate(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
  })

/** An account that is in trouble: out of space, out of reach, with a new version waiting, and signed out from elsewhere. */
const trouble: Chapter = {
  name: 'in trouble',
  begin: setStage,
  turn: async () => {},
  scenes: [
    {
      name: 'storage-full',
      show: async (ada) => {
        await ada.opens('Mira Okafor')
        await ada.sees('Dry bags!')
        await fillUp(ada)
        await ada.box.fill('It works. Bringing gas too')
        await ada.box.press('Enter')
        await expect(ada.page.getByRole('button', { name: 'Manage storage' }).last()).toBeVisible()
      },
    },
    {
      name: 'list-storage-full',
      show: async (ada) => {
        await ada.goesBack()
        await expect(
          ada.page.getByRole('alert').filter({ hasText: 'This device is out of space' }).first(),
        ).toBeVisible()
      },
    },
    {
      name: 'update',
      show: async (ada, { server }) => {
        await ada.page.reload()
        await expect(ada.row('Mira Okafor')).toBeVisible()
        await server.deployNewVersion()
        await ada.page.evaluate(async () => await (await navigator.serviceWorker.ready).update())
        await expect(ada.page.getByText('A new version is ready')).toBeVisible()
      },
    },
    {
      name: 'unreachable',
      show: async (ada, { proxy }) => {
        proxy.set('cut')
        await ada.opens('Mira Okafor')
        await ada.writes('It works. Bringing gas too')
        await expect(ada.page.getByText("Can't reach the server").first()).toBeVisible({ timeout: 40_000 })
      },
    },
    {
      name: 'list-unreachable',
      show: async (ada) => {
        await ada.goesHome()
        await expect(ada.page.getByRole('button', { name: 'Try now' })).toBeVisible({ timeout: 40_000 })
      },
    },
    {
      name: 'signed-out',
      show: async (ada, { proxy, server }) => {
        const elsewhere = await WireUser.signIn(server.direct, 'ada')
        await elsewhere.call('DELETE', `/api/devices/${await ada.deviceId()}`)
        proxy.set('none')
        await expect(ada.page.getByRole('button', { name: 'Sign in again' })).toBeVisible({ timeout: 30_000 })
      },
    },
    {
      name: 'signed-out-conversation',
      show: async (ada) => {
        await ada.opens('Mira Okafor')
        await ada.sees('It works. Bringing gas too', 'paused')
      },
    },
    {
      name: 'remove',
      show: async (ada) => {
        await ada.goesHome()
        await ada.page.getByRole('button', { name: 'Remove from this device' }).click()
        await expect(ada.page.getByRole('alertdialog', { name: 'Remove from this device?' })).toBeVisible()
      },
    },
    {
      name: 'sign-in-again',
      show: async (ada) => {
        await ada.goesHome()
        await ada.page.getByRole('button', { name: 'Sign in again' }).click()
        await expect(ada.page.getByRole('form', { name: 'Sign in' })).toBeVisible()
      },
    },
    {
      name: 'list-cleared',
      show: async (ada, { proxy }) => {
        await ada.entersPassword()
        await ada.goesHome()
        proxy.set('cut')
        await ada.clearsStorage('indexeddb')
        await expect(ada.page.getByText(/removed the messages kept on this device. They'll come back/)).toBeVisible()
      },
    },
    {
      name: 'updated-elsewhere',
      show: async (ada, { proxy }) => {
        proxy.set('none')
        await ada.opens('Mira Okafor')
        await ada.sees('Dry bags!')
        await ada.box.fill('Ferry is at 07:40')
        await ada.meetsNewerDatabase()
        await expect(ada.page.getByText('Updated in another tab').first()).toBeAttached()
        await ada.box.press('Enter')
        await expect(ada.page.getByText('Updated in another tab. Your text is still here.')).toBeVisible()
      },
    },
    {
      name: 'list-updated-elsewhere',
      show: async (ada) => {
        await ada.goesBack()
        await expect(ada.page.getByRole('alert').filter({ hasText: 'Updated in another tab.' }).first()).toBeVisible()
      },
    },
  ],
}

/** Nobody signed in, and a first look around. */
const beginning: Chapter = {
  name: 'at the beginning',
  begin: async (world, size) => await world.person('grace', { signedUp: false, viewport: size }),
  turn: async () => {},
  scenes: [
    {
      name: 'first-here',
      show: async ({ page }, { url }) => {
        await page.goto(`${url}/signup`)
        await expect(page.getByText("You're first here.")).toBeVisible()
      },
    },
    {
      name: 'insecure',
      show: async ({ page }, { server }) => {
        await fromAnotherHost(page, server.direct)
        await page.goto('http://tidemark.example/')
        await expect(page.getByRole('main', { name: "This address isn't secure" })).toBeVisible()
      },
    },
    {
      name: 'sign-in',
      show: async ({ page }, { url, server }) => {
        await WireUser.signUp(server.direct, 'ada', 'Ada')
        await page.goto(`${url}/signin`)
        await page.getByRole('textbox', { name: 'Username' }).fill('ada')
        await page.getByLabel('Password', { exact: true }).fill('wrong wrong wrong')
        await page.getByRole('button', { name: 'Sign in' }).click()
        await expect(page.getByText('Wrong username or password')).toBeVisible()
      },
    },
    {
      name: 'sign-up',
      show: async ({ page }, { url }) => {
        await page.goto(`${url}/signup`)
        await page.getByLabel('Password', { exact: true }).fill('short')
        await page.getByRole('textbox', { name: 'Username' }).fill('Not A Handle')
        await page.getByRole('button', { name: 'Create account' }).click()
        await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveAttribute('aria-invalid', 'true')
      },
    },
    {
      name: 'sign-in-offline',
      show: async ({ page, context }, { url }) => {
        await page.goto(`${url}/signin`)
        await context.setOffline(true)
        await expect(page.getByText(/You're offline/)).toBeVisible()
      },
    },
    {
      name: 'list-empty',
      show: async (grace) => {
        await grace.context.setOffline(false)
        await grace.signUp()
        await expect(grace.page.getByText('No conversations yet')).toBeVisible()
      },
    },
    {
      name: 'new-conversation-nobody',
      show: async (grace) => await openDialog(grace, 'New conversation'),
    },
    {
      name: 'not-here-yet',
      show: async (grace) => {
        await grace.lacksParts(/outbox-dialog|\/health/)
        await grace.goesHome()
        await grace.page.keyboard.press('Control+Alt+o')
        await expect(grace.page.getByRole('alertdialog', { name: "This part isn't on this device yet" })).toBeVisible()
      },
    },
    {
      name: 'page-not-here-yet',
      show: async (grace) => {
        await grace.lacksParts(/settings-page|\/health/)
        await grace.page.goto(`${grace.url}/settings`)
        await expect(grace.page.getByRole('alertdialog', { name: "This part isn't on this device yet" })).toBeVisible()
      },
    },
    {
      name: 'broken',
      show: async (grace) => {
        await grace.page.unrouteAll()
        await grace.page.route(/outbox-dialog.*js/, async (route) => {
          const body = "export const OutboxDialog = () => { throw new Error('broken') }"
          await route.fulfill({ body, contentType: 'text/javascript' })
        })
        await grace.goesHome()
        await grace.page.keyboard.press('Control+Alt+o')
        await expect(grace.page.getByText('This part broke.')).toBeVisible()
      },
    },
    {
      name: 'list-coming-in',
      show: async (grace, { server }) => {
        await (await WireUser.signIn(server.direct, 'ada')).makesGroups(120)
        await grace.page.goto(grace.url)
        await grace.signsOut()
        await grace.page.route(/snapshot\?page=/, () => {})
        await grace.page.getByRole('textbox', { name: 'Username' }).fill('ada')
        await grace.page.getByLabel('Password', { exact: true }).fill(PASSWORD)
        await grace.page.getByRole('button', { name: 'Sign in' }).click()
        await expect(grace.page.getByText('Getting your conversations… 50 of 120')).toBeVisible()
        await grace.page.mouse.move(0, 0)
      },
    },
  ],
}

export const CHAPTERS: readonly Chapter[] = [live, offline, trouble, beginning]

/** The app over plain http at another name than this machine's. */
async function fromAnotherHost(page: Page, server: string): Promise<void> {
  await page.route('http://tidemark.example/**', async (route) => {
    const { pathname } = new URL(route.request().url())
    await route.fulfill({ response: await route.fetch({ url: `${server}${pathname}` }) })
  })
}
