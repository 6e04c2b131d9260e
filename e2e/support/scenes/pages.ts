/** What lies beside the conversations: the outbox, search, settings, and what comes over them. */
import { expect, type Page } from '@playwright/test'
import type { Person } from '../person.ts'
import { WireUser } from '../wire-user.ts'
import { openDialog, type Scene } from './scene.ts'

export const pages: readonly Scene[] = [
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
]

/** To somebody who has come for the second time. */
const offerInstall = async (page: Page): Promise<void> => {
  await page.evaluate(() => {
    localStorage.setItem('tidemark:install', JSON.stringify({ sessions: 2 }))
    dispatchEvent(Object.assign(new Event('beforeinstallprompt'), { prompt: async () => ({ outcome: 'accepted' }) }))
  })
}
