/** A lived-in account, and every screen and dialog in the state with most on it: for axe and for pictures. */
import { v7 } from 'uuid'
import type { Person } from './person.ts'
import { expect, type World } from './test.ts'
import { WireUser } from './wire-user.ts'

export interface Scene {
  name: string
  /** brings the page there, from the list of conversations */
  show(person: Person, world: World): Promise<void>
}

const CAST = [
  ['mira', 'Mira Okafor'],
  ['jonas', 'Jonas Lindqvist'],
  ['dad', 'Dad'],
  ['ines', 'Ines Duarte'],
  ['tomas', 'Tomás Vela'],
  ['yuki', 'Yuki Tanaka'],
] as const

/** Ada's account, with conversations of every sort. */
export async function setStage(world: World, viewport: { width: number; height: number }): Promise<Person> {
  const ada = await world.person('ada', { viewport })
  const cast = new Map<string, WireUser>()
  for (const [handle, name] of CAST) cast.set(handle, await WireUser.signUp(world.server.direct, handle, name))
  const as = (handle: string) => cast.get(handle) as WireUser

  const rowing = v7()
  const group = (id: string, title: string, members: string[]) => ({
    id: v7(),
    kind: 'group',
    at: Date.now(),
    conversation: id,
    title,
    members,
  })
  const say = (conversation: string, text: string) => ({
    id: v7(),
    kind: 'message',
    at: Date.now(),
    conversation,
    text,
  })
  await as('tomas').exchange([group(v7(), 'Flat 4B', ['ada'])])
  await as('yuki').writesTo('ada', ['The parcel left on Monday'])
  await as('ines').writesTo('ada', ['Voice is bad here, writing instead'])
  await as('dad').writesTo('ada', ['Landed. Photos when there is Wi-Fi', 'Your mother says hello'])
  await as('jonas').exchange([group(rowing, 'Harbour Rowing', ['ada', 'mira', 'tomas'])])
  await as('jonas').exchange([say(rowing, '🌊 flat water tomorrow, six of us?')])
  await as('mira').exchange([say(rowing, 'In. I bring the big thermos'), say(rowing, '👍')])
  await as('tomas').exchange([say(rowing, 'Can someone take the spare oars? They are behind the blue shed')])
  const kayaks =
    'The kayak place says they keep two doubles for us if we’re there before nine. https://kayak.example.org/doubles'
  await as('mira').writesTo('ada', [kayaks, 'They need a name though'])

  await ada.opens('Mira Okafor')
  await ada.writes('Put it under Okafor, yours is easier to spell 😄')
  await ada.sees('easier to spell', 'delivered')
  await ada.writes('Done. Booked, they confirmed by mail.')
  await ada.sees('confirmed by mail', 'delivered')
  await as('mira').writesTo('ada', ['Dry bags! And the small stove if it still works'])
  await ada.sees('Dry bags!')
  await goHome(ada, world)
  await ada.opens('Dad')
  await ada.writes('Hello both! Glad you made it')
  await ada.sees('Glad you made it', 'delivered')
  await goHome(ada, world)
  await ada.opens('Ines Duarte')
  await ada.box.fill('I liked the second half more than')
  await goHome(ada, world)
  return ada
}

/** Offline, with messages that wait and one that was refused. */
export async function goOffline(ada: Person, world: World): Promise<void> {
  await ada.startsChatWith('no-such-person')
  await ada.writes('did it arrive?')
  await ada.sees('did it arrive?', 'not sent')
  await goHome(ada, world)
  world.proxy.set('cut')
  await ada.opens('Mira Okafor')
  await ada.writes('It works. Bringing gas too')
  await ada.writes('Ferry is at 07:40, I have both tickets')
  await expect(ada.page.getByText('Offline').or(ada.page.getByText("Can't reach the server")).first()).toBeVisible({
    timeout: 40_000,
  })
  await goHome(ada, world)
}

export async function goHome(person: Person, world: World): Promise<void> {
  await person.page.goto(world.url)
  await person.seesChats()
}

const openDialog = async (person: Person, name: string): Promise<void> => {
  await person.page.getByRole('button', { name }).first().click()
  await expect(person.page.getByRole('dialog', { name })).toBeVisible()
}

/** While live. */
export const ONLINE: Scene[] = [
  { name: 'list', show: async () => {} },
  { name: 'conversation', show: async (ada) => await ada.opens('Mira Okafor') },
  { name: 'group', show: async (ada) => await ada.opens('Harbour Rowing') },
  { name: 'new-conversation', show: async (ada) => await openDialog(ada, 'New conversation') },
  {
    name: 'new-conversation-unknown',
    show: async (ada) => {
      await openDialog(ada, 'New conversation')
      await ada.page.getByRole('combobox', { name: 'Search people' }).fill('mra')
      await expect(ada.page.getByText(/Usernames are exact/)).toBeVisible()
    },
  },
  {
    name: 'new-group-people',
    show: async (ada) => {
      await openDialog(ada, 'New conversation')
      await ada.page.getByRole('option', { name: 'New group' }).click()
      const dialog = ada.page.getByRole('dialog', { name: 'New group' })
      for (const handle of ['mira', 'jonas']) {
        await dialog.getByRole('combobox', { name: 'Search people' }).fill(handle)
        await dialog.getByRole('option', { name: new RegExp(`@${handle}`) }).click()
      }
    },
  },
  {
    name: 'new-group-name',
    show: async (ada, world) => {
      await (ONLINE.find(({ name }) => name === 'new-group-people') as Scene).show(ada, world)
      await ada.page.getByRole('button', { name: 'Next' }).click()
      await ada.page.getByRole('textbox', { name: 'Group name' }).fill('Trail crew')
    },
  },
  {
    name: 'account',
    show: async (ada) => {
      await ada.page.getByRole('button', { name: 'Account' }).click()
      await expect(ada.page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible()
    },
  },
  {
    name: 'message-menu',
    show: async (ada) => {
      await ada.opens('Mira Okafor')
      await ada.message('They need a name').focus()
      await ada.page.keyboard.press('Shift+F10')
      await expect(ada.page.getByRole('menu', { name: 'Message actions' })).toBeVisible()
    },
  },
  {
    name: 'not-found',
    show: async (ada, world) => {
      await ada.page.goto(`${world.url}/nowhere/at/all`)
      await expect(ada.page.getByText("That conversation isn't here.")).toBeVisible()
    },
  },
]

/** After `goOffline`. */
export const OFFLINE: Scene[] = [
  { name: 'list-offline', show: async () => {} },
  { name: 'conversation-offline', show: async (ada) => await ada.opens('Mira Okafor') },
  { name: 'refused', show: async (ada) => await ada.opens('no-such-person') },
  {
    name: 'outbox',
    show: async (ada) => {
      await ada.chip.click()
      await expect(ada.page.getByRole('dialog', { name: 'Outbox' })).toBeVisible()
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
    name: 'sign-out',
    show: async (ada) => {
      await ada.page.getByRole('button', { name: 'Account' }).click()
      await ada.page.getByRole('menuitem', { name: 'Sign out' }).click()
      await expect(ada.page.getByRole('alertdialog', { name: 'Sign out?' })).toBeVisible()
    },
  },
]

/** Nobody signed in. */
export const SIGNED_OUT: Scene[] = [
  {
    name: 'sign-up',
    show: async (somebody, world) => {
      await somebody.page.goto(`${world.url}/signup`)
      await somebody.page.getByRole('textbox', { name: 'Username' }).fill('Not A Handle')
      await somebody.page.getByRole('button', { name: 'Create account' }).click()
    },
  },
  {
    name: 'sign-in',
    show: async (somebody, world) => {
      await somebody.page.goto(`${world.url}/signin`)
      await somebody.page.getByRole('textbox', { name: 'Username' }).fill('ada')
      await somebody.page.getByLabel('Password', { exact: true }).fill('wrong wrong wrong')
      await somebody.page.getByRole('button', { name: 'Sign in' }).click()
      await expect(somebody.page.getByText('Wrong username or password')).toBeVisible()
    },
  },
]

export const SIZES = [
  { name: '360', width: 360, height: 800 },
  { name: '1280', width: 1280, height: 800 },
] as const
export const THEMES = ['light', 'dark'] as const
