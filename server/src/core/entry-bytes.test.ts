import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Event } from '#protocol/event.ts'
import { entryBytes } from './entry-bytes.ts'

const ID = '01900000-0000-7000-8000-000000000001'
const NUMBER = 1_799_999_999_999
const common = { id: ID, at: NUMBER, by: 'a-name-of-thirty-one-characters', received: NUMBER, position: 12_345_678 }
const conversation = `dm:${common.by}:${common.by}`
const file = {
  id: ID,
  name: 'größe "1".png',
  type: 'image/png',
  size: NUMBER,
  hash: 'f'.repeat(64),
  preview: 'x'.repeat(344),
}

const eventWith = (text: string): Event[] => [
  { kind: 'message', ...common, conversation, text, reply: ID },
  { kind: 'message', ...common, conversation, text, reply: ID, files: [file, file] },
  { kind: 'message', ...common, conversation, removed: true },
  { kind: 'edit', ...common, conversation, target: ID, text },
  { kind: 'edit', ...common, conversation, target: ID },
  { kind: 'delivered', ...common, conversation },
  { kind: 'read', ...common, conversation },
  { kind: 'rename', ...common, conversation, title: text },
  { kind: 'group', ...common, conversation, title: text, members: [common.by], unknown: [text] },
  { kind: 'profile', ...common, about: text },
]

const wireBytes = (event: Event) => Buffer.byteLength(`${JSON.stringify({ seq: 1e9, id: '0123456789ab', event })},`)

test('[S21] an entry is counted as no smaller than it is on the wire, and not as much larger', () => {
  const texts = fc.string({ unit: 'grapheme' })
  fc.assert(
    fc.property(fc.oneof(texts, fc.constant('"\\'.repeat(99)), fc.constant('\u0000\u001f'.repeat(99))), (text) => {
      for (const event of eventWith(text)) {
        expect(entryBytes(event)).toBeGreaterThanOrEqual(wireBytes(event))
        expect(entryBytes(event)).toBeLessThan(wireBytes(event) + 100)
      }
    }),
  )
})
