/** Years of talk, written into the device's database as it would be held. For a device whose server is away. */
import type { Page } from '@playwright/test'

const BATCH = 5000
const VOCABULARY = 3000

/** The same on every machine. */
function chances(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const SYLLABLES = 'ba ke lo mi na pu ra se ti vo wy za che dri fle gro sta bri nor len mas tur hel dim'.split(' ')

/** Words that are none, each its own; what they begin with they share. */
export function vocabulary(): string[] {
  const chance = chances(7)
  const words = new Set<string>()
  while (words.size < VOCABULARY) {
    const length = 1 + Math.floor(chance() * 3)
    words.add(Array.from({ length }, () => SYLLABLES[Math.floor(chance() * SYLLABLES.length)]).join(''))
    if (words.size > 500) words.add(`${[...words][Math.floor(chance() * 500)]}${words.size}`)
  }
  return [...words]
}

/** `Message 7: …`, of a few words or many; the first words of the vocabulary are in nearly all, the last in a few. */
export function* talk(count: number): Generator<string> {
  const chance = chances(9)
  const words = vocabulary()
  for (let n = 1; n <= count; n++) {
    const length = 4 + Math.floor(chance() ** 2 * 30)
    const said = Array.from({ length }, () => words[Math.floor(chance() ** 3 * words.length)])
    yield `Message ${n}: ${said.join(' ')}`
  }
}

/** A conversation that holds a message already comes to hold `count`, all read. To be followed by a reload. */
export async function lengthen(page: Page, conversation: string, count: number): Promise<void> {
  const texts = [...talk(count)]
  for (let from = 0; from < count; from += BATCH) {
    await page.evaluate(
      async ([id, from, count, texts]) => {
        const names = (await indexedDB.databases()).map(({ name }) => name ?? '')
        const opening = indexedDB.open(names.find((name) => name.startsWith('tidemark:')) ?? '')
        await new Promise((done) => opening.addEventListener('success', done))
        const database = opening.result
        const write = database.transaction(['events', 'conversations'], 'readwrite')
        const over = new Promise((done, failed) => {
          write.addEventListener('complete', done)
          write.addEventListener('abort', failed)
        })
        const [events, conversations] = [write.objectStore('events'), write.objectStore('conversations')]
        const any = events.index('[conversation+place]').get(IDBKeyRange.bound([id, 0], [id, 1e9]))
        const asked = conversations.get(id)
        await new Promise((done) => asked.addEventListener('success', done))
        const [row, kept] = [any.result, asked.result]
        if (from === 0) {
          const old = events.index('[conversation+place]').openKeyCursor(IDBKeyRange.bound([id, 0], [id, 1e9]))
          await new Promise<void>((done) => {
            old.addEventListener('success', () => {
              if (!old.result) return done()
              events.delete(old.result.primaryKey)
              old.result.continue()
            })
          })
        }
        const start = Date.now() - count * 60_000
        for (const [index, text] of texts.entries()) {
          const n = from + index + 1
          const key = `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
          const [at, received] = [start + n * 60_000, start + n * 60_000]
          const event = { ...row.event, id: key, position: n, at, received, text }
          events.put({ ...row, id: key, place: n, position: n, foreign: n, event, shown: { ...row.shown, text } })
        }
        const last = `00000000-0000-7000-8000-${String(from + texts.length).padStart(12, '0')}`
        const all = { head: count, asOf: count, read: count, marked: count, unread: 0, held: [[1, count]] }
        conversations.put({ ...kept, ...all, last: { id: last, place: from + texts.length } })
        await over
        database.close()
      },
      [conversation, from, count, texts.slice(from, from + BATCH)] as const,
    )
  }
  await page.evaluate(forgetIndex)
}

/** The index knows the messages that were there before: it is made anew from those that are there now. */
async function forgetIndex(): Promise<void> {
  for (const { name } of await indexedDB.databases()) {
    if (!name?.startsWith('tidemark-search:')) continue
    const forgetting = indexedDB.deleteDatabase(name)
    await new Promise((done) => forgetting.addEventListener('success', done))
  }
}

/** People whom one has talked with once, each under a name of two words. To be followed by a reload. */
export async function meet(page: Page, like: string, count: number): Promise<void> {
  const chance = chances(11)
  const words = vocabulary().map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`)
  const word = () => words[Math.floor(chance() * words.length)]
  const names = Array.from({ length: count }, () => `${word()} ${word()}`)
  await page.evaluate(
    async ([like, names]) => {
      const databases = (await indexedDB.databases()).map(({ name }) => name ?? '')
      const opening = indexedDB.open(databases.find((name) => name.startsWith('tidemark:')) ?? '')
      await new Promise((done) => opening.addEventListener('success', done))
      const database = opening.result
      const write = database.transaction(['events', 'conversations', 'people'], 'readwrite')
      const over = new Promise((done) => write.addEventListener('complete', done))
      const asked = write.objectStore('conversations').get(like)
      const any = write
        .objectStore('events')
        .index('[conversation+place]')
        .get(IDBKeyRange.bound([like, 0], [like, 1e9]))
      await new Promise((done) => any.addEventListener('success', done))
      for (const [n, name] of names.entries()) {
        const handle = `walker${n}`
        const conversation = `dm:ada:${handle}`
        const id = `00000000-0000-7000-9000-${String(n).padStart(12, '0')}`
        const event = { ...any.result.event, id, conversation, by: handle, position: 1 }
        const place = { id, conversation, by: handle, place: 1, position: 1, foreign: 1 }
        const members = asked.result.members.map((member: { user: string }) =>
          member.user === 'ada' ? member : { ...member, user: handle },
        )
        const read = { head: 1, asOf: 1, read: 1, marked: 1, unread: 0, held: [[1, 1]], last: { id, place: 1 } }
        write.objectStore('people').put({ handle, name })
        write.objectStore('events').put({ ...any.result, ...place, event })
        write.objectStore('conversations').put({ ...asked.result, ...read, id: conversation, members, activity: n })
      }
      await over
      database.close()
    },
    [like, names] as const,
  )
}
