/** Conversations, with their dialogs and menus. */
import { expect } from '@playwright/test'
import type { Person } from '../person.ts'
import { openDialog, openMenu, type Scene } from './scene.ts'

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

export const conversations: readonly Scene[] = [
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
]
