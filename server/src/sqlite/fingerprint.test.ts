import { expect, test } from 'vitest'
import { type Op, OpSchemas } from '#protocol/op.ts'
import { FIELDS, fingerprintWith } from './fingerprint.ts'

const fingerprint = fingerprintWith('key')
const message: Op = {
  kind: 'message',
  id: '0190f3a1-7c3e-7000-8000-000000000001',
  at: 1,
  conversation: 'dm:ada:bob',
  text: 'hello',
}

test('every field that the protocol knows counts as content, but the id and what only steers', () => {
  const known = Object.entries(OpSchemas).map(([kind, schema]) => [kind, Object.keys(schema.shape)])
  const steering = ['id', 'kind', 'again']
  for (const [kind, fields] of known as [Op['kind'], string[]][]) {
    expect([...FIELDS[kind]].sort()).toEqual(fields.filter((field) => !steering.includes(field)).sort())
  }
})

test('[S3] the same content gives the same print, whatever the order of keys', () => {
  const { id, kind, at, ...rest } = message
  expect(fingerprint({ ...rest, at, kind, id } as Op)).toBe(fingerprint(message))
  const add = { kind: 'add' as const, id, at, conversation: id, member: 'bob' }
  expect(fingerprint({ ...add, peers: { bob: '1', cleo: '2' } })).toBe(
    fingerprint({ ...add, peers: { cleo: '2', bob: '1' } }),
  )
})

test('[S14] asking again is not other content', () => {
  expect(fingerprint({ ...message, again: true })).toBe(fingerprint(message))
})

test('other content gives another print, also where fields run into each other', () => {
  const others: Op[] = [
    { ...message, at: 2 },
    { ...message, text: 'hello ' },
    { ...message, reply: message.id },
    { ...message, peer: 'someone' },
    { ...message, conversation: 'dm:ada:bobs', text: 'ello' },
    { ...message, conversation: 'dm:ada:bob', text: '' },
    { kind: 'edit', id: message.id, at: 1, conversation: 'dm:ada:bob', target: message.id, text: 'hello' },
  ]
  expect(new Set([message, ...others].map(fingerprint)).size).toBe(others.length + 1)
})

test('another key gives another print, and the print tells its version', () => {
  expect(fingerprintWith('other key')(message)).not.toBe(fingerprint(message))
  expect(fingerprint(message)).toMatch(/^1[\w-]{22}$/)
})
