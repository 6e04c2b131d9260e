import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TimelineItem } from '#engine/model.ts'
import type { KeptConversation, Part } from '../../store/export.ts'
import { asHtml, type ExportWords, escaped, lineHtml } from './export-html.ts'
import { asJson } from './export-json.ts'

const NOW = new Date(Date.UTC(2026, 10, 22, 12))
const WORDS: ExportWords = {
  title: 'Tidemark',
  saved: 'Saved messages',
  draft: 'Draft:',
  unsent: 'not sent yet',
  edited: 'edited',
  removed: 'removed',
  files: (count) => `${count} files`,
  event: (kind) => kind,
  dir: 'ltr',
  lang: 'en',
}
const said = (text: string, more: Partial<TimelineItem> = {}): TimelineItem => ({
  id: 'id-1',
  conversation: 'dm:ada:bob',
  place: 1,
  by: 'bob',
  own: false,
  at: NOW.getTime(),
  pending: false,
  line: { kind: 'message', text, reactions: [] },
  ...more,
})
const conversation = (title: string, id = 'dm:ada:bob'): KeptConversation => ({ id, kind: 'dm', title, members: [] })

async function* parts(conversations: KeptConversation[], lines: TimelineItem[]): AsyncGenerator<Part> {
  const people = [{ handle: 'bob', name: '<b>Bob</b>' }]
  yield { part: 'account', account: { handle: 'ada', name: 'Ada' }, people, conversations, lines: lines.length }
  for (const conversation of conversations) {
    yield { part: 'conversation', conversation }
    yield { part: 'lines', lines: lines.slice(0, 1) }
    yield { part: 'lines', lines: lines.slice(1) }
  }
}
async function whole(pieces: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}

test('messages.json is one JSON document with everything in it, whatever was said', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: 'binary' })), fc.array(fc.string()), async (texts, titles) => {
      const kept = titles.map((title, at) => conversation(title, `dm:ada:b${at}`))
      const json = JSON.parse(
        await whole(
          asJson(
            parts(
              kept,
              texts.map((text) => said(text)),
            ),
            NOW,
          ),
        ),
      ) as {
        conversations: { title: string; lines: { text: string }[] }[]
      }
      expect(json.conversations.map(({ title }) => title)).toEqual(titles)
      for (const { lines } of json.conversations) expect(lines.map(({ text }) => text)).toEqual(texts)
    }),
  )
})

test('what is not sent, removed or refused is told as that', async () => {
  const lines = [
    said('waits', { pending: true, own: true }),
    said('refused', { pending: true, own: true, state: 'failed', reason: 'no-such-user' }),
    said('', { line: { kind: 'message', text: '', removed: { by: 'bob' }, reactions: [] } }),
  ]
  const json = JSON.parse(await whole(asJson(parts([conversation('Bob')], lines), NOW))) as {
    format: string
    version: number
    conversations: { lines: object[] }[]
  }
  expect(json).toMatchObject({ format: 'tidemark', version: 1 })
  expect(json.conversations[0]?.lines).toEqual([
    { id: 'id-1', by: 'bob', at: NOW.toISOString(), kind: 'message', text: 'waits', unsent: true },
    { id: 'id-1', by: 'bob', at: NOW.toISOString(), kind: 'message', text: 'refused', refused: 'no-such-user' },
    { id: 'id-1', by: 'bob', at: NOW.toISOString(), kind: 'message', removed: 'bob' },
  ])
})

test('nothing that was written is markup in index.html', async () => {
  const evil = '<script>alert(1)</script><img src=x onerror=alert(1)>"\'&'
  const html = await whole(asHtml(parts([{ ...conversation(evil), draft: evil }], [said(evil)]), NOW, WORDS))
  expect(html).not.toMatch(/<(script|img)/)
  expect(html).not.toContain('<b>Bob')
  expect(html.split(escaped(evil))).toHaveLength(5)
})

test('of a text only what is escaped is in its line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const html = lineHtml(said(text), (handle) => handle, WORDS)
      const [, inner] = /<span class="t" dir="auto">([\s\S]*)<\/span><\/p>/.exec(html) ?? []
      expect(inner).toBe(escaped(text))
      expect(inner).not.toMatch(/[<>"']/)
    }),
  )
})
