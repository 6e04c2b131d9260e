import { expect } from '@playwright/test'
import { setStage } from '../stage.ts'
import { type Chapter, openDialog, openMenu } from './scene.ts'

export const offline: Chapter = {
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
