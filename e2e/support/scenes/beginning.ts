import { expect, type Page } from '@playwright/test'
import { PASSWORD } from '../person.ts'
import { WireUser } from '../wire-user.ts'
import { type Chapter, openDialog } from './scene.ts'

/** Nobody signed in, and a first look around. */
export const beginning: Chapter = {
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
      name: 'storage-denied',
      show: async ({ page }, { url }) => {
        const cdp = await page.context().newCDPSession(page)
        await cdp.send('Page.enable')
        const source = `Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied') } })`
        const { identifier } = await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source })
        await page.goto(`${url}/`)
        await expect(page.getByRole('main', { name: 'This browser keeps nothing for this site' })).toBeVisible()
        await cdp.send('Page.removeScriptToEvaluateOnNewDocument', { identifier })
        await cdp.detach()
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

/** The app over plain http at another name than this machine's. */
async function fromAnotherHost(page: Page, server: string): Promise<void> {
  await page.route('http://tidemark.example/**', async (route) => {
    const { pathname } = new URL(route.request().url())
    await route.fulfill({ response: await route.fetch({ url: `${server}${pathname}` }) })
  })
}
