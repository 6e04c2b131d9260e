import { expect } from '@playwright/test'
import type { Person } from '../person.ts'
import { setStage } from '../stage.ts'
import { WireUser } from '../wire-user.ts'
import type { Chapter } from './scene.ts'

/** An account that is in trouble: out of space, out of reach, with a new version waiting, and signed out from elsewhere. */
export const trouble: Chapter = {
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

/** Every write is answered as a full disk answers it, until the page is loaded anew. */
const fillUp = async ({ page }: Person): Promise<void> =>
  await page.evaluate(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
  })
