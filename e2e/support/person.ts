/** Somebody at a browser, in sentences. Everything is found by role and name, as a screen reader would. */
import { type BrowserContext, expect, type Locator, type Page } from '@playwright/test'

export const PASSWORD = 'a long enough password'

export class Person {
  readonly handle: string
  readonly name: string
  readonly url: string
  page: Page

  constructor(options: { handle: string; name?: string; url: string; page: Page }) {
    this.handle = options.handle
    this.name = options.name ?? options.handle[0]?.toUpperCase() + options.handle.slice(1)
    this.url = options.url
    this.page = options.page
  }

  async signUp(): Promise<this> {
    await this.page.goto(`${this.url}/signup`)
    await this.fillsSignUp()
    await this.isInstalled()
    return this
  }

  /** In the form that is open. */
  async fillsSignUp(): Promise<void> {
    const form = this.page.getByRole('form', { name: 'Create account' })
    await form.getByRole('textbox', { name: 'Name', exact: true }).fill(this.name)
    await form.getByRole('textbox', { name: 'Username' }).fill(this.handle)
    await form.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await form.getByRole('button', { name: 'Create account' }).click()
    await this.seesChats()
  }

  async signIn(): Promise<this> {
    await this.page.goto(`${this.url}/signin`)
    const form = this.page.getByRole('form', { name: 'Sign in' })
    await form.getByRole('textbox', { name: 'Username' }).fill(this.handle)
    await form.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await form.getByRole('button', { name: 'Sign in' }).click()
    await this.seesChats()
    return this
  }

  async seesChats(): Promise<void> {
    await expect(this.page.getByRole('heading', { level: 1, name: 'Chats' })).toBeVisible()
  }

  /** Waits until the service worker can open the app without a network. */
  async isInstalled(): Promise<void> {
    await this.page.evaluate(async () => {
      await navigator.serviceWorker.ready
    })
  }

  /** By the dialog, as a person would. Works offline for a username that was never seen. */
  async startsChatWith(handle: string): Promise<void> {
    await this.page.getByRole('button', { name: 'New conversation' }).first().click()
    const dialog = this.page.getByRole('dialog', { name: 'New conversation' })
    await dialog.getByRole('combobox', { name: 'Search people' }).fill(handle)
    await dialog.getByRole('option', { name: new RegExp(`@${handle}\\b`) }).click()
    await expect(this.box).toBeVisible()
  }

  async makesGroup(title: string, handles: readonly string[]): Promise<void> {
    await this.page.getByRole('button', { name: 'New conversation' }).first().click()
    await this.page.getByRole('dialog', { name: 'New conversation' }).getByRole('option', { name: 'New group' }).click()
    const dialog = this.page.getByRole('dialog', { name: 'New group' })
    for (const handle of handles) {
      await dialog.getByRole('combobox', { name: 'Search people' }).fill(handle)
      await dialog.getByRole('option', { name: new RegExp(`@${handle}\\b`) }).click()
    }
    await dialog.getByRole('button', { name: 'Next' }).click()
    await dialog.getByRole('textbox', { name: 'Group name' }).fill(title)
    await dialog.getByRole('button', { name: 'Create group' }).click()
    await expect(this.box).toBeVisible()
  }

  /** To the list, as the app opens. */
  async goesHome(): Promise<void> {
    await this.page.goto(this.url)
    await this.seesChats()
  }

  /** To the list, where it is not beside the conversation. */
  async goesBack(): Promise<void> {
    const back = this.page.getByRole('button', { name: 'Back to conversations' })
    if (await back.isVisible()) await back.click()
  }

  /** From the list. */
  async opens(title: string): Promise<void> {
    await this.row(title).click()
    await expect(this.page.getByRole('main', { name: `Conversation with ${title}` })).toBeVisible()
  }

  get box(): Locator {
    return this.page.getByRole('textbox', { name: /^Message / })
  }

  row(title: string): Locator {
    return this.page
      .getByRole('list', { name: 'Conversation list' })
      .getByRole('link', { name: new RegExp(`^${literally(title)}[,.]`) })
  }

  async writes(text: string): Promise<void> {
    await this.box.fill(text)
    await this.box.press('Enter')
    await expect(this.box).toHaveValue('')
  }

  /** The message with this text; `state` as it is read aloud. What was delivered or read has been sent. */
  message(text: string, state?: string): Locator {
    const words = STATES[state ?? ''] ?? literally(state ?? '')
    const name = state ? new RegExp(`${literally(text)}.*\\b${words}`, 's') : new RegExp(literally(text))
    return this.log.getByRole('article', { name })
  }

  get log(): Locator {
    return this.page.getByRole('log')
  }

  async sees(text: string, state?: string): Promise<void> {
    await expect(this.message(text, state)).toHaveCount(1)
  }

  /** The texts of all messages that the log holds now, in order. */
  async texts(pattern: RegExp): Promise<string[]> {
    const names = await this.log
      .getByRole('article')
      .evaluateAll((articles) => articles.map((article) => article.textContent ?? ''))
    return names.flatMap((name) => name.match(pattern)?.[0] ?? [])
  }

  get chip(): Locator {
    return this.page.getByRole('button', { name: /^(Offline|Connecting|Can't reach|Updating|Signed out|\d+ not sent)/ })
  }

  /** The message's menu, by keyboard. */
  async chooses(text: string, action: string): Promise<void> {
    await this.message(text).focus()
    await this.page.keyboard.press('Shift+F10')
    await this.page.getByRole('menu', { name: 'Message actions' }).getByRole('menuitem', { name: action }).click()
  }

  get context(): BrowserContext {
    return this.page.context()
  }

  /** These timings besides those that are set, from a reload on. */
  async quickens(timings: Record<string, number>): Promise<void> {
    await this.page.evaluate((more) => {
      const set = JSON.parse(localStorage.getItem('tidemark:timings') ?? '{}') as object
      localStorage.setItem('tidemark:timings', JSON.stringify({ ...set, ...more }))
    }, timings)
    await this.page.reload()
  }

  /** In the dialog that asks for it again. */
  async entersPassword(): Promise<void> {
    const form = this.page.getByRole('form', { name: 'Sign in' })
    const username = form.getByRole('textbox', { name: 'Username' })
    if (await username.isEditable()) await username.fill(this.handle)
    await form.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await form.getByRole('button', { name: 'Sign in' }).click()
    await this.seesChats()
  }

  async signsOut(): Promise<void> {
    await this.page.getByRole('button', { name: 'Account' }).click()
    await this.page.getByRole('menuitem', { name: 'Sign out' }).click()
    await this.page.getByRole('alertdialog', { name: 'Sign out?' }).getByRole('button', { name: 'Sign out' }).click()
    await expect(this.page.getByRole('form', { name: 'Sign in' })).toBeVisible()
  }

  /** As the app remembers it: known without a network. */
  async deviceId(): Promise<string> {
    return await this.page.evaluate(() => {
      const account = JSON.parse(localStorage.getItem('tidemark:account') ?? 'null') as { device: { id: string } }
      return account.device.id
    })
  }

  /** Waits until this device keeps so many messages of a conversation. */
  async holds(conversation: string, count: number): Promise<void> {
    await expect.poll(async () => (await this.kept(conversation)).length, { timeout: 120_000 }).toBe(count)
  }

  /** The messages that this device keeps of a conversation, in its order. */
  async kept(conversation: string): Promise<{ id: string; text: string | undefined }[]> {
    type Row = { id: string; conversation: string; place: number; shown?: { text?: string } }
    return ((await this.#rows('events')) as Row[])
      .filter((row) => row.conversation === conversation && row.shown)
      .sort((a, b) => a.place - b.place)
      .map(({ id, shown }) => ({ id, text: shown?.text }))
  }

  /** The leader's fencing term. */
  async term(): Promise<number> {
    const [row] = (await this.#rows('device')) as { term: number }[]
    return row?.term ?? -1
  }

  async #rows(store: string): Promise<unknown[]> {
    return await this.page.evaluate(async (name) => {
      const databases = await indexedDB.databases()
      const database = databases.find((entry) => entry.name?.startsWith('tidemark:'))?.name
      if (!database) return []
      return await new Promise<unknown[]>((resolve, reject) => {
        const opening = indexedDB.open(database)
        opening.onerror = () => reject(opening.error)
        opening.onsuccess = () => {
          const all = opening.result.transaction(name).objectStore(name).getAll()
          all.onsuccess = () => {
            opening.result.close()
            resolve(all.result as unknown[])
          }
        }
      })
    }, store)
  }

  /** The browser grants so many bytes, until it is told otherwise. */
  async grantsStorage(quotaSize: number): Promise<{ nothingMore(): Promise<void>; all(): Promise<void> }> {
    const cdp = await this.context.newCDPSession(this.page)
    const { origin } = new URL(this.url)
    await cdp.send('Storage.overrideQuotaForOrigin', { origin, quotaSize })
    return {
      nothingMore: async () => {
        await cdp.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 })
      },
      all: async () => {
        await cdp.send('Storage.overrideQuotaForOrigin', { origin })
      },
    }
  }

  /** In another tab, a later version of the app makes the database its own. */
  async meetsNewerDatabase(): Promise<void> {
    const other = await this.context.newPage()
    await other.goto(`${this.url}/favicon.svg`)
    await other.evaluate(async () => {
      const [{ name, version }] = (await indexedDB.databases()).filter((entry) =>
        entry.name?.startsWith('tidemark:'),
      ) as [{ name: string; version: number }]
      await new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open(name, version + 10)
        opening.onupgradeneeded = () => opening.result.createObjectStore('fromTheFuture')
        opening.onsuccess = () => {
          opening.result.close()
          resolve()
        }
        opening.onerror = () => reject(opening.error)
      })
    })
    await other.close()
  }

  /** From the next page on, what matches cannot be loaded, and the service worker does not have it either. */
  async lacksParts(parts: RegExp): Promise<void> {
    const cdp = await this.context.newCDPSession(this.page)
    await cdp.send('Network.enable')
    await cdp.send('Network.setBypassServiceWorker', { bypass: true })
    await this.page.route(parts, async (route) => await route.abort())
  }

  async clearsStorage(types: string): Promise<void> {
    const cdp = await this.context.newCDPSession(this.page)
    await cdp.send('Storage.clearDataForOrigin', { origin: new URL(this.page.url()).origin, storageTypes: types })
  }
}

export const textsOf = (messages: readonly { text?: string | undefined }[]): string[] =>
  messages.map(({ text }) => text ?? '')

/** What was delivered has been sent, and what was read has been delivered. */
const STATES: Record<string, string> = { sent: '(?<!not )(sent|delivered|read)', delivered: '(delivered|read)' }

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
